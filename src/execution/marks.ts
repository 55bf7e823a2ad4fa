/** The prices that a fill is measured against. @module */

import { hasPrice } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import { type FillLog, NO_CHILD } from "./fill_log.ts";
import { type Market, NO_QUOTE } from "./market.ts";

/** A mid this much older than the last print is in doubt. */
const MOST_AGE_NS = 60e9;
/** A mid this far from the last print's price, as a part of it, is in doubt. */
const MOST_DISTANCE = 50e-4;

/**
 * The prices that a fill is measured against: live mid and touch just before what caused it. Where one is
 * not defined just then, the last that was.
 */
export class Marks {
  /** Live mid, 1e-9 dollars (or half of one); `NaN` if none was ever defined. */
  mid = NaN;
  /** Best live price to take at, 1e-9 dollars; `NaN` if there never was one. */
  touch = NaN;
  /** Fills measured against the last defined mid, because just then there was none. */
  undefinedMids = 0;
  /**
   * Fills whose mid the last print puts in doubt: no venue has quoted either of its prices for more than a minute
   * before that print, or it is further from the print's price than 50 basis points.
   */
  doubtfulMids = 0;
  #market: Market;
  #fills: FillLog;
  #isDefined = false;
  #isDoubtful = false;

  constructor(market: Market, fills: FillLog) {
    this.#market = market;
    this.#fills = fills;
  }

  /** Forgets what was counted: a new parent order. */
  begin(): void {
    this.undefinedMids = 0;
    this.doubtfulMids = 0;
  }

  /** Looks them up as of so many rows and a moment. */
  look(rows: number, timeNs: number, side: Side): void {
    const entry = this.#market.touchEntry(rows, timeNs);
    this.mid = this.#market.lastMid(entry);
    this.touch = this.#market.lastTouchPrice(entry, side);
    this.#isDefined = hasPrice(this.#market.midOf(entry));
    this.#isDoubtful = this.#doubts(entry, rows);
  }

  #doubts(entry: number, rows: number): boolean {
    const { live, tape } = this.#market;
    const prints = this.#market.printsBy(rows);
    if (prints === 0 || !hasPrice(this.mid)) return false;
    const print = live.volumeRow[prints - 1]!;
    const printed = tape.columns.price[print]!;
    if (Math.abs(this.mid - printed) > MOST_DISTANCE * printed) return true;
    let known = entry;
    while (!hasPrice(this.#market.midOf(known))) known--;
    const printedNs = live.clockNs[print]!;
    return printedNs - live.touchNs[known]! > MOST_AGE_NS &&
      printedNs - this.#shownNs(known, rows) > MOST_AGE_NS;
  }

  /** When a venue last quoted either price of a touch, which may stand for long without a change. */
  #shownNs(entry: number, rows: number): number {
    const { live, venues } = this.#market;
    const [bid, ask] = [live.touchBid[entry]!, live.touchAsk[entry]!];
    let shownNs = live.touchNs[entry]!;
    for (let venue = 0; venue < venues.count; venue++) {
      const quote = this.#market.lastQuote(venue, rows);
      if (quote === NO_QUOTE) continue;
      const row = live.quoteRow[quote]!;
      if (live.bidPx[row] === bid || live.askPx[row] === ask) shownNs = Math.max(shownNs, live.clockNs[row]!);
    }
    return shownNs;
  }

  /** Notes a fill, of a child order if there is one, beside the prices looked up last. */
  log(
    timeNs: number,
    venue: number,
    price: number,
    shares: number,
    fee: number,
    kind: number,
    child: number = NO_CHILD,
  ): void {
    this.#fills.add(timeNs, venue, price, shares, fee, kind, this.mid, this.touch, child);
    if (!this.#isDefined) this.undefinedMids++;
    if (this.#isDoubtful) this.doubtfulMids++;
  }
}
