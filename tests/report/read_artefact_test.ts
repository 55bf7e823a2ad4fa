import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { readArtefact, readHead } from "../../src/report/read_artefact.ts";
import { artefactOf, outcomeOf } from "./_outcome.ts";

const artefact = artefactOf(await outcomeOf());

Deno.test("readArtefact() gives back an artefact as it was written", () => {
  assertEquals(readArtefact(artefact, "x.json"), artefact);
  assertEquals(readHead(artefact, "x.json"), { run: artefact.run });
});

Deno.test("readArtefact() refuses an artefact whose main comparison is not there", () => {
  for (const main_comparison of ["none", "constructor"]) {
    assertThrows(
      () => readArtefact({ ...artefact, main_comparison }, "x.json"),
      DataError,
      `x.json: main_comparison is "${main_comparison}": not one of best_ask, twap, vwap, twap+home`,
    );
  }
});

Deno.test("readArtefact() refuses artefacts of other schema versions, saying what to do", () => {
  const fail = (schema_version: unknown, message: string) => {
    const error = assertThrows(() => readArtefact({ ...artefact, schema_version }, "x.json"), DataError);
    assertEquals(error.message, `x.json: an artefact of schema version ${message}`);
  };
  fail(1, "1; this sorlab reads version 3: run the back-test again");
  fail(4, "4; this sorlab reads version 3");
  fail("2", '"2"; this sorlab reads version 3');
});
