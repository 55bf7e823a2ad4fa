/** What a reader of any figures must know about the tape under them. @module */

import { counted } from "./counted.ts";
import type { Tape } from "./tape.ts";
import type { Feed, Venues } from "./venues.ts";

/** What a tape may be warned of. */
export const TAPE_WARNING_CODES = [
  "instrument-changes",
  "sampled-quotes",
  "unknown-publishers",
  "other-markets",
  "other-feeds",
  "repeated-rows",
  "bad-books",
  "bad-receipt-times",
  "skipped-rows",
  "skipped-messages",
  "passed-over-records",
  "consolidated-quotes",
] as const;

/** A warning, for programs and for people. */
interface TapeWarning {
  /** Which one it is. */
  readonly code: (typeof TAPE_WARNING_CODES)[number];
  /** A sentence without its full stop. */
  readonly text: string;
}

/** What must be known of a tape; often nothing. */
export function tapeWarnings({ notes, skippedRows }: Tape, venues: Venues): TapeWarning[] {
  const warnings: TapeWarning[] = [];
  const warn = (
    code: TapeWarning["code"],
    count: number | undefined,
    one: string,
    several: string,
    text: string,
  ) => {
    if (count) warnings.push({ code, text: `${counted(count, one, several)}${text}` });
  };
  const { instrument_changes, sampled_rows, sampled_every_s, withdrawn_quotes = 0 } = notes;
  warn(
    "instrument-changes",
    instrument_changes,
    "time",
    "times",
    ` the instrument's id changes: before and behind it may ` +
      "be two instruments, whose prices have nothing to do with each other (--instrument-id takes one)",
  );
  const rhythm = sampled_every_s === undefined ? "" : ` every ${sampled_every_s} s`;
  warn(
    "sampled-quotes",
    sampled_rows,
    "row is a quote",
    "rows are quotes",
    ` sampled${rhythm}: what a venue showed meanwhile, how long it stood and who was first is ` +
      "not known, so fills are no closer than that, and nothing can rest",
  );
  const { unknown, otherMarkets, otherFeeds } = venues;
  warn(
    "unknown-publishers",
    rowsOf(unknown),
    "row is of a publisher",
    "rows are of publishers",
    ` that the directory does not know, each taken for an exchange: ${listed(unknown)}`,
  );
  warn(
    "other-markets",
    rowsOf(otherMarkets),
    "row is",
    "rows are",
    ` of other markets than US stocks, whose fees and session are not known: ${listed(otherMarkets)}`,
  );
  warn(
    "other-feeds",
    rowsOf(otherFeeds),
    "row is",
    "rows are",
    ` left out, as a larger feed tells of the same venue: ${listed(otherFeeds)}`,
  );
  warn(
    "repeated-rows",
    notes.repeated_rows,
    "row stands",
    "rows stand",
    " in the file twice, as where downloads overlap: what was traded there counts twice",
  );
  warn(
    "bad-books",
    notes.bad_book_rows,
    "row is",
    "rows are",
    " flagged as of a book that may be wrong, and left out (--keep-bad-books keeps them)",
  );
  warn(
    "bad-receipt-times",
    notes.bad_receipt_rows,
    "row is",
    "rows are",
    " flagged for a wrong time of receipt, and ordered by ts_event instead",
  );
  warn(
    "skipped-rows",
    skippedRows,
    "row could not be read and is",
    "rows could not be read and are",
    ` left out; ${
      counted(withdrawn_quotes, "of them withdraws", "of them withdraw")
    } what their venue showed`,
  );
  // Where rows were skipped too, the quotes withdrawn are theirs: such a tape is of a run, in which none is lost.
  const withdrawn = skippedRows > 0 ? 0 : withdrawn_quotes;
  warn(
    "skipped-messages",
    notes.skipped_messages,
    "message could not be read and is",
    "messages could not be read and are",
    " left out" +
      (withdrawn > 0
        ? `; ${
          counted(withdrawn, "quote in them withdraws", "quotes in them withdraw")
        } what their venue showed`
        : ""),
  );
  warn(
    "passed-over-records",
    notes.passed_over_records,
    "record is no quote",
    "records are no quotes",
    " (trades, statistics, status, …): passed over",
  );
  warn(
    "consolidated-quotes",
    notes.consolidated_rows,
    "row is",
    "rows are",
    " the best bid and the best offer of all venues: a venue is seen only while it has one of them, so less " +
      "can be taken than was there, and nothing can rest",
  );
  return warnings;
}

/** Rows of feeds. */
export function rowsOf(feeds: readonly Feed[]): number {
  return feeds.reduce((sum, { rows }) => sum + rows, 0);
}

const MOST_LISTED = 10;

function listed(feeds: readonly Feed[]): string {
  const shown = feeds.slice(0, MOST_LISTED).map(({ id, venue, rows }) => `${venue} as ${id} (${rows})`);
  return shown.join(", ") + (feeds.length > MOST_LISTED ? `, … (${feeds.length})` : "");
}
