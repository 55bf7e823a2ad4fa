/** Rows given as the texts of their fields, and the tape that they make. @module */

import { DataError } from "../../market/data_error.ts";
import { ACTION_FILL, ACTION_TRADE, FLAG_LAST, type Tape, type TapeOrder } from "../../market/tape.ts";
import { NS_PER_DAY } from "../../market/time.ts";
import { isSampled } from "../record_types.ts";
import type { TapeSelection } from "../row_selection.ts";
import { TapeRows } from "../tape_rows.ts";
import type { ReaderOptions } from "../tape_reader.ts";
import type { TimeUnit } from "../time_unit.ts";
import {
  type Form,
  parseCount,
  parseOptionalCount,
  parsePrice,
  parseTime,
  priceForm,
  timeForm,
} from "./fields.ts";
import { type ColumnName, databentoName, type DepthColumn } from "./layout.ts";

/** A row that cannot be read: which field, if it is one, and why. */
export class BadRow extends DataError {
  /** Where the row ends, so that one can go on behind it. */
  newline = -1;
}

/** Letters of `action`. */
export const ACTIONS = "ACMRTFN";
/** Letters of `side`. */
export const SIDES = "ABN";
/** Largest counts. */
export const LARGEST = {
  publisher: 0xffff,
  flags: 0xff,
  rtype: 0xff,
  size: 0xffffffff,
  instrument: 0xffffffff,
} as const;

// The columns as small integers in groups of one kind, so that the loop over a row's columns switches
// on them and stores into a column by name.
export const TS_EVENT = 0;
export const TS_RECV = 1;
export const PRICE = 2;
export const BID_PX = 3;
export const ASK_PX = 4;
export const SIZE = 5;
export const BID_SZ = 6;
export const ASK_SZ = 7;
export const PUBLISHER = 8;
export const FLAGS = 9;
export const RTYPE = 10;
export const INSTRUMENT = 11;
export const BID_PUBLISHER = 12;
export const ASK_PUBLISHER = 13;
export const ACTION = 14;
export const SIDE = 15;
export const SYMBOL = 16;

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
  bidPublisher: BID_PUBLISHER,
  askPublisher: ASK_PUBLISHER,
  action: ACTION,
  side: SIDE,
  symbol: SYMBOL,
};

/** A column of a file, and how it is written. */
export interface FieldColumn {
  readonly name: ColumnName;
  readonly code: number;
  readonly index: number;
  /** How times or prices are written; unknown before the first that is not null. */
  form: Form | undefined;
}

/** What a row must say that withdraws its venue's quote: whose it is, and when. */
const TELLING: ReadonlySet<number> = new Set([TS_EVENT, PUBLISHER, RTYPE, INSTRUMENT, ACTION, SYMBOL]);

/** What it says no more. */
const QUOTED: ReadonlySet<number> = new Set([
  PRICE,
  BID_PX,
  ASK_PX,
  SIZE,
  BID_SZ,
  ASK_SZ,
  BID_PUBLISHER,
  ASK_PUBLISHER,
  SIDE,
]);

/** Columns that a selection may ask for. */
const SELECTABLE = [["symbol", "symbol"], ["rtype", "rtype"], ["instrument", "instrumentId"]] as const;

/**
 * Reads rows by the texts of their fields: the clear and complete way, which knows every form that people's
 * files have. Readers of bytes and of typed columns read the usual rows themselves, into {@linkcode FieldRows.tape},
 * and come here with the first row, which settles the origin and how each column is written, and with every row
 * that is unusual or wrong. So whatever a file's format, its rows mean what they would in a CSV.
 */
export class FieldRows {
  /** The columns, in the order of the file. */
  readonly columns: readonly FieldColumn[];
  /** Those of levels beyond the first. */
  readonly depth: readonly DepthColumn[];
  /** Where the rows go. */
  readonly tape: TapeRows;
  /** Of the row at hand: its record type. */
  rtype = 0;
  /** Its `instrument_id`. */
  instrument = 0;
  /** Its symbol. */
  symbol = "";
  #bid: FieldColumn | undefined;
  #ask: FieldColumn | undefined;
  #timeUnit: TimeUnit | undefined;
  #originNs: bigint | undefined;
  // Columns whose form the row at hand has settled.
  #settled: FieldColumn[] = [];
  #withdrawn = 0;
  // The fields of the last row that could not be read, if there were as many as there should.
  #unread: readonly string[] | undefined;
  #isSampled = false;

  /** @throws {DataError} if the selection asks for what the file has no column of. */
  constructor(
    columns: readonly { readonly name: ColumnName; readonly index: number }[],
    wanted: TapeSelection & Pick<ReaderOptions, "timeUnit" | "keepBadBooks" | "levels" | "onRows">,
    depth: readonly DepthColumn[] = [],
  ) {
    for (const [name, option] of SELECTABLE) {
      if (wanted[option] === undefined || columns.some((column) => column.name === name)) continue;
      throw new DataError(
        `has no column ${databentoName(name)}, so --${databentoName(name).replace("_", "-")} ${
          wanted[option]
        } ` +
          "cannot be found",
      );
    }
    this.#timeUnit = wanted.timeUnit;
    this.tape = new TapeRows(wanted);
    this.depth = depth;
    this.columns = columns.map(({ name, index }) => ({ name, code: CODES[name], index, form: undefined }));
    this.#bid = this.columns.find((column) => column.name === "bidPx");
    this.#ask = this.columns.find((column) => column.name === "askPx");
  }

  /** The midnight that offsets count from; `undefined` before the first row that tells its time. */
  get originNs(): bigint | undefined {
    return this.#originNs;
  }

  /** Keeps the row at hand, or takes it back; returns whether it stays. */
  keep(row: number): boolean {
    return this.tape.keep(row, this.symbol, this.instrument, this.rtype);
  }

  /** There is no row at hand whose fields could be read one by one. */
  forget(): void {
    this.#unread = undefined;
  }

  /** The row at hand has too few fields: it was cut, perhaps within its last one, and says what stands before. */
  noteCut(fields: readonly string[]): void {
    this.#unread = fields.slice(0, -1);
    this.#isSampled = false;
  }

  /**
   * Reads a row.
   *
   * @param fields of the file's columns, read or not.
   * @param row index of the tape's row that it goes into.
   * @throws {BadRow} if it cannot be read.
   */
  read(fields: readonly string[], row: number): void {
    this.#unread = fields;
    this.#isSampled = this.#tellsSample(fields);
    const anchored = this.#originNs !== undefined;
    this.#originNs ??= this.#midnightOf(fields);
    this.#settled = [];
    for (const column of this.columns) {
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
    for (const column of this.depth) this.#storeDepth(column, fields[column.index]!, row);
    if (!anchored) this.tape.useOrigin(this.#originNs!);
  }

  /** Whether a row is a sampled quote, and has the time of receipt that such go by. */
  #tellsSample(fields: readonly string[]): boolean {
    const [type, recv] = (["rtype", "tsRecv"] as const).map((name) =>
      this.columns.find((column) => column.name === name)
    );
    return type !== undefined && recv !== undefined && isSampled(Number(fields[type.index]));
  }

  /**
   * Has the venue of the row that could not be read show nothing from then on: what cannot be read is not still
   * quoted. Where it does not say when, that is with the row before it. Nothing is done where the row does not say
   * whose it is, nor for a trade, which changes no book.
   */
  withdraw(why: () => string): void {
    this.tape.leaveOut(why);
    const fields = this.#unread;
    if (fields === undefined || this.#originNs === undefined) return;
    const row = this.tape.next();
    const { columns } = this.tape;
    this.#settled = [];
    const isKnown = this.columns.every((column) => {
      if (QUOTED.has(column.code)) return true;
      try {
        const text = fields[column.index];
        if (text === undefined) throw new DataError("cut off");
        this.#store(column, text, row);
        return true;
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        if (column.code === FLAGS) columns.flags[row] = FLAG_LAST;
        if (column.code === TS_EVENT && row > 0) {
          columns.tsEventNs[row] = columns.tsEventNs[row - 1]!;
          return true;
        }
        // A row that is cut has no symbol; where the file has only one, it is of that.
        if (column.code === SYMBOL && this.tape.onlySymbol !== undefined) {
          this.symbol = this.tape.onlySymbol;
          return true;
        }
        return !TELLING.has(column.code) && !(column.code === TS_RECV && this.#isSampled);
      }
    });
    for (const settled of this.#settled) settled.form = undefined;
    const isQuote = columns.action[row] !== ACTION_TRADE && columns.action[row] !== ACTION_FILL;
    if (!isKnown || !isQuote || !this.tape.knows(this.symbol, this.instrument)) {
      return this.tape.undo();
    }
    if (this.keep(row)) this.#withdrawn++;
  }

  /** The midnight before the row; undefined if its time cannot be read, which `#store` will tell. */
  #midnightOf(fields: readonly string[]): bigint | undefined {
    const clock = this.#isSampled ? "tsRecv" : "tsEvent";
    const text = fields[this.columns.find(({ name }) => name === clock)!.index]!;
    try {
      const event = parseTime(text, timeForm(text), this.#timeUnit);
      return event === null ? undefined : event - event % BigInt(NS_PER_DAY);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return undefined;
    }
  }

  #store(column: FieldColumn, text: string, row: number): void {
    const { columns } = this.tape;
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
        this.rtype = parseCount(text, LARGEST.rtype);
        break;
      case "instrument":
        this.instrument = parseOptionalCount(text, LARGEST.instrument);
        break;
      case "bidPublisher":
      case "askPublisher":
        this.tape[column.name] = parseOptionalCount(text, LARGEST.publisher);
        break;
      case "action":
      case "side":
        columns[column.name][row] = parseLetter(text.trim(), column.name === "action" ? ACTIONS : SIDES);
        break;
      case "symbol":
        this.symbol = text.trim();
    }
  }

  /** A figure of a level beyond the first; prices are written as the best ones are. */
  #storeDepth({ name, level, index }: DepthColumn, text: string, row: number): void {
    const depth = this.tape.depth!;
    const entry = row * depth.levels + level - 1;
    try {
      if (name === "bidSz" || name === "askSz") depth[name][entry] = parseOptionalCount(text, LARGEST.size);
      else depth[name][entry] = parsePrice(text, this.formOf(name) ?? priceForm(text) ?? "pretty");
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const column = databentoName(name).replace("00", `0${level}`);
      throw new BadRow(`${column} is ${quoted(text)}: ${error.reason}`, { column: index + 1, value: text });
    }
  }

  /** How the prices of a side are written, once that is known. */
  formOf(name: "bidPx" | "askPx"): Form | undefined {
    return (name === "bidPx" ? this.#bid : this.#ask)?.form;
  }

  #offset(text: string, column: FieldColumn): number | null {
    const ns = parseTime(text, column.form ?? timeForm(text), this.#timeUnit);
    // Only the time that settles the origin can be without one, and it is told first.
    if (ns === null || this.#originNs === undefined) return null;
    this.#settle(column, timeForm(text));
    const offsetNs = Number(ns - this.#originNs);
    if (!Number.isSafeInteger(offsetNs)) throw new DataError("more than 104 days from the first row");
    return offsetNs;
  }

  #settle(column: FieldColumn, form: Form | undefined): void {
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
    return this.tape.finish(order, { skippedRows, withdrawnQuotes: this.#withdrawn });
  }
}

function parseLetter(text: string, letters: string): number {
  if (text.length === 1 && letters.includes(text)) return text.charCodeAt(0);
  throw new DataError(`not one of ${[...letters].join(", ")}`);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
