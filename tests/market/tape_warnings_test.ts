import { assert, assertEquals } from "@std/assert";
import { tapeWarnings } from "../../src/market/tape_warnings.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { tapeOf } from "./_tapes.ts";

function codesOf(options: Parameters<typeof tapeOf>[1], publishers: readonly number[] = [2]) {
  const tape = tapeOf(publishers.map((publisher) => ({ publisher })), options);
  return tapeWarnings(tape, venuesOf(tape)).map(({ code, text }) => `${code}: ${text.split(" ")[0]}`);
}

Deno.test("tapeWarnings() counts what the reader noted, and is silent about what it did not meet", () => {
  assertEquals(codesOf({}), []);
  assertEquals(codesOf({ skippedRows: 3, notes: { instrument_changes: 2 } }), [
    "instrument-changes: 2",
    "skipped-rows: 3",
  ]);
});

Deno.test("tapeWarnings() counts the rows of publishers that need a word", () => {
  assertEquals(codesOf({}, [999, 999, 2]), ["unknown-publishers: 2"]);
  assertEquals(codesOf({}, [1, 2]), ["other-markets: 1"]);
  assertEquals(codesOf({}, [2, 2, 81]), ["other-feeds: 1"]);
});

Deno.test("tapeWarnings() tells of quotes withdrawn by the rows or messages that could not be read", () => {
  const textsOf = (options: Parameters<typeof tapeOf>[1]) => {
    const tape = tapeOf([{ publisher: 2 }], options);
    return tapeWarnings(tape, venuesOf(tape)).map(({ text }) => text);
  };
  const messages = "2 messages could not be read and are left out";
  const rows = "3 rows could not be read and are left out; 3 of them withdraw what their venue showed";
  assertEquals(textsOf({ notes: { skipped_messages: 2 } }), [messages]);
  assertEquals(textsOf({ notes: { skipped_messages: 2, withdrawn_quotes: 4 } }), [
    `${messages}; 4 quotes in them withdraw what their venue showed`,
  ]);
  // Of a run, whose producer skipped the rows of its file.
  assertEquals(textsOf({ skippedRows: 3, notes: { skipped_messages: 2, withdrawn_quotes: 3 } }), [
    rows,
    messages,
  ]);
});

Deno.test("tapeWarnings() speaks of one row in the singular", () => {
  const notes = { bad_book_rows: 1, bad_receipt_rows: 1, repeated_rows: 1, withdrawn_quotes: 1 };
  const tape = tapeOf([{ publisher: 2 }], { skippedRows: 1, notes });
  const texts = tapeWarnings(tape, venuesOf(tape)).map(({ text }) => text);
  assertEquals(texts.length, 4);
  for (const text of texts) {
    assert(/^1 row (is|stands|could)\b/.test(text) && !/\b(are|withdraw)\b/.test(text), text);
  }
});
