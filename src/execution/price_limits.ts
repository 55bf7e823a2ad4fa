/** Between which prices child orders take: the collar about the reference price, and the parent order's limit. */

import { collarWidth, NO_COLLAR } from "../market/collar.ts";
import { REFERENCE_HOLDS_NS } from "../market/live_quotes/reference_prices.ts";
import { hasPrice, NO_PRICE } from "../market/price.ts";
import { lastEntry } from "../market/sorted.ts";
import { BUY, type Side } from "../market/side.ts";
import type { Market } from "./market.ts";

/**
 * The limits of one moment. R is the reference venue's live price to take at; if it has none, the best of the two
 * venues with most quotes; if they have none, the last R of the second before. Every child order that takes is a
 * limit order at R + s·collar; what is better than R by more than the collar is not believed. Without R nothing is
 * taken. A limit of the parent order holds on top.
 *
 * The bias: a venue that is first with a real jump of the price wider than the collar is not believed until the
 * reference venue follows, nor reached beyond it; a desk's own limits do the same.
 *
 * @example
 * ```ts
 * import { Market } from "./market.ts";
 * import { PriceLimits } from "./price_limits.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assert } from "@std/assert";
 * const market = new Market(generateTape({ durationSeconds: 5 }), FeeSchedule.flat(0.003, 0), { collarBps: 20 });
 * const limits = new PriceLimits(market);
 * limits.look(market.tape.length, market.live.clockNs.at(-1)!, 1);
 * assert(limits.allows(limits.reference) && !limits.allows(1.01 * limits.reference));
 * ```
 */
export class PriceLimits {
  /** R, 1e-9 dollars; `NaN` is none. */
  reference = NO_PRICE;
  /** The worst price to take at; `NaN`: nothing is taken. */
  worst = NO_PRICE;
  /** The best price that is believed. */
  best = NO_PRICE;
  #market: Market;
  #side: Side = BUY;

  constructor(market: Market) {
    this.#market = market;
  }

  /**
   * Looks the limits up as of so many rows and a moment.
   *
   * @param parentLimit worst price of the parent order, 1e-9 dollars; `NaN` is none.
   */
  look(rows: number, timeNs: number, side: Side, parentLimit: number = NO_PRICE): void {
    const { collarBps } = this.#market.live;
    this.#side = side;
    this.reference = referencePrice(this.#market, rows, timeNs, side);
    const width = collarBps === NO_COLLAR ? Infinity : collarWidth(this.reference, collarBps);
    const middle = collarBps === NO_COLLAR ? 0 : this.reference;
    this.worst = middle + side * width;
    this.best = middle - side * width;
    if (hasPrice(parentLimit) && hasPrice(this.worst)) {
      this.worst = side * Math.min(side * this.worst, side * parentLimit);
    }
  }

  /** Whether a child order takes at a price. */
  allows(price: number): boolean {
    return this.believes(price) && !this.refuses(price);
  }

  /** Whether a price is worse than the limit; without a reference any is. */
  refuses(price: number): boolean {
    return !(this.#side * price <= this.#side * this.worst);
  }

  /** Whether a price is not too good to be true; without a reference none is believed. */
  believes(price: number): boolean {
    return this.#side * price >= this.#side * this.best;
  }
}

/**
 * The reference price of a side to take from, after so many rows at a moment: the last one of the second before
 * where there is none just then.
 *
 * @returns 1e-9 dollars; `NaN` is none.
 */
export function referencePrice({ live }: Market, rows: number, timeNs: number, side: Side): number {
  const { referenceRows, referenceNs } = live;
  const prices = side === BUY ? live.referenceAsk : live.referenceBid;
  // Of consecutive entries without a price, the earliest tells since when there has been none.
  for (let entry = lastEntry(referenceRows, referenceNs, rows, timeNs); entry >= 0; entry--) {
    if (hasPrice(prices[entry]!)) return prices[entry]!;
    if (timeNs - referenceNs[entry]! > REFERENCE_HOLDS_NS) return NO_PRICE;
  }
  return NO_PRICE;
}
