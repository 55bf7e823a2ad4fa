import { hasPrice } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import type { LiveMarket } from "./live_market.ts";

/** The prices that a fill is measured against: live mid and touch just before what caused it. */
export class Marks {
  /** Live mid, 1e-9 dollars (or half of one), else the last that was defined; `NaN` if none was. */
  mid = NaN;
  /** Best live price to take at, likewise. */
  touch = NaN;
  /** How often one was not defined, and the last was used. */
  undefinedCount = 0;
  #market: LiveMarket;

  constructor(market: LiveMarket) {
    this.#market = market;
  }

  /** Looks them up as of so many rows and a moment. */
  look(rows: number, timeNs: number, side: Side): void {
    const touch = this.#market.touch(rows, timeNs);
    this.mid = this.#market.lastMid(touch);
    this.touch = this.#market.lastTouchPrice(touch, side);
    if (!hasPrice(this.#market.midOf(touch))) this.undefinedCount++;
  }
}
