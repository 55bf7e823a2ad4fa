import { assertEquals } from "@std/assert";
import { tapeWarnings } from "../../src/market/tape_warnings.ts";
import { tapeOf } from "./_tapes.ts";

const codesOf = (options: Parameters<typeof tapeOf>[1]) =>
  tapeWarnings(tapeOf([{}], options)).map(({ code, text }) => `${code}: ${text.split(" ")[0]}`);

Deno.test("tapeWarnings() counts what the reader noted, and is silent about what it did not meet", () => {
  assertEquals(codesOf({}), []);
  assertEquals(codesOf({ skippedRows: 3, notes: { instrument_changes: 2 } }), [
    "instrument-changes: 2",
    "skipped-rows: 3",
  ]);
});
