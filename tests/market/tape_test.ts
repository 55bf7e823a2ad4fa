import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { tapeDigest } from "../../src/market/digest.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import {
  ACTION_MODIFY,
  inOrder,
  receiptTimes,
  SIDE_NONE,
  sortByEventTime,
  sortByReceipt,
  TAPE_COLUMNS,
  TapeBuilder,
} from "../../src/market/tape.ts";
import { MIDNIGHT, type Row, tapeOf } from "./_tapes.ts";
import { seeds } from "../_seeds.ts";

const OPTIONS = { originNs: MIDNIGHT, symbol: "AAPL" };

const BLANK = {
  tsEventNs: 0,
  tsRecvNs: NaN,
  publisher: 0,
  action: ACTION_MODIFY,
  side: SIDE_NONE,
  flags: 0,
  price: NaN,
  size: 0,
  bidPx: NaN,
  askPx: NaN,
  bidSz: 0,
  askSz: 0,
};

const FULL: Row = {
  tsEventNs: 1,
  tsRecvNs: 2,
  publisher: 3,
  action: 65,
  side: 66,
  flags: 128,
  price: 4,
  size: 5,
  bidPx: 6,
  askPx: 7,
  bidSz: 8,
  askSz: 9,
};

Deno.test("TapeBuilder.next() gives a blank row", () => {
  const { columns } = tapeOf([{}]);
  assertEquals(Object.fromEntries(TAPE_COLUMNS.map((name) => [name, columns[name][0]])), BLANK);
});

Deno.test("TapeBuilder.undo() leaves nothing of the row it takes back", () => {
  const builder = new TapeBuilder();
  const row = builder.next();
  for (const name of TAPE_COLUMNS) builder.columns[name][row] = FULL[name]!;
  builder.undo();
  assertEquals(builder.length, 0);
  builder.next();
  const { columns } = builder.finish(OPTIONS);
  assertEquals(Object.fromEntries(TAPE_COLUMNS.map((name) => [name, columns[name][0]])), BLANK);
});

Deno.test("TapeBuilder grows from any capacity without losing a row", () => {
  const random = seededRandom(1);
  const rows = Array.from({ length: 1000 }, (): Row => ({
    ...FULL,
    tsEventNs: randomInt(random, 1e9),
    askSz: randomInt(random, 2 ** 32),
  }));
  const digest = tapeDigest(tapeOf(rows));
  for (const capacity of [0, 1, 2, 3, 7, 999, 1000, 1001]) {
    const tape = tapeOf(rows, { capacity });
    assertEquals([tape.length, tapeDigest(tape)], [1000, digest]);
  }
});

Deno.test("TapeBuilder.reserve() keeps the rows and never shrinks", () => {
  const builder = new TapeBuilder(2);
  builder.columns.askSz[builder.next()] = 7;
  builder.reserve(100);
  assertEquals(builder.columns.askSz.length, 100);
  builder.reserve(5);
  assertEquals([builder.columns.askSz.length, builder.columns.askSz[0], builder.length], [100, 7, 1]);
});

Deno.test("Tape has its columns on shared memory, as long as its rows", () => {
  const tape = tapeOf([FULL, FULL]);
  for (const name of TAPE_COLUMNS) {
    assert(tape.columns[name].buffer instanceof SharedArrayBuffer);
    assertEquals(tape.columns[name].length, 2);
  }
});

Deno.test("Tape.tsEvent() is exact to the nanosecond, before the origin too", () => {
  const tape = tapeOf([{ tsEventNs: 48_992_491_911_683 }, { tsEventNs: -1 }]);
  assertEquals([tape.tsEvent(0), tape.tsEvent(1)], [1722519392491911683n, MIDNIGHT - 1n]);
});

Deno.test("trap: rows sorted by ts_recv are not sorted by ts_event; sortByEventTime() is stable", () => {
  const random = seededRandom(2);
  const rows = Array.from({ length: 5000 }, (_, row): Row => ({
    tsRecvNs: row,
    tsEventNs: row - randomInt(random, 50) * 10,
    size: row,
  }));
  const tape = sortByEventTime(tapeOf(rows));
  const expected = rows.toSorted((a, b) => a.tsEventNs! - b.tsEventNs!);
  assertEquals([...tape.columns.size], expected.map(({ size }) => size!));
  assertEquals([...tape.columns.tsEventNs], expected.map(({ tsEventNs }) => tsEventNs!));
});

Deno.test("sortByEventTime() agrees with sorting however much is out of order", () => {
  const random = seededRandom(3);
  for (let i = 0; i < seeds(80, 400); i++) {
    const spread = 10 ** randomInt(random, 5);
    const rows = Array.from({ length: randomInt(random, 200) }, (_, row): Row => ({
      tsEventNs: row - randomInt(random, spread),
      bidPx: random() < 0.1 ? NaN : row,
      size: row,
    }));
    const expected = tapeOf(rows.toSorted((a, b) => a.tsEventNs! - b.tsEventNs!));
    assertEquals(tapeDigest(sortByEventTime(tapeOf(rows))), tapeDigest(expected));
  }
});

Deno.test("sortByEventTime() keeps what the tape knows beside its rows", () => {
  const tape = sortByEventTime(tapeOf([{ tsEventNs: 1 }, { tsEventNs: 0 }], { skippedRows: 3 }));
  assertEquals([tape.symbol, tape.skippedRows, tape.originNs, tape.length], ["AAPL", 3, MIDNIGHT, 2]);
});

Deno.test("sorting returns a sorted tape as it is, and makes another of any other", () => {
  const ordered = tapeOf([{ tsEventNs: -1 }, { tsEventNs: 0 }, { tsEventNs: 0 }]);
  const others = [
    tapeOf([{ tsEventNs: 2, tsRecvNs: 5 }, { tsEventNs: 1, tsRecvNs: 4 }]),
    tapeOf([{ tsEventNs: 2, tsRecvNs: 5 }, { tsEventNs: 1, tsRecvNs: 5 }]),
  ];
  for (const sort of [sortByEventTime, sortByReceipt]) {
    assertStrictEquals(sort(ordered), ordered);
    for (const tape of others) {
      const before = tapeDigest(tape);
      const sorted = sort(tape);
      assertEquals([...sorted.columns.tsEventNs], [1, 2]);
      assertEquals([tapeDigest(tape), [...tape.columns.tsEventNs]], [before, [2, 1]]);
      for (const name of TAPE_COLUMNS) {
        assert(sorted.columns[name].buffer instanceof SharedArrayBuffer);
        assert(sorted.columns[name].buffer !== tape.columns[name].buffer, name);
      }
    }
  }
});

Deno.test("TapeBuilder.finish() gives the rows in order, as sorting the tape does", () => {
  const random = seededRandom(5);
  for (let i = 0; i < seeds(40, 100); i++) {
    const rows = Array.from({ length: randomInt(random, 100) }, (_, row): Row => ({
      tsEventNs: randomInt(random, 40),
      tsRecvNs: random() < 0.3 ? NaN : row + randomInt(random, 10),
      askPx: random() < 0.1 ? NaN : row,
      size: row,
    }));
    const file = tapeOf(rows);
    for (const order of ["file", "event", "receipt"] as const) {
      assertEquals(tapeDigest(tapeOf(rows, { order })), tapeDigest(inOrder(file, order)), `${order} ${i}`);
    }
  }
});

Deno.test("TapeBuilder is empty once it has finished: what it takes then is not the tape's", () => {
  const builder = new TapeBuilder(4);
  builder.columns.size[builder.next()] = 5;
  const tape = builder.finish({ originNs: 0n, symbol: "A" });
  assertEquals(builder.length, 0);
  builder.columns.size[builder.next()] = 6;
  builder.undo();
  builder.columns.size[builder.next()] = 7;
  assertEquals([...tape.columns.size], [5]);
  assertEquals([...builder.finish({ originNs: 0n, symbol: "B" }).columns.size], [7]);
});

Deno.test("receiptTimes() are those of the venue where the file does not say", () => {
  const told = tapeOf([{ tsEventNs: 1, tsRecvNs: 5 }, { tsEventNs: 2, tsRecvNs: 7 }]);
  assertEquals([...receiptTimes(told)], [5, 7]);
  const partly = tapeOf([{ tsEventNs: 1, tsRecvNs: 5 }, { tsEventNs: 2 }]);
  assertEquals([...receiptTimes(partly)], [5, 2]);
});

Deno.test("sortByReceipt() agrees with sorting by receipt, then by event time, then as rows stood", () => {
  const random = seededRandom(4);
  for (let i = 0; i < seeds(50, 200); i++) {
    const rows = Array.from({ length: randomInt(random, 100) }, (_, row): Row => ({
      tsEventNs: randomInt(random, 40),
      tsRecvNs: random() < 0.3 ? NaN : row + randomInt(random, 10),
      size: row,
    }));
    const at = ({ tsEventNs, tsRecvNs }: Row) => Number.isNaN(tsRecvNs) ? tsEventNs! : tsRecvNs!;
    const expected = tapeDigest(
      tapeOf(rows.toSorted((a, b) => at(a) - at(b) || a.tsEventNs! - b.tsEventNs!)),
    );
    const tape = tapeOf(rows);
    assertEquals(tapeDigest(sortByReceipt(tape)), expected, `round ${i}`);
    // So that it does not matter whether the tape was sorted by event time before.
    assertEquals(tapeDigest(sortByReceipt(sortByEventTime(tape))), expected, `round ${i}`);
  }
});

Deno.test("TapeBuilder makes as many small tapes as memory holds, and none takes address space of its own", () => {
  // Linux grants a process 65,530 pieces of it: one for each column of these tapes would be too many.
  const tapes = Array.from({ length: 6_000 }, (_, i) => {
    const builder = new TapeBuilder(1);
    builder.columns.tsEventNs[builder.next()] = i;
    return builder.finish({ originNs: 0n, symbol: "AAPL" });
  });
  assert(tapes.every(({ columns, length }, i) => length === 1 && columns.tsEventNs[0] === i));
});
