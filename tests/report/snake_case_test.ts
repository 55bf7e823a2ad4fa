import { assertEquals } from "@std/assert";
import { snakeCase, snakeKeys } from "../../src/report/snake_case.ts";

Deno.test("snakeCase() parts words, leaves names in capitals and what is snake case already", () => {
  const names = [
    "shortfallBps",
    "litVwap",
    "percentile95",
    "XNAS",
    "twap+home",
    "best_ask",
    "violatedA1",
    "a",
  ];
  assertEquals(names.map(snakeCase), [
    "shortfall_bps",
    "lit_vwap",
    "percentile_95",
    "XNAS",
    "twap+home",
    "best_ask",
    "violated_a1",
    "a",
  ]);
});

Deno.test("snakeKeys() renames keys at every depth, and touches nothing else", () => {
  const value = { aB: [{ cD: "eF", g: null }, [1.5, true]], XNAS: { hI: -0 } };
  assertEquals(snakeKeys(value), { a_b: [{ c_d: "eF", g: null }, [1.5, true]], XNAS: { h_i: -0 } });
});

Deno.test("snakeKeys() makes null of what JSON cannot hold, and drops what is not there", () => {
  assertEquals(snakeKeys({ a: NaN, b: [Infinity], c: undefined, d: -Infinity }), {
    a: null,
    b: [null],
    d: null,
  });
});
