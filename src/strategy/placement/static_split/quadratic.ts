import type { Offers } from "../../../execution/offers.ts";
import { hasPrice } from "../../../market/price.ts";
import type { Side } from "../../../market/side.ts";
import type { Allocator, LatticeOptions } from "./allocator.ts";
import { mismatchPenalty, parametersInUnits, queueingShares, type SplitParameters } from "./cost.ts";
import { checkedStep, latticeSize } from "./_lattice.ts";
import { checkCall } from "../../../execution/splitter.ts";

/** Options of {@linkcode quadraticAllocator}. */
type QuadraticOptions = LatticeOptions & SplitParameters;

/**
 * The lattice split that minimises the formal cost, `quadraticCost`, where the total is free: filling
 * less or more than the order is allowed and priced. Never infeasible; it may place nothing.
 *
 * The two sides are not mirror images, because the cost counts whole prices and not prices against a
 * benchmark. A buy pays for each share, so nothing but λ_under makes it buy: it leaves the last
 * p/(2·λ_under) shares or so, and λ_over counts at most on the lot that passes the order. A sell is paid
 * for each share (p < 0: cost is lost revenue), so nothing but λ_over stops it: it sells |p|/(2·λ_over)
 * shares or so more than the order, with λ_over = 0 all that is shown, and λ_under never binds.
 *
 * How: for a fixed total T the cost is concave, so some vertex of { Σx = T, 0 ≤ x ≤ cap } is a minimum,
 * and there at most one venue is neither empty nor at its cap. A table over totals in lots holds the
 * least cost of such splits; time is in O(T·Σcap) lots, T being the total beyond which no lot pays.
 * Costs are compared in whole units of 1e-9 dollars, each venue's queueing term rounded to one. Of equal
 * costs the fewest shares win, then the lexicographically smallest split.
 *
 * Source: the formal cost of a published variant of the trial; see `quadraticCost` for what it leaves
 * open.
 *
 * @throws {RangeError} if the step is not a whole number of shares from 1, or a parameter is negative.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { quadraticAllocator } from "./quadratic.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(2);
 * offers.price.set([10.00e9, 10.01e9]);
 * offers.size.set([300, 900]);
 * const split = new Float64Array(2);
 * const allocator = quadraticAllocator({ lambdaOver: 0, lambdaUnder: 0.025, thetaQueue: 0 });
 * // A lot costs about 1,000 dollars, so that lots pay until about 10/(2·0.025) = 200 shares are left.
 * assertEquals(allocator.allocate(1000, offers, BUY, split), 800);
 * assertEquals([...split], [300, 500]);
 * ```
 */
export function quadraticAllocator(options: QuadraticOptions): Allocator {
  return new QuadraticAllocator(checkedStep(options.step), options);
}

class QuadraticAllocator implements Allocator {
  readonly name = "quadratic";
  readonly #step: number;
  /** Units of 1e-9 dollars, as all costs below. */
  readonly #parameters: SplitParameters;

  // The venues with at least one lot, by rising index.
  #used = 0;
  #venue = new Uint32Array(16);
  #price = new Float64Array(16);
  #queue = new Float64Array(16);
  #lots = new Float64Array(16);
  #totalLots = 0;
  #lowestPrice = 0;
  #highestPrice = 0;

  // By total in lots: the least cost of the venues so far, all whole or empty, or one of them partly used.
  #wholeCost = new Float64Array(64);
  #partCost = new Float64Array(64);
  // By venue and total: the lots of that venue in the least cost with one of them partly used.
  #taken = new Uint32Array(1024);
  // The cost of each number of lots at the venue at hand.
  #lotCost = new Float64Array(64);

  constructor(step: number, parameters: SplitParameters) {
    this.#step = step;
    this.#parameters = parametersInUnits(parameters);
  }

  allocate(quantity: number, offers: Offers, side: Side, split: Float64Array): number {
    checkCall(quantity, offers, split);
    split.fill(0, 0, offers.count);
    this.#collect(offers, side);
    if (this.#used === 0 || this.#noLotPays(quantity)) return 0;
    if (this.#everyLotPays(quantity)) return this.#takeAll(split);
    const mostLots = this.#mostLots(quantity);
    this.#solve(mostLots);
    return this.#trace(this.#bestTotal(mostLots, quantity), mostLots, split);
  }

  #collect(offers: Offers, side: Side): void {
    this.#reserveVenues(offers.count);
    const { price, size, takeFee } = offers;
    let used = 0;
    let totalLots = 0;
    let lowest = Infinity;
    let highest = -Infinity;
    for (let venue = 0; venue < offers.count; venue++) {
      if (!hasPrice(price[venue]!) || size[venue]! < this.#step) continue;
      const allIn = side * price[venue]! + takeFee[venue]!;
      const lots = latticeSize(size[venue]!, this.#step) / this.#step;
      this.#venue[used] = venue;
      this.#price[used] = allIn;
      this.#queue[used] = size[venue]!;
      this.#lots[used] = lots;
      used++;
      totalLots += lots;
      lowest = Math.min(lowest, allIn);
      highest = Math.max(highest, allIn);
    }
    this.#used = used;
    this.#totalLots = totalLots;
    this.#lowestPrice = lowest;
    this.#highestPrice = highest;
  }

  /** What the penalty P gains (negative) or costs when a lot is added to `lots`. Rises with `lots`. */
  #penaltyStep(lots: number, quantity: number): number {
    const before = lots * this.#step;
    return mismatchPenalty(before + this.#step, quantity, this.#parameters) -
      mismatchPenalty(before, quantity, this.#parameters);
  }

  /**
   * Whether nothing is best. Proof: take a split x of T > 0 shares. P is convex, so
   * P(T) − P(0) ≥ T/step·(P(step) − P(0)); and x ≤ q, so q/(q + x) ≥ 1/2 and the split's other terms
   * are ≥ T·(lowest price + θ/2). If the two bounds add up to ≥ 0, x is no cheaper than nothing. For
   * Q ≥ step, P(0) − P(step) is λ_under·(2·Q·step − step²).
   */
  #noLotPays(quantity: number): boolean {
    const cheapestLot = this.#step * (this.#lowestPrice + this.#parameters.thetaQueue / 2);
    return cheapestLot + this.#penaltyStep(0, quantity) >= 0;
  }

  /**
   * Whether all that is shown is best. Proof: let M be all lots, and a split leave some. P is convex,
   * so filling it up changes P by at most P(M) − P(M − 1 lot) a lot; and x·q/(q + x) has slopes ≤ 1,
   * so it changes the other terms by at most (highest price + θ)·step a lot. If these add up to < 0,
   * the split that leaves some is dearer.
   */
  #everyLotPays(quantity: number): boolean {
    const dearestLot = this.#step * (this.#highestPrice + this.#parameters.thetaQueue);
    return dearestLot + this.#penaltyStep(this.#totalLots - 1, quantity) < 0;
  }

  /**
   * The lots beyond which none pays, by bisection. Proof: x·q/(q + x) has slopes ≥ 1/4 for x ≤ q, so
   * taking a lot back from a total of t + 1 saves at least step·(lowest price + θ/4) + P(t + 1) − P(t);
   * P is convex, so once that is ≥ 0 it stays so.
   */
  #mostLots(quantity: number): number {
    const cheapestLot = this.#step * (this.#lowestPrice + this.#parameters.thetaQueue / 4);
    let low = 0;
    let high = this.#totalLots;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (cheapestLot + this.#penaltyStep(middle, quantity) >= 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #takeAll(split: Float64Array): number {
    for (let i = 0; i < this.#used; i++) split[this.#venue[i]!] = this.#lots[i]! * this.#step;
    return this.#totalLots * this.#step;
  }

  /**
   * Fills the tables for totals up to `mostLots`, last venue first, so that tracing them back decides on
   * the first venue first and the split is the lexicographically smallest.
   */
  #solve(mostLots: number): void {
    this.#reserveTotals(mostLots + 1);
    this.#wholeCost.fill(Infinity, 0, mostLots + 1);
    this.#partCost.fill(Infinity, 0, mostLots + 1);
    this.#wholeCost[0] = 0;
    this.#partCost[0] = 0;
    let reach = 0;
    for (let i = this.#used - 1; i >= 0; i--) {
      // More than mostLots can not be used: a venue deeper than that counts as whole there.
      const lots = Math.min(this.#lots[i]!, mostLots);
      reach = Math.min(reach + lots, mostLots);
      this.#priceLots(i, lots);
      this.#addVenue(i * (mostLots + 1), lots, reach);
    }
  }

  #priceLots(i: number, lots: number): void {
    const shareCost = this.#price[i]!;
    const queue = this.#queue[i]!;
    const theta = this.#parameters.thetaQueue;
    for (let lot = 1; lot <= lots; lot++) {
      const shares = lot * this.#step;
      this.#lotCost[lot] = shares * shareCost + Math.round(theta * queueingShares(shares, queue));
    }
  }

  // Totals fall, so that the entries read, at lower totals, are still those of the venues before. Strict
  // comparisons and rising lots keep the fewest lots at this venue.
  #addVenue(row: number, lots: number, reach: number): void {
    const wholeCost = this.#wholeCost;
    const partCost = this.#partCost;
    const lotCost = this.#lotCost;
    const takenAt = this.#taken;
    const allLots = lotCost[lots]!;
    for (let total = reach; total >= 0; total--) {
      let cost = partCost[total]!;
      let taken = 0;
      const mostPart = Math.min(lots - 1, total);
      for (let lot = 1; lot <= mostPart; lot++) {
        const partly = wholeCost[total - lot]! + lotCost[lot]!;
        if (partly < cost) {
          cost = partly;
          taken = lot;
        }
      }
      if (total >= lots) {
        const whole = partCost[total - lots]! + allLots;
        if (whole < cost) {
          cost = whole;
          taken = lots;
        }
        wholeCost[total] = Math.min(wholeCost[total]!, wholeCost[total - lots]! + allLots);
      }
      partCost[total] = cost;
      takenAt[row + total] = taken;
    }
  }

  #bestTotal(mostLots: number, quantity: number): number {
    let best = 0;
    let bestCost = Infinity;
    for (let total = 0; total <= mostLots; total++) {
      const cost = this.#partCost[total]! + mismatchPenalty(total * this.#step, quantity, this.#parameters);
      if (cost < bestCost) {
        bestCost = cost;
        best = total;
      }
    }
    return best;
  }

  // Having met a partly used venue, it goes on in the same table: what that holds for the rest is no
  // dearer than whole venues, so it costs no more than the minimum found: the same, up to rounding.
  #trace(totalLots: number, mostLots: number, split: Float64Array): number {
    let rest = totalLots;
    for (let i = 0; i < this.#used && rest > 0; i++) {
      const taken = this.#taken[i * (mostLots + 1) + rest]!;
      split[this.#venue[i]!] = taken * this.#step;
      rest -= taken;
    }
    return totalLots * this.#step;
  }

  #reserveVenues(venues: number): void {
    if (venues <= this.#venue.length) return;
    this.#venue = new Uint32Array(venues);
    this.#price = new Float64Array(venues);
    this.#queue = new Float64Array(venues);
    this.#lots = new Float64Array(venues);
  }

  #reserveTotals(totals: number): void {
    if (totals > this.#wholeCost.length) {
      this.#wholeCost = new Float64Array(totals * 2);
      this.#partCost = new Float64Array(totals * 2);
      this.#lotCost = new Float64Array(totals * 2);
    }
    if (totals * this.#used > this.#taken.length) this.#taken = new Uint32Array(totals * this.#used * 2);
  }
}
