import { assert, assertEquals } from "@std/assert";
import { PARAMETER_NAMES, PARAMETERS } from "../../src/model/parameters.ts";

Deno.test("PARAMETERS keeps its order and keys, which checkpoints, grids and artefacts follow", () => {
  assertEquals(PARAMETER_NAMES.map((name) => PARAMETERS[name].key), [
    "lambda_over",
    "lambda_under",
    "theta_queue",
  ]);
});

Deno.test("PARAMETERS has a key, a symbol and a range of its own for each", () => {
  for (const field of ["key", "symbol"] as const) {
    const values = PARAMETER_NAMES.map((name) => PARAMETERS[name][field]);
    assertEquals(new Set(values).size, values.length, field);
  }
  for (const name of PARAMETER_NAMES) {
    const { key, low, high } = PARAMETERS[name];
    assertEquals(key, name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    assert(low >= 0 && low < high && high < Infinity, name);
  }
});
