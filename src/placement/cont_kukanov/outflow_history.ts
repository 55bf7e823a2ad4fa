import { firstRowFrom, type LiveMarket, NO_QUOTE } from "../../execution/live_market.ts";

import { hasPrice, NO_PRICE, tickOf } from "../../market/price.ts";
import { BUY, SELL, type Side } from "../../market/side.ts";

/** No order could have rested there: the venue's touch was not at the best price, or nothing was shown. */
export const NOT_AT_TOUCH = NaN;

/** Windows begin twice in their length, so that they overlap by half. */
const STARTS_A_WINDOW = 2;

/**
 * What would have reached an order that rested at each venue's touch, in windows that lie one behind
 * another over the whole tape: the outflow ξ of Cont & Kukanov, measured by the simulator's own rules.
 * Prints at the price count, whatever was ahead in the queue; a print through it, or an opposite quote at or
 * through it, is an outflow without end.
 *
 * A window is asked for only once it is over ({@linkcode endedBy}), so nothing of the future is seen.
 */
export class OutflowHistory {
  /** Number of windows. */
  readonly windows: number;
  #market: LiveMarket;
  #lengthNs: number;
  #depthTicks: number;
  #firstNs: number;
  #strideNs: number;
  // By side, then window by window, an entry a venue.
  #outflow: Record<Side, Float64Array>;
  #queue: Record<Side, Float64Array>;
  /** By window: change of the live mid from its start to its end, 1e-9 dollars; `NaN` where unknown. */
  #midMove: Float64Array;

  /**
   * @param lengthNs length of a window, ns.
   * @param depthTicks how far from the best price a venue's touch may be, ticks.
   */
  constructor(market: LiveMarket, lengthNs: number, depthTicks: number) {
    const { clockNs } = market.live;
    this.#market = market;
    this.#lengthNs = lengthNs;
    this.#depthTicks = depthTicks;
    this.#strideNs = lengthNs / STARTS_A_WINDOW;
    this.#firstNs = clockNs[0] ?? 0;
    const spanNs = (clockNs.at(-1) ?? 0) - this.#firstNs;
    this.windows = Math.max(0, Math.floor((spanNs - lengthNs) / this.#strideNs) + 1);
    const cells = this.windows * market.venues.count;
    this.#midMove = new Float64Array(this.windows).fill(NaN);
    const column = (): Float64Array => new Float64Array(cells).fill(NOT_AT_TOUCH);
    this.#outflow = { [BUY]: column(), [SELL]: column() } as Record<Side, Float64Array>;
    this.#queue = { [BUY]: column(), [SELL]: column() } as Record<Side, Float64Array>;
    for (let window = 0; window < this.windows; window++) this.#measure(window);
  }

  /** Number of windows that are over at a moment, and known to a decision then. */
  endedBy(nowNs: number): number {
    const over = Math.floor((nowNs - this.#firstNs - this.#lengthNs) / this.#strideNs) + 1;
    return Math.max(0, Math.min(this.windows, over));
  }

  /** Shares that would have reached the order; `Infinity` past all bounds, {@linkcode NOT_AT_TOUCH} for none. */
  outflow(side: Side, window: number, venue: number): number {
    return this.#outflow[side][window * this.#market.venues.count + venue]!;
  }

  /** Whether a share at the back of the queue would have filled. */
  wouldFill(side: Side, window: number, venue: number): boolean {
    const cell = window * this.#market.venues.count + venue;
    return this.#outflow[side][cell]! > this.#queue[side][cell]!;
  }

  /** How far the live mid moved in a window, 1e-9 dollars; `NaN` where it was not known. */
  midMove(window: number): number {
    return this.#midMove[window]!;
  }

  #measure(window: number): void {
    const market = this.#market;
    const startNs = this.#firstNs + window * this.#strideNs;
    const endNs = startNs + this.#lengthNs;
    const rows = market.rowsThrough(startNs);
    const endRows = market.rowsBefore(endNs);
    const first = market.touch(rows, startNs);
    this.#midMove[window] = market.midOf(market.touch(endRows, endNs)) - market.midOf(first);
    if (first < 0) return;
    for (let venue = 0; venue < market.venues.count; venue++) {
      const row = market.liveRow(venue, rows, startNs);
      if (row === NO_QUOTE) continue;
      for (const side of [BUY, SELL] as const) {
        const price = market.nearPrice(row, side);
        if (!this.#isAtTouch(price, first, side)) continue;
        const cell = window * market.venues.count + venue;
        this.#queue[side][cell] = market.nearSize(row, side);
        this.#outflow[side][cell] = this.#reaching(venue, side, price, rows, endRows);
      }
    }
  }

  #isAtTouch(price: number, touch: number, side: Side): boolean {
    const { touchBid, touchAsk } = this.#market.live;
    const best = side === BUY ? touchBid[touch]! : touchAsk[touch]!;
    return hasPrice(price) && side * (best - price) <= this.#depthTicks * tickOf(price);
  }

  #reaching(venue: number, side: Side, price: number, rows: number, endRows: number): number {
    const { live, tape } = this.#market;
    const { printsOf, printRow, quotesOf, quoteRow } = live;
    let shares = 0;
    const endPrint = printsOf[venue + 1]!;
    for (
      let print = firstRowFrom(printRow, printsOf[venue]!, endPrint, rows);
      print < endPrint && printRow[print]! < endRows;
      print++
    ) {
      const row = printRow[print]!;
      const through = side * (price - tape.columns.price[row]!);
      if (through > 0) return Infinity;
      if (through === 0) shares += tape.columns.size[row]!;
    }
    const endQuote = quotesOf[venue + 1]!;
    for (
      let quote = firstRowFrom(quoteRow, quotesOf[venue]!, endQuote, rows);
      quote < endQuote && quoteRow[quote]! < endRows;
      quote++
    ) {
      const opposite = this.#market.farPrice(quoteRow[quote]!, side);
      if (hasPrice(opposite) && side * opposite <= side * price) return Infinity;
    }
    return shares;
  }
}

/** Trailing windows of some venues as a sample of joint outflows. */
export class OutflowSample {
  /** A row for each sample, an entry for each venue; longer than needed. */
  outflow = new Float64Array(0);
  /** Number of samples. */
  samples = 0;
  #history: OutflowHistory;
  #most: number;
  #sorted = new Float64Array(0);

  /** @param most windows looked back on, at most. */
  constructor(history: OutflowHistory, most: number) {
    this.#history = history;
    this.#most = most;
  }

  /**
   * Takes the last windows that are over. A venue that was not at the touch in a window gets that window's
   * median venue, so that thin histories borrow from the others'; a window in which none of them was is left
   * out.
   *
   * @param venues venue indices; the first `count` entries.
   */
  take(side: Side, nowNs: number, venues: Uint16Array, count: number): void {
    if (this.outflow.length < this.#most * count) this.outflow = new Float64Array(this.#most * count);
    if (this.#sorted.length < count) this.#sorted = new Float64Array(count);
    const end = this.#history.endedBy(nowNs);
    this.samples = 0;
    for (let window = Math.max(0, end - this.#most); window < end; window++) {
      const base = this.samples * count;
      let known = 0;
      for (let i = 0; i < count; i++) {
        const shares = this.#history.outflow(side, window, venues[i]!);
        this.outflow[base + i] = shares;
        if (hasPrice(shares)) this.#sorted[known++] = shares;
      }
      if (known === 0) continue;
      const median = known < count ? medianOf(this.#sorted, known) : NO_PRICE;
      for (let i = 0; i < count; i++) if (!hasPrice(this.outflow[base + i]!)) this.outflow[base + i] = median;
      this.samples++;
    }
  }

  /**
   * Mean of what the mid moved against a resting order in the windows in which it would have filled, 1e-9
   * dollars a share, positive is adverse; over all these venues, as few windows fill. `NaN` where none did.
   */
  adverseMove(side: Side, nowNs: number, venues: Uint16Array, count: number): number {
    const end = this.#history.endedBy(nowNs);
    let sum = 0;
    let fills = 0;
    for (let window = Math.max(0, end - this.#most); window < end; window++) {
      const move = this.#history.midMove(window);
      if (!hasPrice(move)) continue;
      for (let i = 0; i < count; i++) {
        if (!this.#history.wouldFill(side, window, venues[i]!)) continue;
        sum -= side * move;
        fills++;
      }
    }
    return fills > 0 ? sum / fills : NaN;
  }
}

/** The lower median of the first entries, which it puts into order. */
function medianOf(values: Float64Array, count: number): number {
  return values.subarray(0, count).sort()[(count - 1) >> 1]!;
}
