/** What a reader of any figures must know about the tape under them. @module */

import { counted } from "./counted.ts";
import type { Tape } from "./tape.ts";
import type { TapeNotes } from "./tape_notes.ts";
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
  return [
    ...kindWarnings(notes),
    ...venueWarnings(venues),
    ...rowWarnings(notes),
    ...leftOutWarnings(notes, skippedRows),
    ...warning(
      "consolidated-quotes",
      notes.consolidated_rows,
      ["row is", "rows are"],
      " the best bid and the best offer of all venues: a venue is seen only while it has one of them, so less " +
        "can be taken than was there, and nothing can rest",
    ),
  ];
}

/** A warning of what happened so often; none where it did not. */
function warning(
  code: TapeWarning["code"],
  count: number | undefined,
  [one, several]: readonly [one: string, several: string],
  text: string,
): TapeWarning[] {
  return count ? [{ code, text: `${counted(count, one, several)}${text}` }] : [];
}

/** What the quotes are of, and whether they are all. */
function kindWarnings({ instrument_changes, sampled_rows, sampled_every_s }: TapeNotes): TapeWarning[] {
  const rhythm = sampled_every_s === undefined ? "" : ` every ${sampled_every_s} s`;
  return [
    ...warning(
      "instrument-changes",
      instrument_changes,
      ["time", "times"],
      ` the instrument's id changes: before and behind it may ` +
        "be two instruments, whose prices have nothing to do with each other (--instrument-id takes one)",
    ),
    ...warning(
      "sampled-quotes",
      sampled_rows,
      ["row is a quote", "rows are quotes"],
      ` sampled${rhythm}: what a venue showed meanwhile, how long it stood and who was first is ` +
        "not known, so fills are no closer than that, and nothing can rest",
    ),
  ];
}

function venueWarnings({ unknown, otherMarkets, otherFeeds }: Venues): TapeWarning[] {
  return [
    ...warning(
      "unknown-publishers",
      rowsOf(unknown),
      ["row is of a publisher", "rows are of publishers"],
      ` that the directory does not know, each taken for an exchange: ${listed(unknown)}`,
    ),
    ...warning(
      "other-markets",
      rowsOf(otherMarkets),
      ["row is", "rows are"],
      ` of other markets than US stocks, whose fees and session are not known: ${listed(otherMarkets)}`,
    ),
    ...warning(
      "other-feeds",
      rowsOf(otherFeeds),
      ["row is", "rows are"],
      ` left out, as a larger feed tells of the same venue: ${listed(otherFeeds)}`,
    ),
  ];
}

/** Rows that are not to be trusted as they stand. */
function rowWarnings({ repeated_rows, bad_book_rows, bad_receipt_rows }: TapeNotes): TapeWarning[] {
  return [
    ...warning(
      "repeated-rows",
      repeated_rows,
      ["row stands", "rows stand"],
      " in the file twice, as where downloads overlap: what was traded there counts twice",
    ),
    ...warning(
      "bad-books",
      bad_book_rows,
      ["row is", "rows are"],
      " flagged as of a book that may be wrong, and left out (--keep-bad-books keeps them)",
    ),
    ...warning(
      "bad-receipt-times",
      bad_receipt_rows,
      ["row is", "rows are"],
      " flagged for a wrong time of receipt, and ordered by ts_event instead",
    ),
  ];
}

/** What could not be read, or is no quote. */
function leftOutWarnings(
  { withdrawn_quotes = 0, skipped_messages, passed_over_records }: TapeNotes,
  skippedRows: number,
): TapeWarning[] {
  // Where rows were skipped too, the quotes withdrawn are theirs: such a tape is of a run, in which none is lost.
  const withdrawn = skippedRows > 0 ? 0 : withdrawn_quotes;
  return [
    ...warning(
      "skipped-rows",
      skippedRows,
      ["row could not be read and is", "rows could not be read and are"],
      ` left out; ${
        counted(withdrawn_quotes, "of them withdraws", "of them withdraw")
      } what their venue showed`,
    ),
    ...warning(
      "skipped-messages",
      skipped_messages,
      ["message could not be read and is", "messages could not be read and are"],
      " left out" +
        (withdrawn > 0
          ? `; ${
            counted(withdrawn, "quote in them withdraws", "quotes in them withdraw")
          } what their venue showed`
          : ""),
    ),
    ...warning(
      "passed-over-records",
      passed_over_records,
      ["record is no quote", "records are no quotes"],
      " (trades, statistics, status, …): passed over",
    ),
  ];
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
