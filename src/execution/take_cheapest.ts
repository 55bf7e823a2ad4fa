/** The split that takes what is cheapest. @module */

import type { Side } from "../market/side.ts";
import type { Offers } from "./offers.ts";
import { checkCall } from "./splitter.ts";
import { takeInOrder, VenueRanking } from "./venue_ranking.ts";

const ANY_SHARE = 1;

// One for all callers of takeCheapest: it holds nothing between calls.
const ranking = new VenueRanking();

/**
 * Takes what is cheapest with fees, odd lots included, until the order is filled or the venues are
 * empty: what to do when no lattice split sums to the order. Ties break as in `exactAllocator`, so on
 * a feasible order both agree at step 1.
 *
 * @param quantity shares to place, a whole number from 0.
 * @param split receives the shares of each venue.
 * @returns the shares placed, 0 where the venues show nothing.
 * @throws {RangeError} if the quantity is no such number, or `split` is shorter than `offers.count`.
 *
 * @example
 * ```ts
 * import { makeOffers } from "./offers.ts";
 * import { BUY } from "../market/side.ts";
 * import { takeCheapest } from "./take_cheapest.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(2);
 * offers.price.set([10.00e9, 10.00e9]);
 * offers.takeFee.set([0.003e9, 0.001e9]);
 * offers.size.set([30, 25]);
 * const split = new Float64Array(2);
 * assertEquals(takeCheapest(40, offers, BUY, split), 40);
 * assertEquals([...split], [15, 25]);
 * ```
 */
export function takeCheapest(quantity: number, offers: Offers, side: Side, split: Float64Array): number {
  checkCall(quantity, offers, split);
  split.fill(0, 0, offers.count);
  const ranked = ranking.rankAllInLastFirst(offers, side);
  return takeInOrder(ranking.order, ranked, quantity, offers.size, ANY_SHARE, split);
}
