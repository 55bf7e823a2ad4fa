/** Rows of a Databento CSV, from bytes to a tape under construction. @module */

import { DataError } from "../../market/data_error.ts";
import type { Tape, TapeColumns, TapeOrder } from "../../market/tape.ts";
import { isSampled } from "../record_types.ts";
import type { TapeSelection } from "../row_selection.ts";
import type { TapeRows } from "../tape_rows.ts";
import type { ReaderOptions } from "../tape_reader.ts";
import { fastCount, fastPrice, FastTime } from "./fast_fields.ts";
import {
  ACTION,
  ACTIONS,
  ASK_PUBLISHER,
  ASK_PX,
  ASK_SZ,
  BadRow,
  BID_PUBLISHER,
  BID_PX,
  BID_SZ,
  type FieldColumn,
  FieldRows,
  FLAGS,
  INSTRUMENT,
  LARGEST,
  PUBLISHER,
  RTYPE,
  SIDES,
  SIZE,
  SYMBOL,
  TS_EVENT,
  TS_RECV,
} from "./field_rows.ts";
import { type Layout, splitRow } from "./layout.ts";
import { textEnd } from "./line_end.ts";
import { RowScanner } from "./row_scanner.ts";

const SPACE = 32;

function bytesOf(letters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of letters) table[letter.charCodeAt(0)] = 1;
  return table;
}

function isPublisher(code: number): boolean {
  return code === PUBLISHER || code === BID_PUBLISHER || code === ASK_PUBLISHER;
}

const LARGEST_BY_CODE = Float64Array.from({ length: SYMBOL + 1 }, (_, code) => {
  if (code <= ASK_SZ) return LARGEST.size;
  if (code === INSTRUMENT) return LARGEST.instrument;
  return isPublisher(code) ? LARGEST.publisher : LARGEST.flags;
});

const IS_ACTION = bytesOf(ACTIONS);
const IS_SIDE = bytesOf(SIDES);

/**
 * Turns rows of bytes into a tape. The fast path walks a row once, reads the needed fields in place and
 * counts the separators of the rest; a row it cannot read goes, alone, through `@std/csv` and
 * `fields.ts`, which either read it (quotes, unusual forms) or say what is wrong.
 */
export class RowParser {
  /** Rows met, readable or not. */
  rows = 0;
  #layout: Layout;
  #separator: number;
  #fields: FieldRows;
  #plan: readonly FieldColumn[];
  #rows: TapeRows;
  #hasTimeUnit: boolean;
  #scanner: RowScanner;
  #bytes: Uint8Array = new Uint8Array(0);
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #eventTime: FastTime | undefined;
  #recvTime: FastTime | undefined;
  // Of the last row that was read fast.
  #lastSymbol: Uint8Array = new Uint8Array(0);
  #lastSymbolText = "";

  /** @throws {DataError} if the selection asks for what the file has no column of. */
  constructor(
    layout: Layout,
    wanted: TapeSelection & Pick<ReaderOptions, "timeUnit" | "keepBadBooks" | "levels" | "onRows">,
  ) {
    this.#layout = layout;
    this.#hasTimeUnit = wanted.timeUnit !== undefined;
    this.#separator = layout.separator.charCodeAt(0);
    this.#fields = new FieldRows(layout.columns, wanted, layout.depth);
    this.#plan = this.#fields.columns;
    this.#rows = this.#fields.tape;
    this.#scanner = new RowScanner(this.#separator, noted(layout));
  }

  /** Parses rows of these bytes from now on; they must start where their buffer does. */
  use(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#scanner.use(bytes);
  }

  /**
   * Reads the row that starts at `from` and ends before `limit`; returns where its newline is, or -1,
   * having read nothing, if it is not there yet.
   *
   * @throws {BadRow} if it cannot be read; the tape is then as before, and the row is behind.
   */
  parse(from: number, limit: number): number {
    const newline = this.#scanner.scan(from, limit);
    if (newline >= 0) this.#parseRow(from, newline);
    return newline;
  }

  #parseRow(from: number, newline: number): void {
    const to = textEnd(this.#bytes, from, newline);
    if (to === from) return;
    this.rows++;
    const row = this.#rows.next();
    if (this.#eventTime === undefined || !this.#readFast(from, to, row) || isSampled(this.#fields.rtype)) {
      try {
        this.#readSlowly(this.#decoder.decode(this.#bytes.subarray(from, to)), row);
      } catch (error) {
        this.#rows.undo();
        if (error instanceof BadRow) error.newline = newline;
        throw error;
      }
    }
    this.#fields.keep(row);
  }

  #readFast(from: number, to: number, row: number): boolean {
    const plan = this.#plan;
    const { ends, separators, quoted } = this.#scanner;
    const lastField = this.#layout.fields - 1;
    if (separators !== lastField || quoted) return false;
    const bytes = this.#bytes;
    const { columns } = this.#rows;
    for (let i = 0; i < plan.length; i++) {
      const column = plan[i]!;
      const { index } = column;
      const end = index === lastField ? to : ends[index]!;
      let start = from;
      if (index >= ends.length) start = lastFieldStart(bytes, this.#separator, to);
      else if (index > 0) start = ends[index - 1]! + 1;
      if (!this.#storeFast(columns, column, bytes, start, end, row)) return false;
    }
    return this.#layout.depth.length === 0 || this.#readDepthFast(from, to, row);
  }

  /** Reads the levels beyond the first; false if a field is unusual. */
  #readDepthFast(from: number, to: number, row: number): boolean {
    const { ends } = this.#scanner;
    const depth = this.#rows.depth!;
    const lastField = this.#layout.fields - 1;
    for (const { name, level, index } of this.#layout.depth) {
      const end = index === lastField ? to : ends[index]!;
      const start = index === 0 ? from : ends[index - 1]! + 1;
      const entry = row * depth.levels + level - 1;
      if (name === "bidSz" || name === "askSz") {
        const count = fastCount(this.#bytes, start, end);
        if (count < 0 || count > LARGEST.size) return false;
        depth[name][entry] = count;
      } else {
        const price = fastPrice(this.#bytes, start, end, this.#fields.formOf(name));
        if (price < 0) return false;
        depth[name][entry] = price;
      }
    }
    return true;
  }

  #storeFast(
    columns: TapeColumns,
    column: FieldColumn,
    bytes: Uint8Array,
    at: number,
    end: number,
    row: number,
  ): boolean {
    const { code, form } = column;
    if (code <= TS_RECV) {
      if (form === "raw" && this.#hasTimeUnit) return false;
      const time = code === TS_EVENT ? this.#eventTime! : this.#recvTime!;
      const ns = time.read(bytes, at, end, form);
      if (ns < 0) return false;
      if (code === TS_EVENT) columns.tsEventNs[row] = ns;
      else columns.tsRecvNs[row] = ns;
      return code === TS_RECV || ns === ns;
    }
    if (code <= ASK_PX) {
      const price = fastPrice(bytes, at, end, form);
      if (price < 0) return false;
      if (code === BID_PX) columns.bidPx[row] = price;
      else if (code === ASK_PX) columns.askPx[row] = price;
      else columns.price[row] = price;
      return true;
    }
    if (code <= ASK_PUBLISHER) {
      const count = fastCount(bytes, at, end);
      if (count < 0 || count > LARGEST_BY_CODE[code]!) return false;
      switch (code) {
        case BID_SZ:
          columns.bidSz[row] = count;
          break;
        case ASK_SZ:
          columns.askSz[row] = count;
          break;
        case SIZE:
          columns.size[row] = count;
          break;
        case PUBLISHER:
          columns.publisher[row] = count;
          break;
        case FLAGS:
          columns.flags[row] = count;
          break;
        case RTYPE:
          this.#fields.rtype = count;
          break;
        case INSTRUMENT:
          this.#fields.instrument = count;
          break;
        case BID_PUBLISHER:
          this.#rows.bidPublisher = count;
          break;
        case ASK_PUBLISHER:
          this.#rows.askPublisher = count;
      }
      return true;
    }
    if (code === SYMBOL) {
      if (!this.#isLastSymbol(bytes, at, end)) {
        if (end > at && (bytes[at]! <= SPACE || bytes[end - 1]! <= SPACE)) return false;
        this.#lastSymbol = bytes.slice(at, end);
        this.#lastSymbolText = this.#decoder.decode(this.#lastSymbol);
      }
      this.#fields.symbol = this.#lastSymbolText;
      return true;
    }
    const letter = bytes[at]!;
    if (end - at !== 1) return false;
    if (code === ACTION) columns.action[row] = letter;
    else columns.side[row] = letter;
    return (code === ACTION ? IS_ACTION : IS_SIDE)[letter] === 1;
  }

  #isLastSymbol(bytes: Uint8Array, from: number, to: number): boolean {
    const symbol = this.#lastSymbol;
    if (to - from !== symbol.length) return false;
    for (let i = 0; i < symbol.length; i++) if (bytes[from + i] !== symbol[i]) return false;
    return true;
  }

  #readSlowly(line: string, row: number): void {
    this.#fields.forget();
    let fields: string[];
    try {
      fields = splitRow(line, this.#layout.separator);
    } catch (error) {
      throw error instanceof DataError ? new BadRow(error.reason) : error;
    }
    if (fields.length < this.#layout.fields) this.#fields.noteCut(fields);
    if (fields.length !== this.#layout.fields) {
      throw new BadRow(`${fields.length} fields where the header has ${this.#layout.fields}`);
    }
    this.#fields.read(fields, row);
    const { originNs } = this.#fields;
    if (originNs === undefined || this.#eventTime !== undefined) return;
    this.#eventTime = new FastTime(originNs);
    this.#recvTime = new FastTime(originNs);
  }

  /** See {@linkcode TapeRows.handOver}. */
  async handOver(): Promise<void> {
    await this.#rows.handOver();
  }

  /** Has the venue of the row that could not be read show nothing: see {@linkcode FieldRows.withdraw}. */
  withdraw(why: () => string): void {
    this.#fields.withdraw(why);
  }

  /**
   * The tape of all rows kept, in an order.
   *
   * @throws {DataError} if no row is left, or the file has several symbols and none was asked for.
   */
  finish(skippedRows: number, order: TapeOrder | undefined): Tape {
    return this.#fields.finish(skippedRows, order);
  }
}

/**
 * How many fields' ends the fast path notes; a last symbol, behind levels that are not read, is found from the end.
 */
function noted({ columns, depth, fields }: Layout): number {
  const last = columns.at(-1)!;
  const trailing = last.name === "symbol" && last.index === fields - 1;
  const lastRead = trailing ? columns.at(-2)! : last;
  return Math.max(lastRead.index, ...depth.map(({ index }) => index)) + 1;
}

function lastFieldStart(bytes: Uint8Array, separator: number, to: number): number {
  let start = to;
  while (bytes[start - 1] !== separator) start--;
  return start;
}
