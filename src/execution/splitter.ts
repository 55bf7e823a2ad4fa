/** Splitters: what shares to take at each venue, of one snapshot. @module */

import type { Side } from "../market/side.ts";
import type { Offers } from "./offers.ts";

/** *Where and how*: half of a strategy; the other half is a `Schedule`. */
export interface Splitter {
  readonly name: string;
  /**
   * Writes the shares to take at each venue into `split`, entries 0 to `offers.count - 1`. More than a
   * venue displays is not filled there.
   *
   * @param quantity shares to place.
   */
  place(quantity: number, offers: Offers, side: Side, split: Float64Array): void;
}

/** Throws `RangeError` for a call that no splitter can serve. */
export function checkCall(quantity: number, offers: Offers, split: Float64Array): void {
  if (!Number.isSafeInteger(quantity) || quantity < 0) {
    throw new RangeError(`Cannot allocate ${quantity} shares: not a whole number from 0`);
  }
  if (split.length < offers.count) {
    throw new RangeError(`Cannot write ${offers.count} venues into a split of ${split.length}`);
  }
}
