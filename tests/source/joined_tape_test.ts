import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { ACTION_TRADE, type Tape } from "../../src/market/tape.ts";
import { openTape } from "../../src/source/open_tape.ts";
import type { ReadOptions } from "../../src/source/tape_reader.ts";
import { inFolder } from "../_folder.ts";
import { csv, type ROW, rowOf } from "./csv/_csv.ts";

type Rows = Partial<typeof ROW>[];

/** Rows of a day of August 2024. */
function day(date: number, rows: Rows): Rows {
  const time = `2024-08-${String(date).padStart(2, "0")}T13:36:32.000000000Z`;
  return rows.map((row) => ({ action: "A", ts_event: time, ts_recv: time, ...row }));
}

/** Reads files of these rows as a folder. */
async function readAll(files: Readonly<Record<string, Rows>>, options: ReadOptions = {}): Promise<Tape> {
  let tape: Tape | undefined;
  await inFolder(async (folder) => {
    for (const [name, rows] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, csv(rows));
    }
    tape = await openTape(folder, options);
  });
  return tape!;
}

Deno.test("joinTapes() reads days in order of time, and each day's books start empty", async () => {
  const tape = await readAll({
    "a.csv": day(2, [{ publisher_id: "2", size: "3" }, { publisher_id: "2", size: "4" }]),
    "b.csv": day(1, [{ publisher_id: "43", size: "1" }, { publisher_id: "2", size: "2" }]),
    "c.csv": day(5, [{ publisher_id: "43", size: "5" }]),
  });
  assertEquals([...tape.columns.size], [1, 2, 0, 0, 3, 4, 0, 5]);
  assertEquals([...tape.columns.publisher], [43, 2, 2, 43, 2, 2, 2, 43]);
  assertEquals(String.fromCharCode(...tape.columns.action), "AARRAARA");
  const { tsEventNs, bidPx, askSz, flags } = rowOf(tape, 2);
  assertEquals([tsEventNs, bidPx, askSz, flags], [tape.columns.tsEventNs[4], NaN, 0, 128]);
  assertEquals(tape.tsEvent(7) - tape.tsEvent(0), 4n * 86_400_000_000_000n);
  assertEquals([tape.originNs, tape.notes, tape.symbol], [1722470400000000000n, {}, "AAPL"]);
});

Deno.test("joinTapes() keeps the books of files that overlap in time, and counts rows that stand in both", async () => {
  const at = (second: number, row: Rows[number]) => {
    const time = `2024-08-01T13:36:${second}.000000000Z`;
    return { action: "A", ts_event: time, ts_recv: time, ...row };
  };
  const venues = await readAll({
    "arca.csv": [at(20, { publisher_id: "43", size: "1" }), at(40, { publisher_id: "43", size: "3" })],
    "nasdaq.csv": [at(30, { publisher_id: "2", size: "2" })],
  }, { order: "receipt" });
  assertEquals([...venues.columns.size], [1, 2, 3]);
  const twice = await readAll({
    "a.csv": [at(20, {}), at(30, {}), at(40, {})],
    "b.csv": [at(30, {}), at(50, {})],
  });
  assertEquals([twice.length, twice.notes], [5, { repeated_rows: 1 }]);
});

Deno.test("joinTapes() tells trades alone as such: a book is emptied by one that traded nothing", async () => {
  const tape = await readAll({ "a.csv": day(1, [{ action: "T" }]), "b.csv": day(2, [{ action: "T" }]) });
  assertEquals([...tape.columns.action], [ACTION_TRADE, ACTION_TRADE, ACTION_TRADE]);
  assertEquals([tape.columns.price[1], tape.columns.size[1], tape.columns.bidPx[1]], [NaN, 0, NaN]);
});

Deno.test("openTape() passes over files without what is asked for, and fails where none has it", async () => {
  const files = {
    "a.csv": day(1, [{ symbol: "AAPL", size: "1" }]),
    "b.csv": day(2, [{ symbol: "MSFT", size: "2" }]),
    "c.csv": day(3, [{ symbol: "AAPL", size: "3" }]),
    "d.csv": [],
  };
  assertEquals([...(await readAll(files, { symbol: "MSFT" })).columns.size], [2]);
  const from = { kind: "instant", ns: 1722600000000000000n } as const;
  assertEquals([...(await readAll(files, { symbol: "AAPL", from })).columns.size], [3]);
  await assertRejects(
    () => readAll(files, { symbol: "TSLA" }),
    DataError,
    "none of its 4 files has what is asked for; the first: ",
  );
  await assertRejects(
    () => readAll(files),
    DataError,
    "b.csv: is of MSFT, where the files before it are of AAPL; choose one with --symbol",
  );
  // A time of day is one of each file's day.
  const noon = { kind: "time-of-day", ns: 12 * 3600e9 } as const;
  assertEquals([...(await readAll(files, { symbol: "AAPL", from: noon })).columns.size], [1, 0, 3]);
});

Deno.test("joinTapes() adds up what the files' readers met, and fails where they are too far apart", async () => {
  const bad = { flags: "4" };
  const sampled = { rtype: "195" };
  const tape = await readAll({
    "a.csv": day(1, [{}, bad, { ...sampled }]),
    "b.csv": day(2, [{}, bad, bad, { size: "x" }, { rtype: "196" }]),
  }, { skipBadRows: true });
  assertEquals(tape.notes, { bad_book_rows: 3, withdrawn_quotes: 1, sampled_rows: 2, sampled_every_s: 60 });
  assertEquals(tape.skippedRows, 1);
  const late = "2024-12-01T13:36:32.000000000Z";
  await assertRejects(
    () => readAll({ "a.csv": day(1, [{}]), "b.csv": [{ ts_event: late, ts_recv: late }] }),
    DataError,
    "its files are more than 104 days apart",
  );
});
