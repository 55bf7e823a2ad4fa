/** A split that looks at prices alone. @module */

import type { Offers } from "../../../execution/offers.ts";
import type { Side } from "../../../market/side.ts";
import { type Allocator, INFEASIBLE } from "./allocator.ts";
import { checkCall } from "../../../execution/splitter.ts";
import { takeInOrder, VenueRanking } from "../../../execution/venue_ranking.ts";

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
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { SELL } from "../../../market/side.ts";
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
