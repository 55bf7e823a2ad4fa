/** The prices that a fill is measured against. @module */

import { hasPrice } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import type { FillLog } from "./fill_log.ts";
import type { Market } from "./market.ts";

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
  #market: Market;
  #fills: FillLog;
  #isDefined = false;

  constructor(market: Market, fills: FillLog) {
    this.#market = market;
    this.#fills = fills;
  }

  /** Looks them up as of so many rows and a moment. */
  look(rows: number, timeNs: number, side: Side): void {
    const entry = this.#market.touchEntry(rows, timeNs);
    this.mid = this.#market.lastMid(entry);
    this.touch = this.#market.lastTouchPrice(entry, side);
    this.#isDefined = hasPrice(this.#market.midOf(entry));
  }

  /** Notes a fill beside the prices looked up last. */
  log(timeNs: number, venue: number, price: number, shares: number, fee: number, kind: number): void {
    this.#fills.add(timeNs, venue, price, shares, fee, kind, this.mid, this.touch);
    if (!this.#isDefined) this.undefinedMids++;
  }
}
