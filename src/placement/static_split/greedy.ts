import type { Offers } from "../../execution/offers.ts";
import type { Side } from "../../market/side.ts";
import { type Allocator, INFEASIBLE } from "./allocator.ts";
import { checkCall } from "./_lattice.ts";
import { takeInOrder, VenueRanking } from "./_ranking.ts";

const ANY_SHARE = 1;

/**
 * What a router does that looks at prices only: the best price first, fees and lattice ignored, of
 * equal prices the lowest venue index, until the order is filled or the venues are empty.
 *
 * It places what it can, so `allocate` may return less than the quantity; infeasible is only an order
 * for which the venues show nothing at all.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../execution/offers.ts";
 * import { SELL } from "../../market/side.ts";
 * import { greedyAllocator } from "./greedy.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(2);
 * offers.price.set([10.00e9, 10.01e9]);
 * offers.size.set([500, 230]);
 * const split = new Float64Array(2);
 * assertEquals(greedyAllocator().allocate(300, offers, SELL, split), 300);
 * assertEquals([...split], [70, 230]);
 * ```
 */
export function greedyAllocator(): Allocator {
  return new GreedyAllocator();
}

class GreedyAllocator implements Allocator {
  readonly name = "greedy";
  readonly #ranking = new VenueRanking();

  allocate(quantity: number, offers: Offers, side: Side, split: Float64Array): number {
    checkCall(quantity, offers, split);
    split.fill(0, 0, offers.count);
    const ranked = this.#ranking.rankByPrice(offers, side);
    const placed = takeInOrder(this.#ranking.order, ranked, quantity, offers.size, ANY_SHARE, split);
    return placed === 0 && quantity > 0 ? INFEASIBLE : placed;
  }
}

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
 * import { makeOffers } from "../../execution/offers.ts";
 * import { BUY } from "../../market/side.ts";
 * import { takeCheapest } from "./greedy.ts";
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
  const ranked = ranking.rankAllIn(offers, side);
  return takeInOrder(ranking.order, ranked, quantity, offers.size, ANY_SHARE, split);
}
