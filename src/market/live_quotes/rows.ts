/** What the rows of a tape are: quotes or prints, and of which venue. @module */

import { hasPrice } from "../price.ts";
import { publisher } from "../publishers.ts";
import { ACTION_FILL, ACTION_TRADE, type Tape } from "../tape.ts";
import { NO_VENUE, type Venues } from "../venues.ts";
import { sharedArray } from "./shared.ts";

/** Some rows of a tape, those of a venue together. */
export interface RowsByVenue {
  /** Where each venue's rows begin; one entry more than venues. */
  readonly start: Uint32Array;
  /** Ascending within a venue. */
  readonly rows: Uint32Array;
}

/** By row of the tape: what its venue displays after it. */
export interface Displayed {
  /** Best prices, 1e-9 dollars; `NaN` is no quote. */
  readonly bidPx: Float64Array;
  /** Best prices to buy at, likewise. */
  readonly askPx: Float64Array;
  /** Shares displayed there. */
  readonly bidSz: Uint32Array;
  /** Shares displayed there. */
  readonly askSz: Uint32Array;
}

/** Venue of each row, or {@linkcode NO_VENUE}. */
export function venuesOfRows({ columns, length }: Tape, venues: Venues): Int16Array {
  const venueOfRow = new Int16Array(length);
  for (let row = 0; row < length; row++) venueOfRow[row] = venues.of(columns.publisher[row]!);
  return venueOfRow;
}

function isTrade(action: number): boolean {
  return action === ACTION_TRADE || action === ACTION_FILL;
}

/** Whether every row of a venue is a trade, which then tells the book before it (tbbo). */
export function tellsBeforeTrades({ columns }: Tape, venueOfRow: Int16Array): boolean {
  return columns.action.every((action, row) => isTrade(action) || venueOfRow[row] === NO_VENUE);
}

/** 1 for the rows that are no trade: trades repeat old quotes. */
export function quoteRows({ columns, length }: Tape): Uint8Array {
  const isQuote = new Uint8Array(length);
  for (let row = 0; row < length; row++) isQuote[row] = isTrade(columns.action[row]!) ? 0 : 1;
  return isQuote;
}

/**
 * 1 for prints that count: trades of an exchange or off exchange (others repeat them, and so do further feeds of
 * one venue), none of a size beyond reason.
 */
export function printRows({ columns, length }: Tape, venues: Venues, maxPrint: number): Uint8Array {
  const { action, size, price, publisher: publishers } = columns;
  const isPrint = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    if (action[row] !== ACTION_TRADE || size[row]! > maxPrint || !hasPrice(price[row]!)) continue;
    const { kind } = publisher(publishers[row]!);
    if (venues.isOtherFeed(publishers[row]!)) continue;
    if (kind === "exchange" || kind === "off-exchange") isPrint[row] = 1;
  }
  return isPrint;
}

/** The quotes after the trade of each row, which took from the size at its price. */
export function afterTrades({ columns, length }: Tape): Displayed {
  const { bidPx, askPx, price, size } = columns;
  const left = (shown: Uint32Array, touch: Float64Array): Uint32Array => {
    const sizes = sharedArray(Uint32Array, length);
    for (let row = 0; row < length; row++) {
      const taken = price[row] === touch[row] ? size[row]! : 0;
      sizes[row] = Math.max(0, shown[row]! - taken);
    }
    return sizes;
  };
  return { bidPx, askPx, bidSz: left(columns.bidSz, bidPx), askSz: left(columns.askSz, askPx) };
}

/** The rows of venues among those that `keeps` marks; all if it is left out. */
export function byVenue(venueOfRow: Int16Array, venues: number, keeps?: Uint8Array): RowsByVenue {
  const start = sharedArray(Uint32Array, venues + 1);
  const isKept = (row: number): boolean => venueOfRow[row] !== NO_VENUE && keeps?.[row] !== 0;
  for (let row = 0; row < venueOfRow.length; row++) if (isKept(row)) start[venueOfRow[row]! + 1]!++;
  for (let venue = 0; venue < venues; venue++) start[venue + 1]! += start[venue]!;
  const rows = sharedArray(Uint32Array, start[venues]!);
  const next = start.slice();
  for (let row = 0; row < venueOfRow.length; row++) if (isKept(row)) rows[next[venueOfRow[row]!]!++] = row;
  return { start, rows };
}

/** The venues by number of rows, most first; the lowest index of equal ones. */
export function busiest({ start }: RowsByVenue): number[] {
  const rowsOf = (venue: number): number => start[venue + 1]! - start[venue]!;
  return Array.from({ length: start.length - 1 }, (_, venue) => venue).sort((a, b) => rowsOf(b) - rowsOf(a));
}
