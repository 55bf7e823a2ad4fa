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
export function cheapest(offers: Offers, side: number): number {
  let best = -1;
  let bestCost = Infinity;
  for (let venue = 0; venue < offers.count; venue++) {
    const cost = side * offers.price[venue]! + offers.takeFee[venue]!;
    if (cost < bestCost && offers.size[venue]! > 0) {
      best = venue;
      bestCost = cost;
    }
  }
  return best;
}

/** The venue with the best price, fees aside; the lowest index of equal ones; -1 if none shows a share. */
export function bestVenue(offers: Offers, side: number): number {
  let best = -1;
  let bestCost = Infinity;
  for (let venue = 0; venue < offers.count; venue++) {
    const cost = side * offers.price[venue]!;
    if (cost < bestCost && offers.size[venue]! > 0) {
      best = venue;
      bestCost = cost;
    }
  }
  return best;
}
