/** What would have reached an order at each venue, window after window. @module */

import { type Market, NO_QUOTE } from "../../../execution/market.ts";
import { firstRowFrom } from "../../../market/sorted.ts";
import { PriceLimits } from "../../../execution/price_limits.ts";
import { queueModel, type QueueName } from "../../../execution/queue/models.ts";
import type { QueueModel } from "../../../execution/queue/queue_model.ts";
import { hasPrice, tickOf } from "../../../market/price.ts";
import { BUY, opposite, SELL, type Side } from "../../../market/side.ts";

/** No order could have rested there: the venue's own best price was too far from the best of all, or none. */
const NOT_AT_TOUCH = NaN;
/** No order could have rested at any venue. */
export const NOWHERE = -1;

/** Which hypothetical orders to follow. */
interface OutflowHistoryOptions {
  /** How long each rests: the length of a slice, ns. */
  readonly lengthNs: number;
  /** How far a venue's own best price may be from the best of all, ticks. */
  readonly depthTicks: number;
  /** How the queue ahead of it shrinks. */
  readonly queue: QueueName;
  /**
   * Windows that begin within the length of one, so that they overlap.
   *
   * @default 2
   */
  readonly startsAWindow?: number | undefined;
}

/** Number of the order that is followed: one at a time. */
const ORDER = 0;
/** A window begins this often in the length of one, so that neighbours overlap by half. */
const STARTS_A_WINDOW = 2;
/** Windows on a tape, at most, however short slices are: more begin further apart. */
const MOST_STARTS = 50_000;

/**
 * What would have reached an order that rested at each venue's best price, in windows that begin one after
 * another over the whole tape: the outflow ξ of Cont & Kukanov, by the simulator's queue model. Prints
 * at the order's price count, whatever stood ahead; a print through it, and an opposite quote at or through it, can
 * fill their own size, however long the queue.
 *
 * A window is asked for only once it is over ({@linkcode endedBy}), so nothing of the future is seen.
 */
export class OutflowHistory {
  /** Number of windows. */
  readonly windows: number;
  /** Length of a window, ns. */
  readonly lengthNs: number;
  #market: Market;
  #depthTicks: number;
  #queue: QueueModel;
  #limits: PriceLimits;
  #firstNs: number;
  #strideNs: number;
  // By side, window and venue: shares displayed when the window begins, those that left the queue at that
  // price, and those that came past the queue.
  #displayed: Float64Array;
  #left: Float64Array;
  #through: Float64Array;
  /** By side and window: the venue of the median outflow. */
  #median: Int16Array;
  /** By window: change of the live mid from its begin to its end, 1e-9 dollars; `NaN` where unknown. */
  #midMove: Float64Array;

  constructor(
    market: Market,
    { lengthNs, depthTicks, queue, startsAWindow = STARTS_A_WINDOW }: OutflowHistoryOptions,
  ) {
    const { clockNs } = market.live;
    this.#market = market;
    this.lengthNs = lengthNs;
    this.#depthTicks = depthTicks;
    this.#queue = queueModel(queue, market);
    this.#limits = new PriceLimits(market);
    this.#firstNs = clockNs[0] ?? 0;
    const spanNs = (clockNs.at(-1) ?? 0) - this.#firstNs;
    this.#strideNs = Math.max(lengthNs / startsAWindow, spanNs / MOST_STARTS);
    this.windows = Math.max(0, Math.floor((spanNs - lengthNs) / this.#strideNs) + 1);
    const cells = 2 * this.windows * market.venues.count;
    this.#displayed = new Float64Array(cells);
    this.#left = new Float64Array(cells).fill(NOT_AT_TOUCH);
    this.#through = new Float64Array(cells);
    this.#median = new Int16Array(2 * this.windows);
    this.#midMove = new Float64Array(this.windows);
    const ranking = new Uint16Array(market.venues.count);
    for (let window = 0; window < this.windows; window++) {
      this.#measure(window);
      for (const side of [BUY, SELL] as const) {
        this.#median[this.#row(side, window)] = this.#findMedian(side, window, ranking);
      }
    }
  }

  /** When a window begins, ns after the tape's origin. */
  startNs(window: number): number {
    return this.#firstNs + window * this.#strideNs;
  }

  /** Number of windows that are over at a moment, and known to a decision then. */
  endedBy(nowNs: number): number {
    const over = Math.floor((nowNs - this.#firstNs - this.lengthNs) / this.#strideNs) + 1;
    return Math.max(0, Math.min(this.windows, over));
  }

  /**
   * ξ: the outflow of a window as an order meets it that stands behind `queue` shares, so that
   * min(L, (ξ − queue)⁺) of L shares would have filled; `NaN` where none could rest.
   */
  outflow(side: Side, window: number, venue: number, queue: number): number {
    const cell = this.#cell(side, window, venue);
    const through = this.#through[cell]!;
    return through > 0 ? Math.max(this.#left[cell]!, queue) + through : this.#left[cell]!;
  }

  /** Whether an order could have rested at the venue when the window began. */
  couldRest(side: Side, window: number, venue: number): boolean {
    return hasPrice(this.#left[this.#cell(side, window, venue)]!);
  }

  /** Whether a share at the back of the queue as it was would have filled. */
  wouldFill(side: Side, window: number, venue: number): boolean {
    const cell = this.#cell(side, window, venue);
    return this.#left[cell]! > this.#displayed[cell]! || this.#through[cell]! > 0;
  }

  /**
   * The venue whose outflow was the median (of two, the lower) of those at which an order could have rested
   * when the window began; {@linkcode NOWHERE} if there was none.
   */
  medianVenue(side: Side, window: number): number {
    return this.#median[this.#row(side, window)]!;
  }

  /** How far the live mid moved in a window, 1e-9 dollars; `NaN` where it was not known. */
  midMove(window: number): number {
    return this.#midMove[window]!;
  }

  #row(side: Side, window: number): number {
    return side === BUY ? window : this.windows + window;
  }

  #cell(side: Side, window: number, venue: number): number {
    return this.#row(side, window) * this.#market.venues.count + venue;
  }

  #measure(window: number): void {
    const market = this.#market;
    const startNs = this.startNs(window);
    const endNs = startNs + this.lengthNs;
    const rows = market.rowsThrough(startNs);
    const endRows = market.rowsBefore(endNs);
    const entry = market.touchEntry(rows, startNs);
    this.#midMove[window] = market.midOf(market.touchEntry(endRows, endNs)) - market.midOf(entry);
    for (let venue = 0; venue < market.venues.count; venue++) {
      const row = market.liveRow(venue, rows, startNs);
      if (row === NO_QUOTE) continue;
      for (const side of [BUY, SELL] as const) {
        if (this.#canRest(row, entry, side)) this.#follow(window, venue, side, row, rows, endRows);
      }
    }
  }

  /** @param ranking room for all venues. */
  #findMedian(side: Side, window: number, ranking: Uint16Array): number {
    let known = 0;
    for (let venue = 0; venue < ranking.length; venue++) {
      if (!this.couldRest(side, window, venue)) continue;
      const shares = this.outflow(side, window, venue, 0);
      let rank = known++;
      for (; rank > 0 && this.outflow(side, window, ranking[rank - 1]!, 0) > shares; rank--) {
        ranking[rank] = ranking[rank - 1]!;
      }
      ranking[rank] = venue;
    }
    return known === 0 ? NOWHERE : ranking[(known - 1) >> 1]!;
  }

  #canRest(row: number, entry: number, side: Side): boolean {
    const price = this.#market.restPrice(row, side);
    const best = this.#market.lastTouchPrice(entry, opposite(side));
    return side * (best - price) <= this.#depthTicks * tickOf(best);
  }

  /** Follows an order of more shares than can fill, from the back of what is displayed. */
  #follow(window: number, venue: number, side: Side, row: number, rows: number, endRows: number): void {
    const market = this.#market;
    const { printsOf, printRow, quotesOf, quoteRow } = market.live;
    const { price: prices, size: sizes } = market.tape.columns;
    const price = market.nearPrice(row, side);
    const displayed = market.nearSize(row, side);
    const endPrint = printsOf[venue + 1]!;
    const endQuote = quotesOf[venue + 1]!;
    let print = firstRowFrom(printRow, printsOf[venue]!, endPrint, rows);
    let quote = firstRowFrom(quoteRow, quotesOf[venue]!, endQuote, rows);
    const queue = this.#queue;
    queue.join(ORDER, displayed, 0);
    let reached = 0;
    let through = 0;
    while (true) {
      const printAt = print < endPrint ? printRow[print]! : Infinity;
      const quoteAt = quote < endQuote ? quoteRow[quote]! : Infinity;
      const at = Math.min(printAt, quoteAt);
      if (at >= endRows) break;
      if (at === printAt) {
        const beyond = side * (price - prices[at]!);
        if (beyond > 0) through += sizes[at]!;
        if (beyond === 0) reached += queue.trade(ORDER, sizes[at]!, sizes[at]!);
        print++;
      }
      if (at === quoteAt) {
        queue.quote(ORDER, price, at, side);
        if (market.reaches(price, at, side) && this.#isBelieved(at, side)) {
          through += market.farSize(at, side);
        }
        quote++;
      }
    }
    const cell = this.#cell(side, window, venue);
    this.#displayed[cell] = displayed;
    this.#left[cell] = displayed - queue.ahead(ORDER) + reached;
    this.#through[cell] = through;
  }

  /** Whether the quote of a row that an order would meet is not too good to be true. */
  #isBelieved(row: number, side: Side): boolean {
    this.#limits.look(row + 1, this.#market.live.clockNs[row]!, side);
    return this.#limits.believes(this.#market.farPrice(row, side));
  }
}
