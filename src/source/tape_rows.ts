/** Rows on their way from a reader, of whatever format, into a tape: chosen, tidied and counted. @module */

import { DataError } from "../market/data_error.ts";
import { hasPrice } from "../market/price.ts";
import { countRepeatedRows } from "../market/repeated_rows.ts";
import {
  FLAG_BAD_TS_RECV,
  FLAG_MAYBE_BAD_BOOK,
  rowsBetween,
  Tape,
  TapeBuilder,
  type TapeOrder,
  type WritableColumns,
} from "../market/tape.ts";
import type { TapeDepth } from "../market/tape_depth.ts";
import { notesOf } from "../market/tape_notes.ts";
import { ConsolidatedRows } from "./consolidated_rows.ts";
import {
  CONSOLIDATED_REASON,
  consolidatedSchema,
  FIRST_OF_SEVERAL,
  isSampled,
  isTradeOfSeveral,
  sampledEveryS,
} from "./record_types.ts";
import { RowSelection, type TapeSelection } from "./row_selection.ts";
import type { RowSink } from "./survey.ts";
import type { ReaderOptions, TakeRows } from "./tape_reader.ts";

/** Rows of a block that is handed over; so many are a row group of the Parquet that is written, too. */
const BLOCK_ROWS = 1 << 17;

/**
 * What every format does with a row once it has been read, so that the same rows give the same tape wherever
 * they stood. A reader asks for a row with {@linkcode next}, fills the {@linkcode columns} there, and has it kept
 * or taken back with {@linkcode keep}; {@linkcode undo} takes it back at once.
 */
export class TapeRows {
  #builder: TapeBuilder;
  #selection: RowSelection;
  #keepsBadBooks: boolean;
  #originNs = 0n;
  #badBooks = 0;
  #badReceipts = 0;
  #sampledRows = 0;
  #sampledEveryS = 0;
  #survey: RowSink | undefined;
  #onRows: TakeRows | undefined;
  #handedOver = 0;
  // Of the row at hand, where rows are surveyed.
  #symbol = "";
  #instrument = 0;
  #consolidated = new ConsolidatedRows();
  /** Of a consolidated row at hand: whose its bid is; `NaN` where a row's two sides are of one publisher. */
  bidPublisher = NaN;
  /** Whose its offer is. */
  askPublisher = NaN;

  /** @param wanted what of the file. */
  constructor(wanted: TapeSelection & Pick<ReaderOptions, "keepBadBooks" | "survey" | "levels" | "onRows">) {
    this.#builder = new TapeBuilder(undefined, wanted.levels);
    this.#survey = wanted.survey;
    this.#onRows = wanted.onRows;
    this.#selection = new RowSelection(wanted);
    this.#keepsBadBooks = wanted.keepBadBooks === true;
  }

  /** The columns to fill; each may be another array after `next`. */
  get columns(): WritableColumns {
    return this.#builder.columns;
  }

  /** The levels to fill beyond the best quotes, where they are kept; another after `next`, too. */
  get depth(): TapeDepth | undefined {
    return this.#builder.depth;
  }

  /** Rows kept, handed over or not, and the one at hand. */
  get length(): number {
    return this.#handedOver + this.#builder.length;
  }

  /** Hands the whole blocks of rows kept to who takes them, if anybody does. Called between rows, now and then. */
  async handOver(): Promise<void> {
    const { length } = this.#builder;
    if (this.#onRows === undefined || length < BLOCK_ROWS) return;
    const rows = this.#builder.rows();
    const { symbol } = this.#selection;
    for (let from = 0; from + BLOCK_ROWS <= length; from += BLOCK_ROWS) {
      const columns = rowsBetween(rows, from, from + BLOCK_ROWS);
      await this.#onRows(new Tape(columns, { originNs: this.#originNs, symbol }));
    }
    const taken = length - length % BLOCK_ROWS;
    this.#builder.drop(taken);
    this.#handedOver += taken;
  }

  /**
   * Settles the midnight that offsets count from, and so what times of day in the selection mean. Called once,
   * with the first row that tells its time.
   *
   * @throws {DataError} if the window is empty.
   */
  useOrigin(originNs: bigint): void {
    this.#originNs = originNs;
    this.#survey?.useOrigin(originNs);
    this.#selection.useOrigin(originNs);
  }

  /** Index of a new row. */
  next(): number {
    return this.#builder.next();
  }

  /** Takes the last row back. */
  undo(): void {
    this.#builder.undo();
  }

  /** The symbol of all rows so far; `undefined` where they have several, or there was none. */
  get onlySymbol(): string | undefined {
    return this.#selection.onlySymbol;
  }

  /** Whether there was a row of an instrument. */
  knows(symbol: string, id: number): boolean {
    return this.#selection.knows(symbol, id);
  }

  /**
   * Keeps the last row, its quotes tidied, or takes it back; returns whether it stays. A reader that can tell whose
   * a row is before it has read it all may do the two halves of this itself: {@linkcode wants} before
   * {@linkcode next}, and {@linkcode settle} behind it.
   *
   * @throws {DataError} if it is wanted, its two sides are two publishers', and nothing says whose.
   */
  keep(row: number, symbol: string, instrument: number, rtype: number): boolean {
    if (!this.wants(this.#builder.columns.tsEventNs[row]!, symbol, instrument, rtype)) {
      return this.#leaveOut();
    }
    return this.settle(row, rtype);
  }

  /**
   * Whether rows of an instrument and type are wanted, be their time what it may: then a reader may ask for many of
   * them at once by {@linkcode extend} and {@linkcode settleAll}.
   */
  wantsAnyOf(symbol: string, instrument: number, rtype: number): boolean {
    return this.#survey === undefined && this.#selection.keepsAnyOf(symbol, instrument, rtype);
  }

  /** Index of the first of so many new rows, whose every column has to be filled. */
  extend(rows: number): number {
    return this.#builder.extend(rows);
  }

  /**
   * Keeps the last rows, which follow {@linkcode wantsAnyOf}, if nothing has to be decided about any of them: no flag
   * tells of its quality, none is sampled or consolidated, and what is no quote is not in the columns. Otherwise, or if
   * one lies outside of the window, all are taken back; returns whether they stay.
   *
   * @param rows how many.
   * @param isPlain whether that is so.
   * @param firstNs the earliest `ts_event` among them.
   * @param lastNs the latest.
   */
  settleAll(rows: number, isPlain: boolean, firstNs: number, lastNs: number): boolean {
    if (isPlain && this.#selection.keepsAll(rows, firstNs, lastNs)) return true;
    this.#builder.undo(rows);
    return false;
  }

  /** Counts a row that has been met; returns whether it is of the instrument, type and time wanted. */
  wants(tsEventNs: number, symbol: string, instrument: number, rtype: number): boolean {
    if (this.#survey === undefined) return this.#selection.keeps(tsEventNs, symbol, instrument, rtype);
    this.#symbol = symbol;
    this.#instrument = instrument;
    return true;
  }

  /**
   * Keeps the last row, which is wanted, its quotes tidied, or takes it back because of its flags; returns whether
   * it stays.
   *
   * @throws {DataError} if its two sides are two publishers', and nothing says whose.
   */
  settle(row: number, rtype: number): boolean {
    if (this.#survey !== undefined) {
      this.#survey.add(this.#builder.columns, row, this.#symbol, this.#instrument, rtype);
      return this.#leaveOut();
    }
    if (
      rtype >= FIRST_OF_SEVERAL && Number.isNaN(this.bidPublisher) && consolidatedSchema(rtype) !== undefined
    ) {
      throw new DataError(CONSOLIDATED_REASON);
    }
    const { columns } = this.#builder;
    const flags = columns.flags[row]!;
    if ((flags & (FLAG_MAYBE_BAD_BOOK | FLAG_BAD_TS_RECV)) !== 0 && !this.#obeyFlags(row, flags, rtype)) {
      return this.#leaveOut();
    }
    if (isSampled(rtype)) {
      this.#sampledRows++;
      this.#sampledEveryS = Math.max(this.#sampledEveryS, sampledEveryS(rtype));
    }
    // A price without size, or size without price, is no quote.
    if (columns.bidSz[row] === 0) columns.bidPx[row] = NaN;
    else if (!hasPrice(columns.bidPx[row]!)) columns.bidSz[row] = 0;
    if (columns.askSz[row] === 0) columns.askPx[row] = NaN;
    else if (!hasPrice(columns.askPx[row]!)) columns.askSz[row] = 0;
    if (this.bidPublisher === this.bidPublisher) {
      const { bidPublisher, askPublisher } = this;
      this.#consolidated.split(this.#builder, row, bidPublisher, askPublisher, isTradeOfSeveral(rtype));
    }
    return true;
  }

  #leaveOut(): false {
    this.#builder.undo();
    return false;
  }

  /** Does what the flags of a row say about its quality; false if the row has to go. */
  #obeyFlags(row: number, flags: number, rtype: number): boolean {
    if ((flags & FLAG_MAYBE_BAD_BOOK) !== 0 && !this.#keepsBadBooks) {
      this.#badBooks++;
      return false;
    }
    if ((flags & FLAG_BAD_TS_RECV) !== 0 && !isSampled(rtype)) {
      this.#badReceipts++;
      this.#builder.columns.tsRecvNs[row] = NaN;
    }
    return true;
  }

  /** Told why a row cannot be read and is left out; where rows are surveyed, the first reason is kept. */
  leaveOut(why: () => string): void {
    if (this.#survey !== undefined) this.#survey.firstUnreadable ??= why();
  }

  /**
   * The tape of all rows kept, in an order.
   *
   * @param met what the reader itself counted.
   * @throws {DataError} if no row is left, or the file has several symbols and none was asked for.
   */
  finish(
    order: TapeOrder | undefined,
    met: {
      readonly skippedRows?: number;
      readonly withdrawnQuotes?: number;
      readonly passedOverRecords?: number;
    } = {},
  ): Tape {
    if (this.#survey !== undefined) {
      this.#survey.addOdd("unreadable", met.skippedRows ?? 0);
      return this.#builder.finish({ originNs: this.#originNs, symbol: "" });
    }
    const { symbol, instrumentChanges } = this.#selection;
    const notes = notesOf({
      instrument_changes: instrumentChanges,
      repeated_rows: this.#onRows === undefined ? countRepeatedRows(this.#builder.rows()) : 0,
      bad_book_rows: this.#badBooks,
      bad_receipt_rows: this.#badReceipts,
      withdrawn_quotes: met.withdrawnQuotes ?? 0,
      passed_over_records: met.passedOverRecords ?? 0,
      consolidated_rows: this.#consolidated.rows,
      sampled_rows: this.#sampledRows,
      sampled_every_s: this.#sampledEveryS,
    });
    const skippedRows = met.skippedRows ?? 0;
    const tape = this.#builder.finish({ originNs: this.#originNs, symbol, skippedRows, order, notes });
    const length = this.#handedOver + tape.length;
    if (length === 0 && this.#badBooks > 0) {
      throw new DataError(
        `${
          this.#badBooks === 1 ? "its only row is" : `all ${this.#badBooks} rows are`
        } flagged as of a book that may be wrong; --keep-bad-books keeps them`,
      );
    }
    this.#selection.check(length, tape.originNs);
    return tape;
  }
}
