import { assertEquals } from "@std/assert";
import { countRepeatedRows } from "../../src/market/repeated_rows.ts";
import { type Row, tapeOf } from "./_tapes.ts";

const at = (second: number, size = 1): Row => ({ tsEventNs: second * 1e9, tsRecvNs: second * 1e9 + 5, size });
const repeatedIn = (...rows: Row[]): number => countRepeatedRows(tapeOf(rows).columns);

Deno.test("trap: downloads that overlap have rows twice", () => {
  assertEquals(repeatedIn(at(1), at(2), at(3), at(1), at(2), at(3)), 3);
  assertEquals(repeatedIn(at(1), at(5), at(9), at(5), at(9), at(12)), 2);
  assertEquals(repeatedIn(at(1), at(9), at(1), at(9), at(1), at(9)), 4);
  // Without a time of receipt, by that of the event.
  const bare = (second: number): Row => ({ tsEventNs: second * 1e9 });
  assertEquals(repeatedIn(bare(1), bare(5), bare(1), bare(5)), 2);
});

Deno.test("rows that a feed sends alike are not repeated", () => {
  assertEquals(repeatedIn(), 0);
  assertEquals(repeatedIn(at(1), at(1), at(1), at(2)), 0);
  assertEquals(repeatedIn(at(5), at(5), at(1), at(5, 2)), 0);
  assertEquals(repeatedIn(at(1), at(5), at(5), at(1, 7), at(5)), 1);
  // A feed's own small steps back begin no download.
  assertEquals(repeatedIn(at(5), at(4.9), at(5), at(4.9)), 0);
});
