import type { Offers } from "../../../execution/offers.ts";
import { hasPrice } from "../../../market/price.ts";
import type { Side } from "../../../market/side.ts";
import { type Allocator, INFEASIBLE, type LatticeOptions } from "./allocator.ts";
import { parametersInUnits, type SplitParameters } from "./cost.ts";
import { checkedStep, latticeSize } from "./_lattice.ts";
import { checkCall } from "../../../execution/splitter.ts";

/** Splits beyond which {@linkcode recursiveAllocator} refuses to enumerate. */
export const MAX_SPLITS = 50_000_000;

/** Options of {@linkcode recursiveAllocator}: the parameters are priced as published, and idle. */
export type RecursiveOptions = LatticeOptions & Partial<SplitParameters>;

/**
 * The published pseudocode as it stands: enumerates q = 0, step, 2·step … up to
 * min(quantity − used, size) venue by venue, keeps the splits that sum to the order, prices them by
 * `linearCost` and returns the first smallest. It is here to be compared with; `exactAllocator` finds
 * the same split at once.
 *
 * Its `allocate` counts the splits beforehand and throws a `RangeError` above {@linkcode MAX_SPLITS}.
 *
 * @throws {RangeError} if the step is not a whole number of shares from 1, or a parameter is negative.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { recursiveAllocator } from "./recursive.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(2);
 * offers.price.set([10.01e9, 10.00e9]);
 * offers.size.set([500, 230]);
 * const split = new Float64Array(2);
 * assertEquals(recursiveAllocator({ lambdaUnder: 0.6 }).allocate(300, offers, BUY, split), 300);
 * assertEquals([...split], [100, 200]);
 * ```
 */
export function recursiveAllocator(options: RecursiveOptions = {}): Allocator {
  const { step, lambdaOver = 0, lambdaUnder = 0, thetaQueue = 0 } = options;
  return new RecursiveAllocator(checkedStep(step), { lambdaOver, lambdaUnder, thetaQueue });
}

class RecursiveAllocator implements Allocator {
  readonly name = "recursive";
  readonly #step: number;
  readonly #parameters: SplitParameters;

  constructor(step: number, parameters: SplitParameters) {
    this.#step = step;
    this.#parameters = parametersInUnits(parameters);
  }

  allocate(quantity: number, offers: Offers, side: Side, split: Float64Array): number {
    checkCall(quantity, offers, split);
    refuseTooMany(quantity, offers, this.#step);
    split.fill(0, 0, offers.count);
    const enumeration = new Enumeration(quantity, offers, side, this.#step, this.#parameters);
    enumeration.visit(0, 0);
    if (enumeration.bestCost === Infinity) return INFEASIBLE;
    split.set(enumeration.best);
    return quantity;
  }
}

class Enumeration {
  readonly best: Float64Array;
  bestCost = Infinity;
  readonly #trial: Float64Array;
  readonly #quantity: number;
  readonly #offers: Offers;
  readonly #side: Side;
  readonly #step: number;
  readonly #parameters: SplitParameters;
  readonly #cheapest: number;

  constructor(quantity: number, offers: Offers, side: Side, step: number, parameters: SplitParameters) {
    this.best = new Float64Array(offers.count);
    this.#trial = new Float64Array(offers.count);
    this.#quantity = quantity;
    this.#offers = offers;
    this.#side = side;
    this.#step = step;
    this.#parameters = parameters;
    this.#cheapest = cheapestAllIn(offers, side);
  }

  visit(venue: number, used: number): void {
    if (venue === this.#offers.count) {
      if (used === this.#quantity) this.#keepIfCheaper();
      return;
    }
    const most = Math.min(this.#quantity - used, shown(this.#offers, venue));
    for (let shares = 0; shares <= most; shares += this.#step) {
      this.#trial[venue] = shares;
      this.visit(venue + 1, used + shares);
    }
  }

  #keepIfCheaper(): void {
    const cost = this.#cost();
    if (cost >= this.bestCost) return;
    this.bestCost = cost;
    this.best.set(this.#trial);
  }

  // `linearCost`, except that prices count from the cheapest one: that takes the same amount from every
  // split kept, and leaves sums small enough to be exact in a double at any notional.
  #cost(): number {
    const { price, size, takeFee, addRebate, count } = this.#offers;
    let executed = 0;
    let cost = 0;
    for (let venue = 0; venue < count; venue++) {
      if (!hasPrice(price[venue]!)) continue;
      const exe = Math.min(this.#trial[venue]!, size[venue]!);
      executed += exe;
      cost += exe * (this.#side * price[venue]! + takeFee[venue]! - this.#cheapest);
      cost -= Math.max(this.#trial[venue]! - exe, 0) * addRebate[venue]!;
    }
    const under = Math.max(this.#quantity - executed, 0);
    const over = Math.max(executed - this.#quantity, 0);
    const { lambdaOver, lambdaUnder, thetaQueue } = this.#parameters;
    return cost + thetaQueue * (under + over) + lambdaUnder * under + lambdaOver * over;
  }
}

function shown(offers: Offers, venue: number): number {
  return hasPrice(offers.price[venue]!) ? offers.size[venue]! : 0;
}

function cheapestAllIn(offers: Offers, side: Side): number {
  let cheapest = Infinity;
  for (let venue = 0; venue < offers.count; venue++) {
    if (!hasPrice(offers.price[venue]!)) continue;
    cheapest = Math.min(cheapest, side * offers.price[venue]! + offers.takeFee[venue]!);
  }
  return cheapest;
}

function refuseTooMany(quantity: number, offers: Offers, step: number): void {
  const totals = lotsInReach(quantity, offers, step) + 1;
  // Each total has a split, so that many are too many already: no need of a table that large.
  const splits = totals > MAX_SPLITS ? totals : countSplits(quantity, offers, step);
  if (splits <= MAX_SPLITS) return;
  const count = splits < Number.MAX_SAFE_INTEGER ? splits.toLocaleString("en-US") : splits.toExponential(2);
  throw new RangeError(
    `Cannot enumerate ${splits === totals ? "at least " : ""}${count} splits: ` +
      `the limit is ${MAX_SPLITS.toLocaleString("en-US")}; the exact allocator finds the same split at once`,
  );
}

function lotsInReach(quantity: number, offers: Offers, step: number): number {
  let shares = 0;
  for (let venue = 0; venue < offers.count; venue++) shares += latticeSize(shown(offers, venue), step);
  return Math.min(Math.floor(quantity / step), shares / step);
}

/**
 * How many splits the enumeration visits: those with Σ ≤ quantity, of which it keeps the ones that
 * reach it. For N venues deeper than the order that is C(quantity/step + N, N). Takes time in
 * O(N·quantity/step); exact below 2^53.
 *
 * @param quantity the order, shares.
 * @param step shares in a step of the lattice.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { countSplits } from "./recursive.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(5);
 * offers.price.fill(10e9);
 * offers.size.fill(5000);
 * assertEquals(countSplits(5000, offers, 100), 3_478_761);
 * ```
 */
export function countSplits(quantity: number, offers: Offers, step: number): number {
  const lots = lotsInReach(quantity, offers, step);
  // Splits of the venues so far, by their total in lots.
  const ways = new Float64Array(lots + 1);
  ways[0] = 1;
  for (let venue = 0; venue < offers.count; venue++) {
    addVenue(ways, latticeSize(shown(offers, venue), step) / step);
  }
  const splits = ways.reduce((sum, count) => sum + count, 0);
  // Past 1e308 the windows below turn into ∞ − ∞.
  return Number.isNaN(splits) ? Infinity : splits;
}

// A total of t is reached from totals t − most … t: a window, as the difference of two running sums.
function addVenue(ways: Float64Array, most: number): void {
  for (let total = 1; total < ways.length; total++) ways[total]! += ways[total - 1]!;
  for (let total = ways.length - 1; total > most; total--) ways[total]! -= ways[total - most - 1]!;
}
