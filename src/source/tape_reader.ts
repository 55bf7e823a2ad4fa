/** What reads one format: bytes to a tape. @module */

import type { Tape, TapeOrder } from "../market/tape.ts";
import type { ByteSource } from "./byte_source.ts";
import type { ForeignLayout } from "./layouts/layout_file.ts";
import type { TimeUnit } from "./time_unit.ts";
import type { TapeSelection } from "./row_selection.ts";
import type { RowSink } from "./survey.ts";

/** What to read, and what to do with rows that cannot be read. */
export interface ReadOptions extends TapeSelection {
  /** Order of the tape's rows. @default "file" */
  readonly order?: TapeOrder | undefined;
  /** What times count that are numbers; without it nanoseconds, and another unit is an error. */
  readonly timeUnit?: TimeUnit | undefined;
  /** What the columns of a CSV mean that is not Databento's. */
  readonly layout?: ForeignLayout | undefined;
  /** `YYYY-MM-DD` that times of day are of, in a file of such a layout; by default its name tells it. */
  readonly date?: string | undefined;
  /** Levels of the book to keep, from 1 to 10. @default 1 */
  readonly levels?: number | undefined;
  /** Keep rows flagged as of a book that may be wrong. @default false */
  readonly keepBadBooks?: boolean | undefined;
  /**
   * Leave unreadable rows out and count them, instead of failing; the venue of one shows nothing then, if the row
   * says whose it is.
   *
   * @default false
   */
  readonly skipBadRows?: boolean | undefined;
  /** Told, now and then, how many bytes were read, decompressed. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Takes rows of a tape, of one level, that stand behind those it was given before. The columns are used again once it
 * has resolved.
 */
export type TakeRows = (rows: Tape) => Promise<void>;

/** What a reader is asked for: a tape, or what is in the file. */
export interface ReaderOptions extends ReadOptions {
  /**
   * Given the rows, a block at a time, as they stand in the file; the reader's tape has those behind the last whole block,
   * and its notes do not count repeated rows.
   */
  readonly onRows?: TakeRows | undefined;
  /** Rows are given there, as they are met, and none is kept: the tape is empty. */
  readonly survey?: RowSink | undefined;
}

/**
 * Reads a tape from bytes, decompressed, of one format. A `RowSelection` decides which rows are wanted, and
 * `TapeBuilder.finish` puts them in order, in place. What is wrong with the data is a
 * `DataError` that calls the file `name`. The source is closed by the caller.
 */
export type TapeReader = (source: ByteSource, name: string, options: ReaderOptions) => Promise<Tape>;
