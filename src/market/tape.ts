/** A tape: one instrument's market data in columns, and what builds and sorts it. @module */

import { NO_PRICE } from "./price.ts";
import { clearDepth, emptyDepth, enlarged, firstRows, reordered, type TapeDepth } from "./tape_depth.ts";
import type { TapeNotes } from "./tape_notes.ts";

/** Row flags of Databento: the row ends an event. */
export const FLAG_LAST = 128;
/** The row's time of receipt is wrong. */
export const FLAG_BAD_TS_RECV = 8;
/** The book may be wrong, after a gap in the feed. */
export const FLAG_MAYBE_BAD_BOOK = 4;

/** Action codes as bytes: `A`, `C`, `M`, `R`, `T`, `F`, `N`. */
export const ACTION_ADD = 65;
export const ACTION_CANCEL = 67;
export const ACTION_FILL = 70;
export const ACTION_MODIFY = 77;
export const ACTION_CLEAR = 82;
export const ACTION_TRADE = 84;

/** Side codes as bytes. Of a trade it is the aggressor's. */
export const SIDE_ASK = 65;
export const SIDE_BID = 66;
export const SIDE_NONE = 78;

/** The columns of a tape: what each row of the file said, by row index. */
export interface TapeColumns {
  /** When the venue stamped the row: ns after the tape's origin. */
  readonly tsEventNs: Float64Array;
  /** When it was received: ns after the origin, `NaN` where the file does not say. */
  readonly tsRecvNs: Float64Array;
  /** Databento publisher id. */
  readonly publisher: Uint16Array;
  /** `ACTION_…`. */
  readonly action: Uint8Array;
  /** `SIDE_…`. */
  readonly side: Uint8Array;
  /** Bit set; {@linkcode FLAG_LAST} ends an event. */
  readonly flags: Uint8Array;
  /** Price of the order or trade, 1e-9 dollars, `NaN` where there is none. */
  readonly price: Float64Array;
  /** Shares of the order or trade. */
  readonly size: Uint32Array;
  /** The venue's best quote after the row (before it, on tbbo), 1e-9 dollars; `NaN` is no quote. */
  readonly bidPx: Float64Array;
  /** The venue's best price to buy at, likewise. */
  readonly askPx: Float64Array;
  /** Shares displayed there. */
  readonly bidSz: Uint32Array;
  /** Shares displayed there. */
  readonly askSz: Uint32Array;
}

/**
 * An order of a tape's rows: as they stood in the file; by `ts_event`, rows of equal time as they stood; or
 * by receipt ({@linkcode receiptTimes}), rows received at once by `ts_event`. Files are sorted by `ts_recv`,
 * so mostly they are in order of receipt, and not by `ts_event`.
 */
export type TapeOrder = "file" | "event" | "receipt";

/** What a tape knows beside its rows. */
export interface TapeOptions {
  /** A midnight, UTC; offsets count from it. */
  originNs: bigint;
  /** Instrument; empty where the file does not name one. */
  symbol: string;
  /** Unreadable rows left out, where the reader was told to. @default 0 */
  skippedRows?: number;
  /** What the reader met. @default {} */
  notes?: TapeNotes;
  /** What is displayed beyond the best quotes; only of a tape that was asked to keep it. */
  depth?: TapeDepth | undefined;
}

/**
 * One instrument's market data, columns of typed arrays on shared memory (workers read it without a
 * copy). Immutable once made; the row index is the only handle.
 */
export class Tape {
  /** A midnight, UTC, that offsets count from: ns since the Unix epoch. */
  readonly originNs: bigint;
  /** Instrument; empty where the file does not name one. */
  readonly symbol: string;
  /** Unreadable rows that were left out. */
  readonly skippedRows: number;
  /** What its reader met, and its user must know of. */
  readonly notes: TapeNotes;
  /** Number of rows. */
  readonly length: number;
  /** What each row said. */
  readonly columns: TapeColumns;
  /** What is displayed beyond the best quotes; only of a tape that was asked to keep it. */
  readonly depth: TapeDepth | undefined;

  /** A tape of these rows. */
  constructor(columns: TapeColumns, options: TapeOptions) {
    this.columns = columns;
    this.length = columns.tsEventNs.length;
    this.originNs = options.originNs;
    this.symbol = options.symbol;
    this.skippedRows = options.skippedRows ?? 0;
    this.notes = options.notes ?? {};
    this.depth = options.depth;
  }

  /** Venue time of a row, ns since the Unix epoch. */
  tsEvent(row: number): bigint {
    return this.originNs + BigInt(this.columns.tsEventNs[row]!);
  }
}

/** Columns that rows are written into. */
export type WritableColumns = { -readonly [Name in keyof TapeColumns]: TapeColumns[Name] };
type Column = TapeColumns[keyof TapeColumns];
type ColumnType = new (buffer: SharedArrayBuffer, byteOffset: number, length: number) => Column;

const COLUMN_TYPES = {
  tsEventNs: Float64Array,
  tsRecvNs: Float64Array,
  publisher: Uint16Array,
  action: Uint8Array,
  side: Uint8Array,
  flags: Uint8Array,
  price: Float64Array,
  size: Uint32Array,
  bidPx: Float64Array,
  askPx: Float64Array,
  bidSz: Uint32Array,
  askSz: Uint32Array,
} as const;

const COLUMN_NAMES = Object.keys(COLUMN_TYPES) as (keyof TapeColumns)[];

/** Names of the columns, in the order that the digest hashes them. */
export const TAPE_COLUMNS: readonly (keyof TapeColumns)[] = COLUMN_NAMES;

/** A column of `length` rows on shared memory of its own, which may grow in place up to `limit` rows. */
function allocate(name: keyof TapeColumns, length: number, limit: number): Column {
  const { BYTES_PER_ELEMENT } = COLUMN_TYPES[name];
  const options = limit > length ? { maxByteLength: limit * BYTES_PER_ELEMENT } : {};
  return view(name, new SharedArrayBuffer(length * BYTES_PER_ELEMENT, options), length);
}

// Of fixed length: a view that follows its growing buffer is 50 times as slow.
function view(name: keyof TapeColumns, buffer: SharedArrayBuffer, length: number): Column {
  // The union of constructors has no common overload for a shared buffer.
  const type = COLUMN_TYPES[name] as unknown as ColumnType;
  return new type(buffer, 0, length);
}

function makeColumns(make: (name: keyof TapeColumns) => Column): TapeColumns {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, make(name)])) as unknown as TapeColumns;
}

/** Rows `[from, to)` of columns, where they are. */
export function rowsBetween(columns: TapeColumns, from: number, to: number): TapeColumns {
  return makeColumns((name) => columns[name].subarray(from, to));
}

// A small tape moves as it grows, to four times as many rows: there may be thousands, and a system lets a process have
// 65,530 pieces of address space, of which a column that grows in place takes two. A larger tape reserves address
// space, not memory, for so many rows that no real day has to be moved again. Neither is a power of two: columns that
// lie one apart compete for the same places of a processor's caches, and filling them takes half as long again.
const SMALL_ROWS = 60_000;
const LARGE_ROWS = 60_000_000;

/**
 * Collects rows into a {@linkcode Tape}. Fill the columns at the index that {@linkcode next} returns;
 * an index not followed by another `next` or `finish` may be taken back with {@linkcode undo}.
 *
 * @example
 * ```ts
 * import { TapeBuilder } from "./tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * const row = builder.next();
 * builder.columns.tsEventNs[row] = 5;
 * builder.columns.askPx[row] = 10e9;
 * const tape = builder.finish({ originNs: 0n, symbol: "AAPL" });
 * assertEquals([tape.length, tape.tsEvent(0)], [1, 5n]);
 * ```
 */
export class TapeBuilder {
  /** The columns to fill; each may be another array after `next`, as they grow. */
  columns: WritableColumns;
  /** The levels to fill beyond the best quotes, where they are kept; it may be another after `next`, too. */
  depth: TapeDepth | undefined;
  /** Rows so far. */
  length = 0;
  #capacity: number;
  #limit: number;

  /**
   * Begins a tape.
   *
   * @param capacity rows expected; there may be more.
   * @param levels of the book that it keeps, the first included.
   */
  constructor(capacity = 1 << 10, levels = 1) {
    this.#capacity = Math.max(1, capacity);
    this.#limit = limitFor(this.#capacity);
    this.columns = makeColumns((name) => allocate(name, this.#capacity, this.#limit));
    this.depth = levels > 1 ? emptyDepth(levels - 1, this.#capacity) : undefined;
  }

  /** Index of a new row: no trade, no quotes, no flags and no time of receipt, until it is filled. */
  next(): number {
    if (this.length === this.#capacity) this.reserve(this.#moreRows());
    const row = this.length++;
    const { columns } = this;
    columns.tsRecvNs[row] = NaN;
    columns.action[row] = ACTION_MODIFY;
    columns.side[row] = SIDE_NONE;
    columns.price[row] = NO_PRICE;
    columns.bidPx[row] = NO_PRICE;
    columns.askPx[row] = NO_PRICE;
    if (this.depth !== undefined) clearDepth(this.depth, row, row + 1);
    return row;
  }

  /** Adds a row of other columns, and returns its index; of a tape of one level only. */
  copy(from: TapeColumns, row: number): number {
    const own = this.next();
    for (const name of COLUMN_NAMES) this.columns[name][own] = from[name][row]!;
    return own;
  }

  /** Index of the first of so many new rows, whose every column has to be filled. */
  extend(rows: number): number {
    const first = this.length;
    if (first + rows > this.#capacity) this.reserve(Math.max(first + rows, this.#moreRows()));
    this.length += rows;
    if (this.depth !== undefined) clearDepth(this.depth, first, this.length);
    return first;
  }

  /** Takes the last row back, or so many of the last. */
  undo(rows = 1): void {
    const to = this.length;
    const from = this.length -= rows;
    const { columns } = this;
    // The other columns are reset by `next`.
    columns.tsEventNs.fill(0, from, to);
    columns.publisher.fill(0, from, to);
    columns.flags.fill(0, from, to);
    columns.size.fill(0, from, to);
    columns.bidSz.fill(0, from, to);
    columns.askSz.fill(0, from, to);
  }

  /** Takes so many of the first rows away; those behind them move to their place. A tape of one level only. */
  drop(rows: number): void {
    for (const name of COLUMN_NAMES) this.columns[name].copyWithin(0, rows, this.length);
    this.undo(rows);
  }

  /** The rows so far, as they stand; until the next one is made. */
  rows(): TapeColumns {
    return rowsBetween(this.columns, 0, this.length);
  }

  /** Makes room for this many rows in all. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    const moves = rows > this.#limit;
    if (moves) this.#limit = limitFor(rows);
    for (const name of COLUMN_NAMES) {
      const column = this.columns[name];
      const larger = moves ? allocate(name, rows, this.#limit) : this.#growInPlace(name, rows);
      if (moves) larger.set(column.subarray(0, this.length));
      (this.columns as Record<string, Column>)[name] = larger;
    }
    if (this.depth !== undefined) this.depth = enlarged(this.depth, rows);
    this.#capacity = rows;
  }

  /** How many it has room for next. */
  #moreRows(): number {
    const rows = this.#capacity;
    return rows < SMALL_ROWS ? Math.min(4 * rows, SMALL_ROWS) : Math.ceil(1.5 * rows);
  }

  #growInPlace(name: keyof TapeColumns, rows: number): Column {
    const buffer = this.columns[name].buffer as SharedArrayBuffer;
    buffer.grow(rows * COLUMN_TYPES[name].BYTES_PER_ELEMENT);
    return view(name, buffer, rows);
  }

  /**
   * The tape of all rows so far, in the order that is asked for; the builder is empty afterwards. Unused
   * capacity was never touched, so it costs no memory, and rows are moved in place.
   */
  finish(options: TapeOptions & { readonly order?: TapeOrder | undefined }): Tape {
    const columns = this.rows();
    const order = rowOrder(columns, options.order ?? "file");
    if (order !== undefined) permute(columns, order);
    const depth = this.depth && firstRows(this.depth, this.length);
    this.length = 0;
    this.#capacity = 1;
    this.#limit = limitFor(1);
    this.columns = makeColumns((name) => allocate(name, 1, this.#limit));
    this.depth = depth && emptyDepth(depth.levels, 1);
    return new Tape(columns, { ...options, depth: depthInOrder(depth, order) });
  }
}

/** So many rows a column of that many may have in its place. */
function limitFor(rows: number): number {
  return rows <= SMALL_ROWS ? rows : Math.max(rows, LARGE_ROWS);
}

const WIDEST_BYTES = 8;

/** Moves a builder's own rows, column by column through one scratch, which takes the memory of one column. */
function permute(columns: TapeColumns, order: Uint32Array): void {
  const scratch = new SharedArrayBuffer(order.length * WIDEST_BYTES);
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    const before = view(name, scratch, order.length);
    before.set(column);
    for (let row = 0; row < order.length; row++) column[row] = before[order[row]!]!;
  }
}

/** The tape by `ts_event`, rows of equal time as they stood: another, or this one where nothing has to move. */
export function sortByEventTime(tape: Tape): Tape {
  return inOrder(tape, "event");
}

/**
 * The tape by receipt ({@linkcode receiptTimes}), rows received at once by `ts_event`: another, or this one
 * where nothing has to move.
 */
export function sortByReceipt(tape: Tape): Tape {
  return inOrder(tape, "receipt");
}

/** The tape in an order: another, or this one where nothing has to move. */
export function inOrder(tape: Tape, wanted: TapeOrder): Tape {
  const order = rowOrder(tape.columns, wanted);
  if (order === undefined) return tape;
  const columns = makeColumns((name) => {
    const before = tape.columns[name];
    const column = allocate(name, order.length, order.length);
    for (let row = 0; row < order.length; row++) column[row] = before[order[row]!]!;
    return column;
  });
  const { originNs, symbol, skippedRows, notes, depth } = tape;
  return new Tape(columns, { originNs, symbol, skippedRows, notes, depth: depthInOrder(depth, order) });
}

function depthInOrder(depth: TapeDepth | undefined, order: Uint32Array | undefined): TapeDepth | undefined {
  return depth !== undefined && order !== undefined ? reordered(depth, order) : depth;
}

/** The rows of a tape's columns as an order has them; `undefined` if that is as they stand. */
export function rowOrder(columns: TapeColumns, wanted: TapeOrder): Uint32Array | undefined {
  if (wanted === "file") return undefined;
  const { tsEventNs } = columns;
  return timeOrder(wanted === "event" ? tsEventNs : receiptTimes({ columns }), tsEventNs);
}

/** When each row was received, ns after the origin; where the file does not say, when the venue stamped it. */
export function receiptTimes({ columns: { tsRecvNs, tsEventNs } }: Pick<Tape, "columns">): Float64Array {
  let row = 0;
  while (row < tsRecvNs.length && tsRecvNs[row] === tsRecvNs[row]) row++;
  return row === tsRecvNs.length ? tsRecvNs : tsRecvNs.map((ns, at) => ns === ns ? ns : tsEventNs[at]!);
}

/** How many places rows may be moved, on average over all rows, before insertion sort gives up. */
const MOST_MOVES_A_ROW = 16;

/** The rows by a time, of equal ones by another, of those as they stand; `undefined` if they are so already. */
function timeOrder(timesNs: Float64Array, tiesNs: Float64Array): Uint32Array | undefined {
  const isLater = (a: number, b: number): boolean =>
    timesNs[a]! > timesNs[b]! || (timesNs[a] === timesNs[b] && tiesNs[a]! > tiesNs[b]!);
  let sorted = true;
  for (let row = 1; row < timesNs.length && sorted; row++) sorted = !isLater(row - 1, row);
  if (sorted) return undefined;
  const order = new Uint32Array(timesNs.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  // Files are nearly sorted, and insertion needs no memory where a general sort takes a tape's.
  let movesLeft = MOST_MOVES_A_ROW * order.length;
  for (let i = 1; i < order.length && movesLeft > 0; i++) {
    const row = order[i]!;
    let at = i;
    for (; at > 0 && isLater(order[at - 1]!, row); at--) order[at] = order[at - 1]!;
    order[at] = row;
    movesLeft -= i - at;
  }
  // The order is unique, so it does not matter how far insertion came.
  if (movesLeft <= 0) order.sort((a, b) => timesNs[a]! - timesNs[b]! || tiesNs[a]! - tiesNs[b]! || a - b);
  return order;
}
