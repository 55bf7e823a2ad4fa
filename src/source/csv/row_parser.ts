/** Rows of a Databento CSV, from bytes to a tape under construction. @module */

import { DataError } from "../../market/data_error.ts";
import {
  ACTION_FILL,
  ACTION_TRADE,
  FLAG_LAST,
  type Tape,
  type TapeColumns,
  type TapeOrder,
} from "../../market/tape.ts";
import { NS_PER_DAY } from "../../market/time.ts";
import { fastCount, fastPrice, FastTime } from "./fast_fields.ts";
import {
  type Form,
  parseCount,
  parseOptionalCount,
  parsePrice,
  parseTime,
  priceForm,
  timeForm,
} from "./fields.ts";
import { type ColumnName, databentoName, type Layout, splitRow } from "./layout.ts";
import { textEnd } from "./line_end.ts";
import { isSampled } from "../record_types.ts";
import { RowScanner } from "./row_scanner.ts";
import type { ReadOptions } from "../tape_reader.ts";
import { TapeRows } from "../tape_rows.ts";
import type { TimeUnit } from "../time_unit.ts";
import type { TapeSelection } from "../row_selection.ts";

/** A row that cannot be read: which field, if it is one, and why. */
export class BadRow extends DataError {
  /** Where the row ends, so that one can go on behind it. */
  newline = -1;
}

const SPACE = 32;
const ACTIONS = "ACMRTFN";
const SIDES = "ABN";
const LARGEST = {
  publisher: 0xffff,
  flags: 0xff,
  rtype: 0xff,
  size: 0xffffffff,
  instrument: 0xffffffff,
} as const;

// The columns as small integers in groups of one kind, so that the loop over a row's columns switches
// on them and stores into a column by name.
const TS_EVENT = 0;
const TS_RECV = 1;
const PRICE = 2;
const BID_PX = 3;
const ASK_PX = 4;
const SIZE = 5;
const BID_SZ = 6;
const ASK_SZ = 7;
const PUBLISHER = 8;
const FLAGS = 9;
const RTYPE = 10;
const INSTRUMENT = 11;
const ACTION = 12;
const SIDE = 13;
const SYMBOL = 14;

const CODES: Record<ColumnName, number> = {
  tsEvent: TS_EVENT,
  tsRecv: TS_RECV,
  price: PRICE,
  bidPx: BID_PX,
  askPx: ASK_PX,
  size: SIZE,
  bidSz: BID_SZ,
  askSz: ASK_SZ,
  publisher: PUBLISHER,
  flags: FLAGS,
  rtype: RTYPE,
  instrument: INSTRUMENT,
  action: ACTION,
  side: SIDE,
  symbol: SYMBOL,
};

interface Plan {
  readonly name: ColumnName;
  readonly code: number;
  readonly index: number;
  /** How times or prices are written; unknown before the first that is not null. */
  form: Form | undefined;
}

function bytesOf(letters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of letters) table[letter.charCodeAt(0)] = 1;
  return table;
}

const LARGEST_BY_CODE = Float64Array.from({ length: SYMBOL + 1 }, (_, code) => {
  if (code <= ASK_SZ) return LARGEST.size;
  if (code === INSTRUMENT) return LARGEST.instrument;
  return code === PUBLISHER ? LARGEST.publisher : LARGEST.flags;
});

/** What a row must say that withdraws its venue's quote: whose it is, and when. */
const TELLING: ReadonlySet<number> = new Set([TS_EVENT, PUBLISHER, RTYPE, INSTRUMENT, ACTION, SYMBOL]);

/** What it says no more. */
const QUOTED: ReadonlySet<number> = new Set([PRICE, BID_PX, ASK_PX, SIZE, BID_SZ, ASK_SZ, SIDE]);

/** Columns that a selection may ask for. */
const SELECTABLE = [["symbol", "symbol"], ["rtype", "rtype"], ["instrument", "instrumentId"]] as const;

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
  #plan: Plan[];
  #timeUnit: TimeUnit | undefined;
  #scanner: RowScanner;
  #bytes: Uint8Array = new Uint8Array(0);
  #rows: TapeRows;
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #originNs: bigint | undefined;
  #eventTime: FastTime | undefined;
  #recvTime: FastTime | undefined;
  #lastSymbol = new Uint8Array(0);
  // Columns whose form the row at hand has settled.
  #settled: Plan[] = [];
  #withdrawn = 0;
  // The fields of the last row that could not be read, if there were as many as there should.
  #unread: string[] | undefined;
  // Of the row at hand:
  #rtype = 0;
  #isSampled = false;
  #instrument = 0;
  #rowSymbol = "";

  /** @throws {DataError} if the selection asks for what the file has no column of. */
  constructor(layout: Layout, wanted: TapeSelection & Pick<ReadOptions, "timeUnit" | "keepBadBooks">) {
    for (const [name, option] of SELECTABLE) {
      if (wanted[option] === undefined || layout.columns.some((column) => column.name === name)) continue;
      throw new DataError(
        `has no column ${databentoName(name)}, so --${databentoName(name).replace("_", "-")} ${
          wanted[option]
        } ` +
          "cannot be found",
      );
    }
    this.#layout = layout;
    this.#timeUnit = wanted.timeUnit;
    this.#separator = layout.separator.charCodeAt(0);
    this.#rows = new TapeRows(wanted);
    this.#plan = layout.columns.map(({ name, index }) => ({
      name,
      code: CODES[name],
      index,
      form: undefined,
    }));
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
    if (this.#originNs === undefined || !this.#readFast(from, to, row) || isSampled(this.#rtype)) {
      try {
        this.#readSlowly(this.#decoder.decode(this.#bytes.subarray(from, to)), row);
      } catch (error) {
        this.#rows.undo();
        if (error instanceof BadRow) error.newline = newline;
        throw error;
      }
    }
    this.#keep(row);
  }

  #keep(row: number): boolean {
    return this.#rows.keep(row, this.#rowSymbol, this.#instrument, this.#rtype);
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
    return true;
  }

  #storeFast(
    columns: TapeColumns,
    column: Plan,
    bytes: Uint8Array,
    at: number,
    end: number,
    row: number,
  ): boolean {
    const { code, form } = column;
    if (code <= TS_RECV) {
      if (form === "raw" && this.#timeUnit !== undefined) return false;
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
    if (code <= INSTRUMENT) {
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
          this.#rtype = count;
          break;
        case INSTRUMENT:
          this.#instrument = count;
      }
      return true;
    }
    if (code === SYMBOL) {
      if (!this.#isLastSymbol(bytes, at, end)) {
        if (end > at && (bytes[at]! <= SPACE || bytes[end - 1]! <= SPACE)) return false;
        this.#lastSymbol = bytes.slice(at, end);
        this.#rowSymbol = this.#decoder.decode(this.#lastSymbol);
      }
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
    this.#unread = undefined;
    let fields: string[];
    try {
      fields = splitRow(line, this.#layout.separator);
    } catch (error) {
      throw error instanceof DataError ? new BadRow(error.reason) : error;
    }
    if (fields.length !== this.#layout.fields) {
      throw new BadRow(`${fields.length} fields where the header has ${this.#layout.fields}`);
    }
    this.#unread = fields;
    this.#isSampled = this.#tellsSample(fields);
    const anchored = this.#originNs !== undefined;
    this.#originNs ??= this.#midnightOf(fields);
    this.#settled = [];
    for (const column of this.#plan) {
      const text = fields[column.index]!;
      try {
        this.#store(column, text, row);
      } catch (error) {
        // A row that cannot be read settles nothing.
        for (const settled of this.#settled) settled.form = undefined;
        if (!anchored) this.#originNs = undefined;
        if (!(error instanceof DataError)) throw error;
        const place = { column: column.index + 1, value: text };
        throw new BadRow(`${databentoName(column.name)} is ${quoted(text)}: ${error.reason}`, place);
      }
    }
    if (!anchored) this.#useOrigin(this.#originNs!);
  }

  /** Whether a row is a sampled quote, and has the time of receipt that such go by. */
  #tellsSample(fields: string[]): boolean {
    const [type, recv] = (["rtype", "tsRecv"] as const).map((name) =>
      this.#plan.find((column) => column.name === name)
    );
    return type !== undefined && recv !== undefined && isSampled(Number(fields[type.index]));
  }

  /**
   * Has the venue of the row that could not be read show nothing from then on: what cannot be read is not still
   * quoted. Nothing is done where the row does not say whose it is and when, nor for a trade, which changes no
   * book.
   */
  withdraw(): void {
    const fields = this.#unread;
    if (fields === undefined || this.#originNs === undefined) return;
    const row = this.#rows.next();
    const { columns } = this.#rows;
    this.#settled = [];
    const isKnown = this.#plan.every((column) => {
      if (QUOTED.has(column.code)) return true;
      try {
        this.#store(column, fields[column.index]!, row);
        return true;
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        if (column.code === FLAGS) columns.flags[row] = FLAG_LAST;
        return !TELLING.has(column.code);
      }
    });
    for (const settled of this.#settled) settled.form = undefined;
    const isQuote = columns.action[row] !== ACTION_TRADE && columns.action[row] !== ACTION_FILL;
    if (!isKnown || !isQuote || !this.#rows.knows(this.#rowSymbol, this.#instrument)) {
      return this.#rows.undo();
    }
    if (this.#keep(row)) this.#withdrawn++;
  }

  /** The midnight before the row; undefined if its time cannot be read, which `#store` will tell. */
  #midnightOf(fields: string[]): bigint | undefined {
    const clock = this.#isSampled ? "tsRecv" : "tsEvent";
    const text = fields[this.#plan.find(({ name }) => name === clock)!.index]!;
    try {
      const event = parseTime(text, timeForm(text), this.#timeUnit);
      return event === null ? undefined : event - event % BigInt(NS_PER_DAY);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return undefined;
    }
  }

  #useOrigin(originNs: bigint): void {
    this.#eventTime = new FastTime(originNs);
    this.#recvTime = new FastTime(originNs);
    this.#rows.useOrigin(originNs);
  }

  #store(column: Plan, text: string, row: number): void {
    const { columns } = this.#rows;
    switch (column.name) {
      case "tsEvent": {
        // A sampled quote has the last trade's, or none.
        if (this.#isSampled) break;
        const ns = this.#offset(text, column);
        if (ns === null) throw new DataError("no time");
        columns.tsEventNs[row] = ns;
        break;
      }
      case "tsRecv": {
        const ns = this.#offset(text, column);
        if (ns === null && this.#isSampled) throw new DataError("no time, which sampled quotes go by");
        columns.tsRecvNs[row] = ns ?? NaN;
        if (this.#isSampled) columns.tsEventNs[row] = ns!;
        break;
      }
      case "price":
      case "bidPx":
      case "askPx":
        columns[column.name][row] = parsePrice(text, column.form ?? priceForm(text) ?? "pretty");
        this.#settle(column, priceForm(text));
        break;
      case "size":
      case "bidSz":
      case "askSz":
        columns[column.name][row] = parseOptionalCount(text, LARGEST.size);
        break;
      case "publisher":
      case "flags":
        columns[column.name][row] = parseCount(text, LARGEST[column.name]);
        break;
      case "rtype":
        this.#rtype = parseCount(text, LARGEST.rtype);
        break;
      case "instrument":
        this.#instrument = parseOptionalCount(text, LARGEST.instrument);
        break;
      case "action":
      case "side":
        columns[column.name][row] = parseLetter(text.trim(), column.name === "action" ? ACTIONS : SIDES);
        break;
      case "symbol":
        this.#rowSymbol = text.trim();
        this.#lastSymbol = new TextEncoder().encode(this.#rowSymbol);
    }
  }

  #offset(text: string, column: Plan): number | null {
    const ns = parseTime(text, column.form ?? timeForm(text), this.#timeUnit);
    // Only the time that settles the origin can be without one, and it is told first.
    if (ns === null || this.#originNs === undefined) return null;
    this.#settle(column, timeForm(text));
    const offsetNs = Number(ns - this.#originNs);
    if (!Number.isSafeInteger(offsetNs)) throw new DataError("more than 104 days from the first row");
    return offsetNs;
  }

  #settle(column: Plan, form: Form | undefined): void {
    if (column.form !== undefined || form === undefined) return;
    column.form = form;
    this.#settled.push(column);
  }

  /**
   * The tape of all rows kept, in an order.
   *
   * @throws {DataError} if no row is left, or the file has several symbols and none was asked for.
   */
  finish(skippedRows: number, order: TapeOrder | undefined): Tape {
    return this.#rows.finish(order, { skippedRows, withdrawnQuotes: this.#withdrawn });
  }
}

/** How many fields' ends the fast path notes; a last symbol, behind levels that are not read, is found from the end. */
function noted({ columns, fields }: Layout): number {
  const last = columns.at(-1)!;
  const trailing = last.name === "symbol" && last.index === fields - 1;
  return (trailing ? columns.at(-2)! : last).index + 1;
}

function lastFieldStart(bytes: Uint8Array, separator: number, to: number): number {
  let start = to;
  while (bytes[start - 1] !== separator) start--;
  return start;
}

function parseLetter(text: string, letters: string): number {
  if (text.length === 1 && letters.includes(text)) return text.charCodeAt(0);
  throw new DataError(`not one of ${[...letters].join(", ")}`);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
