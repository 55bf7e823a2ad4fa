import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { readLayout, splitRow } from "../../../src/source/csv/layout.ts";

const NEEDED = "ts_event,publisher_id,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00";

Deno.test("readLayout() lists the columns in the order of the file", () => {
  const { separator, fields, columns } = readLayout(`symbol,x,${NEEDED},y`);
  assertEquals([separator, fields], [",", 9]);
  assertEquals(columns.map(({ name, index }) => `${name} ${index}`), [
    "symbol 0",
    "tsEvent 2",
    "publisher 3",
    "bidPx 4",
    "askPx 5",
    "bidSz 6",
    "askSz 7",
  ]);
});

Deno.test("readLayout() chooses the separator that gives the most columns", () => {
  for (const separator of [",", ";", "\t", "|"]) {
    const line = NEEDED.replaceAll(",", separator);
    const others = [",", ";", "\t", "|"].filter((other) => other !== separator).join("");
    for (const more of [`"a${others}b"`, `a${others}b`]) {
      assertEquals(readLayout(`${more}${separator}${line}`).separator, separator);
    }
  }
});

Deno.test("splitRow() undoes quotes", () => {
  assertEquals(splitRow('a,"b,""c""",', ","), ["a", 'b,"c"', ""]);
  assertEquals(splitRow("", ","), [""]);
  for (const line of ['a,"b', 'a"b', '"a"b,c']) assertThrows(() => splitRow(line, ","), DataError);
});
