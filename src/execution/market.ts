/** A tape as orders meet it. @module */

import type { FeeSchedule } from "../market/fee_schedule.ts";
import { type LiveQuoteOptions, type LiveQuotes, liveQuotes } from "../market/live_quotes.ts";
import { NO_PRICE } from "../market/price.ts";
import { firstAbove, firstRowFrom, lastEntry } from "../market/sorted.ts";
import { BUY, opposite, type Side } from "../market/side.ts";
import type { Tape } from "../market/tape.ts";
import { type Venues, venuesOf } from "../market/venues.ts";
import { feesOn, type FeesUsed } from "./fees_used.ts";

/** What is known, or wanted, of a tape's market beside its rows. */
export interface MarketOptions extends LiveQuoteOptions {
  /** The tape's venues, where they were found already. */
  readonly venues?: Venues | undefined;
}

/** No quote: none yet, or dead. */
export const NO_QUOTE = -1;

/**
 * A tape with only those quotes that can be believed ({@linkcode LiveQuotes}). Everything is
 * asked for as of a number of rows applied and a time ({@linkcode rowsBefore}, {@linkcode rowsThrough}),
 * found by binary search, so that a question costs hardly more on a longer tape.
 */
export class Market {
  /** The tape, in order of receipt. */
  readonly tape: Tape;
  /** Its venues. */
  readonly venues: Venues;
  /** What they charge. */
  readonly fees: FeesUsed;
  /** Which of its quotes can be believed. */
  readonly live: LiveQuotes;

  /**
   * The market of a tape.
   *
   * @param tape sorted by `sortByReceipt`.
   * @param live what was found out about it already, by another thread.
   * @throws {DataError} if the tape has no venue.
   */
  constructor(tape: Tape, fees: FeeSchedule, options: MarketOptions, live?: LiveQuotes) {
    this.tape = tape;
    this.venues = options.venues ?? venuesOf(tape);
    this.fees = feesOn(tape, this.venues, fees);
    this.live = live ?? liveQuotes(tape, this.venues, options);
  }

  /**
   * Rows received before a moment: what a decision then knows. Where stamps are whole milliseconds, a row
   * may have come at any time within its millisecond, so it is known from the next one on.
   */
  rowsBefore(timeNs: number): number {
    return firstAbove(this.live.clockNs, timeNs - this.live.resolutionNs);
  }

  /** Rows received until a moment, that moment included: what an arrival then meets. */
  rowsThrough(timeNs: number): number {
    return firstAbove(this.live.clockNs, timeNs);
  }

  /** An arrival's time: a whole nanosecond, or where stamps are whole milliseconds, the next of them. */
  arrivalNs(timeNs: number): number {
    return Math.ceil(timeNs / this.live.resolutionNs) * this.live.resolutionNs;
  }

  /**
   * A venue's last quote, dead or alive; {@linkcode NO_QUOTE} where it has not quoted yet.
   *
   * @returns an index into `live.quoteRow`.
   */
  lastQuote(venue: number, rows: number): number {
    const { quotesOf, quoteRow } = this.live;
    const first = quotesOf[venue]!;
    const quote = firstRowFrom(quoteRow, first, quotesOf[venue + 1]!, rows) - 1;
    return quote < first ? NO_QUOTE : quote;
  }

  /** Whether a quote, its venue's last, is alive. */
  isAlive(quote: number, venue: number, rows: number, timeNs: number): boolean {
    const { killedAt, quoteRow, clockNs, maxAgeNs } = this.live;
    return rows < killedAt[quote]! && timeNs < clockNs[quoteRow[quote]!]! + maxAgeNs[venue]!;
  }

  /** Row of a venue's live quote, or {@linkcode NO_QUOTE}. */
  liveRow(venue: number, rows: number, timeNs: number): number {
    const quote = this.lastQuote(venue, rows);
    return quote !== NO_QUOTE && this.isAlive(quote, venue, rows, timeNs)
      ? this.live.quoteRow[quote]!
      : NO_QUOTE;
  }

  /** Price that an order on this side would take at; `NaN` where the row's quote displays none. */
  farPrice(row: number, side: Side): number {
    const { askPx, askSz, bidPx, bidSz } = this.live;
    if (side === BUY) return askSz[row]! > 0 ? askPx[row]! : NO_PRICE;
    return bidSz[row]! > 0 ? bidPx[row]! : NO_PRICE;
  }

  /** Shares displayed there. */
  farSize(row: number, side: Side): number {
    return side === BUY ? this.live.askSz[row]! : this.live.bidSz[row]!;
  }

  /** Levels of each venue's book that the tape keeps, the first included. */
  get levels(): number {
    return 1 + (this.live.depth?.levels ?? 0);
  }

  /**
   * Price of a level of a row's quote, 0 the best one: `NaN` where nothing is displayed, and where it is no worse
   * than the level before it, as in a book that was not put in order.
   */
  levelPrice(row: number, side: Side, level: number): number {
    if (level === 0) return this.farPrice(row, side);
    const { depth } = this.live;
    if (depth === undefined || level > depth.levels) return NO_PRICE;
    const entry = row * depth.levels + level - 1;
    const price = side === BUY ? depth.askPx[entry]! : depth.bidPx[entry]!;
    const isWorse = side * price > side * this.levelPrice(row, side, level - 1);
    return isWorse && this.levelSize(row, side, level) > 0 ? price : NO_PRICE;
  }

  /** Shares displayed at a level. */
  levelSize(row: number, side: Side, level: number): number {
    if (level === 0) return this.farSize(row, side);
    const depth = this.live.depth!;
    const entry = row * depth.levels + level - 1;
    return side === BUY ? depth.askSz[entry]! : depth.bidSz[entry]!;
  }

  /** Shares that a row's quote displays at a price, whatever its level; 0 where it does not display it. */
  farSizeAt(row: number, side: Side, price: number): number {
    for (let level = 0; level < this.levels; level++) {
      const shown = this.levelPrice(row, side, level);
      if (shown === price) return this.levelSize(row, side, level);
      if (!(side * shown < side * price)) return 0;
    }
    return 0;
  }

  /** Price that an order on this side would rest at; `NaN` where the row's quote displays none. */
  nearPrice(row: number, side: Side): number {
    return this.farPrice(row, opposite(side));
  }

  /** Shares displayed there. */
  nearSize(row: number, side: Side): number {
    return this.farSize(row, opposite(side));
  }

  /** Whether an order at a price would trade at once with what a row's quote displays on the other side. */
  reaches(price: number, row: number, side: Side): boolean {
    return side * this.farPrice(row, side) <= side * price;
  }

  /**
   * Price that an order on this side may rest at, behind what a row's quote displays: `NaN` where that is
   * nothing, or where the venue's own book is locked or crossed, as the order would trade at once.
   */
  restPrice(row: number, side: Side): number {
    const price = this.nearPrice(row, side);
    return this.reaches(price, row, side) ? NO_PRICE : price;
  }

  /**
   * Shares that a row's quote displays at the price of an order on this side: 0 where its best price is
   * worse; `NaN` where they cannot be seen, behind a better price or without any.
   */
  displayedAt(price: number, row: number, side: Side): number {
    const near = this.nearPrice(row, side);
    if (near === price) return this.nearSize(row, side);
    return side * near < side * price ? 0 : NaN;
  }

  /** Index of the entry of `live.touchNs` that holds after so many rows at a moment; -1 before the first. */
  touchEntry(rows: number, timeNs: number): number {
    return lastEntry(this.live.touchRows, this.live.touchNs, rows, timeNs);
  }

  /** Mid of a touch entry, 1e-9 dollars (or half of one); `NaN` where it has one side only. */
  midOf(entry: number): number {
    return entry < 0 ? NO_PRICE : (this.live.touchBid[entry]! + this.live.touchAsk[entry]!) / 2;
  }

  /** The last mid that was defined, up to a touch entry; `NaN` if none was. */
  lastMid(entry: number): number {
    return entry < 0 ? NO_PRICE : this.live.knownMid[entry]!;
  }

  /** The last price to take at that was defined, up to a touch entry; `NaN` if none was. */
  lastTouchPrice(entry: number, side: Side): number {
    if (entry < 0) return NO_PRICE;
    return side === BUY ? this.live.knownAsk[entry]! : this.live.knownBid[entry]!;
  }

  /** Number of prints that count among so many rows: an index into `live.volumeShares`. */
  printsBy(rows: number): number {
    const { volumeRow } = this.live;
    return firstRowFrom(volumeRow, 0, volumeRow.length, rows);
  }
}
