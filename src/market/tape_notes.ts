/** What a reader met in the data that its user must know of, and what it did about it. @module */

/** Counts that a reader may note, by the names that the artefact gives them. */
export const NOTE_NAMES = [
  /** Times that the instrument's id changed from a row to the next. */
  "instrument_changes",
  /** Rows that stand in the file twice, as downloads that overlap do. */
  "repeated_rows",
  /** Rows flagged as of a book that may be wrong, left out. */
  "bad_book_rows",
  /** Rows flagged for a wrong time of receipt: `ts_event` orders them. */
  "bad_receipt_rows",
  /** Unreadable rows that are known to be a venue's, which then shows nothing. */
  "withdrawn_quotes",
  /** Messages that could not be read, left out. */
  "skipped_messages",
  /** Records that are no quotes, passed over. */
  "passed_over_records",
  /** Rows whose sides are the best of all venues, each its own publisher's. */
  "consolidated_rows",
  /** Rows that are quotes as they stood now and then. */
  "sampled_rows",
  /** Seconds between them, where the record type says so. */
  "sampled_every_s",
] as const;

/** One of {@linkcode NOTE_NAMES}. */
export type NoteName = (typeof NOTE_NAMES)[number];

/** Counts of what was met; what was not met is left out. */
export type TapeNotes = Readonly<Partial<Record<NoteName, number>>>;

/** The notes that say anything. */
export function notesOf(counts: TapeNotes): TapeNotes {
  return Object.fromEntries(NOTE_NAMES.flatMap((name) => counts[name] ? [[name, counts[name]]] : []));
}
