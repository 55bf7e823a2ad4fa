import { assertEquals } from "@std/assert";
import { receiptTimes } from "../../../src/market/tape.ts";
import { assertFails, csv, read, type ROW } from "./_csv.ts";

const QUOTE = { action: "A", flags: "128" } satisfies Partial<typeof ROW>;

Deno.test("trap: rows flagged as of a book that may be wrong are left out, counted, and kept if asked", async () => {
  const text = csv([QUOTE, { ...QUOTE, flags: "132" }, QUOTE]);
  const tape = await read(text);
  assertEquals([tape.length, tape.notes], [2, { bad_book_rows: 1 }]);
  const kept = await read(text, { keepBadBooks: true });
  assertEquals([kept.length, kept.notes], [3, {}]);
  await assertFails(
    csv([{ ...QUOTE, flags: "4" }]),
    "day.csv: its only row is flagged as of a book that may be wrong; --keep-bad-books keeps them",
  );
});

Deno.test("trap: where the time of receipt is flagged as wrong, ts_event orders the row", async () => {
  const text = csv([QUOTE, { ...QUOTE, flags: "136", ts_recv: "2024-08-01T20:00:00Z" }]);
  const tape = await read(text);
  assertEquals(tape.notes, { bad_receipt_rows: 1 });
  assertEquals(receiptTimes(tape)[1], tape.columns.tsEventNs[1]);
});

Deno.test("trap: what an unreadable row of a venue quoted is not still quoted", async () => {
  const skip = { skipBadRows: true };
  const bad = { ...QUOTE, publisher_id: "43", ask_px_00: "x" };
  const known = await read(csv([{ ...QUOTE, publisher_id: "43" }, bad, QUOTE]), skip);
  assertEquals([known.length, known.skippedRows, known.notes], [3, 1, { withdrawn_quotes: 1 }]);
  const { publisher, askPx, bidPx, askSz, bidSz, flags } = known.columns;
  assertEquals([publisher[1], askPx[1], bidPx[1], askSz[1], bidSz[1], flags[1]], [43, NaN, NaN, 0, 0, 128]);
  // Of no known venue or instrument, or a trade: nothing is known to be withdrawn.
  for (
    const row of [
      { ...bad, publisher_id: "x" },
      { ...bad, symbol: "OTHER" },
      { ...bad, action: "T" },
      { ...bad, action: "?" },
    ]
  ) {
    const tape = await read(csv([QUOTE, row, QUOTE]), skip);
    assertEquals([tape.length, tape.skippedRows, tape.notes], [2, 1, {}], JSON.stringify(row));
  }
  // Without a time of its own it is with the row before it.
  for (const ts_event of ["", "x", "2024-08-01 noon"]) {
    const timeless = await read(csv([QUOTE, { ...bad, ts_event }, QUOTE]), skip);
    assertEquals([timeless.length, timeless.notes], [3, { withdrawn_quotes: 1 }], ts_event);
    assertEquals(timeless.columns.tsEventNs[1], timeless.columns.tsEventNs[0]);
  }
  const flagless = await read(csv([QUOTE, { ...bad, flags: "x", ts_recv: "x" }]), skip);
  assertEquals([flagless.columns.flags[1], flagless.columns.tsRecvNs[1]], [128, NaN]);
});

Deno.test("trap: a row that is cut withdraws its venue's quote as far as it can be told to be that venue's", async () => {
  const whole = csv([QUOTE, QUOTE]).trimEnd().split("\n");
  const header = whole[0]!.split(",");
  const fields = whole[2]!.split(",");
  const told = ["publisher_id", "action", "instrument_id", "rtype"].filter((name) => header.includes(name));
  const needed = Math.max(...told.map((name) => header.indexOf(name)));
  // The last field that is there may itself be cut: 43 to 4.
  for (let length = 2; length < fields.length; length++) {
    const row = fields.slice(0, length).join(",");
    const tape = await read([...whole.slice(0, 2), row, ""].join("\n"), { skipBadRows: true });
    const withdrawn = length > needed + 1 ? 1 : 0;
    assertEquals([tape.skippedRows, tape.notes.withdrawn_quotes ?? 0], [1, withdrawn], row);
  }
  const long = await read([...whole.slice(0, 2), `${whole[2]},1`, ""].join("\n"), { skipBadRows: true });
  assertEquals([long.skippedRows, long.notes], [1, {}]);
});
