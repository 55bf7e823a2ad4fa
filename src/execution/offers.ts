/** The quotes that an order takes from, and which of them is cheapest. @module */

import type { Side } from "../market/side.ts";

/**
 * The side of a snapshot that an order takes from, a column per figure and an entry per venue: asks for
 * a buy, bids for a sell. Venues stand in ascending order of their lowest publisher id.
 */
export interface Offers {
  /** Number of venues; the columns may be longer. */
  count: number;
  /** Best price, 1e-9 dollars; `NaN` where the venue shows nothing to take. */
  readonly price: Float64Array;
  /** Displayed shares; 0 where there is no price. */
  readonly size: Float64Array;
  /** Fee for taking a share, 1e-9 dollars; negative is a rebate. */
  readonly takeFee: Float64Array;
  /** Rebate for adding a share, 1e-9 dollars; negative is a fee. */
  readonly addRebate: Float64Array;
}

/** Offers of `venues` venues that show nothing yet. */
export function makeOffers(venues: number): Offers {
  return {
    count: venues,
    price: new Float64Array(venues).fill(NaN),
    size: new Float64Array(venues),
    takeFee: new Float64Array(venues),
    addRebate: new Float64Array(venues),
  };
}

/**
 * Offers of several levels of `venues` venues: the entry of a venue's level is `level * venues + venue`, so that of
 * equal costs the better level leads.
 *
 * @param takeFee of each venue.
 */
export function makeLadder(venues: number, levels: number, takeFee: Float64Array): Offers {
  const ladder = makeOffers(venues * levels);
  for (let entry = 0; entry < ladder.count; entry++) ladder.takeFee[entry] = takeFee[entry % venues]!;
  return ladder;
}

/** The part of its take fee that a venue's cost counts. */
type FeePart = typeof ALL_IN | typeof FEES_ASIDE;
const ALL_IN = 1;
/** Ranks by price alone. */
export const FEES_ASIDE = 0;

/**
 * What a share taken at a venue costs, 1e-9 dollars: paid by a buy, so that a sell's is negative; `NaN` where
 * the venue has no price. Everything that goes cheapest first goes by this.
 *
 * @param feePart 1 counts the venue's take fee, {@linkcode FEES_ASIDE} does not.
 */
export function shareCost(
  { price, takeFee }: Offers,
  venue: number,
  side: Side,
  feePart: FeePart = ALL_IN,
): number {
  return side * price[venue]! + feePart * takeFee[venue]!;
}

/**
 * The venue that is cheapest to take from, fees included; the lowest index of equal ones; -1 if none has any left.
 *
 * @example
 * ```ts
 * import { cheapest, makeOffers } from "./offers.ts";
 * import { assertEquals } from "@std/assert";
 * const offers = makeOffers(2);
 * offers.price.set([10e9, 10.001e9]);
 * offers.size.set([100, 100]);
 * offers.takeFee.set([3e6, 1e6]);
 * assertEquals([cheapest(offers, 1), cheapest(offers, -1)], [1, 1]);
 * ```
 */
export function cheapest(offers: Offers, side: Side): number {
  return lowest(offers, side, ALL_IN);
}

/** The venue with the best price, fees aside; the lowest index of equal ones; -1 if none shows a share. */
export function bestVenue(offers: Offers, side: Side): number {
  return lowest(offers, side, FEES_ASIDE);
}

function lowest(offers: Offers, side: Side, feePart: FeePart): number {
  let best = -1;
  let bestCost = Infinity;
  for (let venue = 0; venue < offers.count; venue++) {
    const cost = shareCost(offers, venue, side, feePart);
    if (cost < bestCost && offers.size[venue]! > 0) {
      best = venue;
      bestCost = cost;
    }
  }
  return best;
}
