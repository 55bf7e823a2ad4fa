/** The trial's split, found by sorting. @module */

import type { Offers } from "../../../execution/offers.ts";
import type { Side } from "../../../market/side.ts";
import { type Allocator, INFEASIBLE, type LatticeOptions } from "./allocator.ts";
import { checkedStep } from "./_lattice.ts";
import { checkCall } from "../../../execution/splitter.ts";
import { takeInOrder, VenueRanking } from "../../../execution/venue_ranking.ts";

/**
 * The split of the published enumeration, found by sorting: the same shares, cost, infeasibility and
 * tie-breaking, in O(N log N) instead of C(Q/step + N, N), without allocating memory.
 *
 * Why it is the same. The enumeration keeps splits with Σq = Q and q ≤ displayed size. So each share
 * placed is executed, no rebate is earned, nothing is under- or over-filled, and the cost is
 * Σ q·(side·price + fee): λ and θ drop out, and the cheapest lattice shares are the answer. The
 * enumeration visits splits in ascending lexicographic order and replaces its best only by a strictly
 * cheaper one, so of equal costs it keeps the one with the fewest shares at the lowest venue index:
 * ties go to the highest index first.
 *
 * It is infeasible iff the quantity is no multiple of the step, or the venues show fewer whole steps
 * than it has. A quantity of 0 is feasible: its split is empty.
 *
 * Source: the allocator of the published trial after Cont & Kukanov, "Optimal order placement in limit
 * order markets", Quantitative Finance 17 (2017).
 *
 * @throws {RangeError} if the step is not a whole number of shares from 1.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { exactAllocator } from "./exact.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(3);
 * offers.price.set([10.01e9, 10.00e9, 10.00e9]);
 * offers.size.set([500, 230, 100]);
 * const split = new Float64Array(3);
 * assertEquals(exactAllocator().allocate(400, offers, BUY, split), 400);
 * assertEquals([...split], [100, 200, 100]);
 * ```
 */
export function exactAllocator(options: LatticeOptions = {}): Allocator {
  return new ExactAllocator(checkedStep(options.step));
}

class ExactAllocator implements Allocator {
  readonly name = "exact";
  readonly #step: number;
  readonly #ranking = new VenueRanking();

  constructor(step: number) {
    this.#step = step;
  }

  allocate(quantity: number, offers: Offers, side: Side, split: Float64Array): number {
    checkCall(quantity, offers, split);
    split.fill(0, 0, offers.count);
    if (quantity % this.#step !== 0) return INFEASIBLE;
    const ranked = this.#ranking.rankAllInLastFirst(offers, side);
    const placed = takeInOrder(this.#ranking.order, ranked, quantity, offers.size, this.#step, split);
    if (placed === quantity) return quantity;
    split.fill(0, 0, offers.count);
    return INFEASIBLE;
  }
}
