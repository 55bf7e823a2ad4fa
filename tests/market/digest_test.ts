import { assertEquals, assertNotEquals } from "@std/assert";
import { tapeDigest } from "../../src/market/digest.ts";
import { sortByEventTime, sortByReceipt, TAPE_COLUMNS } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { type Row, tapeOf } from "./_tapes.ts";

const ROW: Row = { tsEventNs: 5, tsRecvNs: 6, price: 1, bidPx: 2, askPx: 3 };

Deno.test("tapeDigest() changes when a value of any column does", () => {
  const digests = new Set([tapeDigest(tapeOf([ROW, ROW]))]);
  for (const name of TAPE_COLUMNS) {
    digests.add(tapeDigest(tapeOf([{ ...ROW, [name]: 70 }, ROW])));
    digests.add(tapeDigest(tapeOf([ROW, { ...ROW, [name]: 70 }])));
  }
  assertEquals(digests.size, 1 + 2 * TAPE_COLUMNS.length);
});

Deno.test("tapeDigest() changes with origin, symbol, and number and order of rows", () => {
  const other: Row = { ...ROW, size: 9 };
  const digests = new Set([
    tapeDigest(tapeOf([ROW, other])),
    tapeDigest(tapeOf([other, ROW])),
    tapeDigest(tapeOf([ROW])),
    tapeDigest(tapeOf([])),
    tapeDigest(tapeOf([ROW, other], { originNs: 0n })),
    tapeDigest(tapeOf([ROW, other], { symbol: "MSFT" })),
  ]);
  assertEquals(digests.size, 6);
});

Deno.test("tapeDigest() does not depend on spare capacity, nor on what was taken back", () => {
  const rows = Array.from({ length: 100 }, (_, row): Row => ({ ...ROW, size: row }));
  const digest = tapeDigest(tapeOf(rows));
  for (const capacity of [1, 100, 100_000]) assertEquals(tapeDigest(tapeOf(rows, { capacity })), digest);
  assertEquals(tapeDigest(tapeOf(rows, { skippedRows: 4 })), digest);
});

Deno.test("tapeDigest() sees every row of a tape of many blocks", () => {
  const tape = generateTape({ durationSeconds: 300, seed: 3 });
  const digest = tapeDigest(tape);
  const { askPx } = tape.columns;
  for (const share of [0, 0.3, 0.7, 1]) {
    const row = Math.floor(share * (tape.length - 1));
    const before = askPx[row]!;
    askPx[row] = before + 1;
    assertNotEquals(tapeDigest(tape), digest);
    askPx[row] = before;
    assertEquals(tapeDigest(tape), digest);
  }
});

Deno.test("tapeDigest() in an order is that of the tape sorted so", () => {
  const tape = generateTape({ durationSeconds: 300, seed: 4 });
  const sorted = tapeDigest(sortByEventTime(tape));
  assertNotEquals(tapeDigest(tape), sorted);
  for (const each of [tape, sortByEventTime(tape), sortByReceipt(tape)]) {
    assertEquals(tapeDigest(each, "event"), sorted);
  }
  assertEquals(tapeDigest(tape, "receipt"), tapeDigest(sortByReceipt(tape)));
});
