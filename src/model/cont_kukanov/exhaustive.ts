/** The best decision by enumeration, to compare a solver with. @module */

import { ProblemError } from "../problem_error.ts";
import { restAt, TAKE, takingCost } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";

/** Decisions times samples, at most. */
const MAX_CELLS = 2_000_000_000;

/** What {@linkcode searchLattice} finds. */
interface LatticeOptimum {
  /** The first decision with the lowest V. */
  readonly decision: Float64Array;
  /** Its V: money relative to buying S shares at the mid. */
  readonly value: number;
  /** Decisions looked at. */
  readonly decisions: number;
}

/**
 * Looks at every decision in whole lots: M up to its bound and L_k up to S − M and its own, and M + ΣL_k
 * within the budget. For small instances, to compare a solver with.
 *
 * @param lot shares in a lot.
 * @throws {ProblemError} if the lot is not positive, or if there are more than two billion decisions times samples.
 *
 * @example
 * ```ts
 * import { searchLattice } from "./exhaustive.ts";
 * import { SampleMean } from "./sample_mean.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const mean = new SampleMean();
 * mean.load({
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(1000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 *   outflow: Float64Array.of(1060, 1060),
 * });
 * const { decision, decisions } = searchLattice(mean, 20);
 * assertEquals([[...decision], decisions], [[40, 60], 6 + 5 + 4 + 3 + 2 + 1]);
 * ```
 */
export function searchLattice(mean: SampleMean, lot: number): LatticeOptimum {
  if (!(lot > 0)) throw new ProblemError(`Cannot enumerate in lots of ${lot} shares`);
  const decisions = countDecisions(mean, lot);
  if (decisions * mean.samples > MAX_CELLS) {
    throw new ProblemError(
      `Cannot enumerate ${decisions.toExponential(1)} decisions over ${mean.samples} samples: ` +
        `at most ${Math.floor(MAX_CELLS / mean.samples).toExponential(1)}; use larger lots`,
    );
  }
  const lattice = new Lattice(mean, lot);
  lattice.visitAll();
  return { decision: lattice.best, value: lattice.lowest, decisions };
}

function lotsIn(shares: number, lot: number): number {
  // The factor saves a bound that is a whole multiple of the lot but for rounding.
  return Math.floor(shares / lot * (1 + Number.EPSILON * 4));
}

function countDecisions({ most, venues, quantity, budget }: SampleMean, lot: number): number {
  let count = 0;
  for (let take = 0; take <= lotsIn(most[TAKE]!, lot); take++) {
    const left = quantity - take * lot;
    if (budget === Infinity) {
      let product = 1;
      for (let venue = 0; venue < venues; venue++) {
        product *= 1 + Math.max(0, lotsIn(Math.min(left, most[restAt(venue)]!), lot));
      }
      count += product;
    } else {
      count += countWithin(most, venues, left, Math.min(budget - take * lot, venues * left), lot);
    }
  }
  return count;
}

/** Ways to rest at most so many shares at each venue, and so many in all. */
function countWithin(most: Float64Array, venues: number, each: number, all: number, lot: number): number {
  const lots = lotsIn(all, lot);
  if (lots < 0) return 0;
  const ways = new Float64Array(lots + 1);
  ways[0] = 1;
  for (let venue = 0; venue < venues; venue++) {
    const bound = lotsIn(Math.min(each, most[restAt(venue)]!), lot);
    for (let total = lots; total >= 0; total--) {
      for (let own = 1; own <= Math.min(bound, total); own++) ways[total]! += ways[total - own]!;
    }
  }
  return ways.reduce((sum, count) => sum + count, 0);
}

class Lattice {
  readonly best: Float64Array;
  lowest = Infinity;
  readonly #mean: SampleMean;
  readonly #lot: number;
  readonly #decision: Float64Array;
  /** By depth: A(X, ξ) of every sample, of the places above. */
  readonly #filled: Float64Array[];

  constructor(mean: SampleMean, lot: number) {
    this.#mean = mean;
    this.#lot = lot;
    this.#decision = new Float64Array(mean.venues + 1);
    this.best = new Float64Array(mean.venues + 1);
    this.#filled = Array.from({ length: mean.venues + 1 }, () => new Float64Array(mean.samples));
  }

  visitAll(): void {
    const { most, problem, impact } = this.#mean;
    for (let lots = 0; lots <= lotsIn(most[TAKE]!, this.#lot); lots++) {
      const taken = Math.min(most[TAKE]!, lots * this.#lot);
      this.#decision[TAKE] = taken;
      this.#filled[0]!.fill(taken);
      this.#visit(0, taken, takingCost(problem, taken) + impact[TAKE]! * taken);
    }
  }

  /** @param flat what does not depend on the samples' sum: taking, impact, and what fills earn. */
  #visit(venue: number, sent: number, flat: number): void {
    const { most, samples, reach, credit, impact, quantity, budget, venues } = this.#mean;
    if (venue === venues) return this.#keepIfLower(flat);
    const place = restAt(venue);
    const left = Math.min(quantity - this.#decision[TAKE]!, most[place]!, budget - sent);
    const above = this.#filled[venue]!;
    const below = this.#filled[venue + 1]!;
    const run = venue * samples;
    for (let lots = 0; lots <= lotsIn(left, this.#lot); lots++) {
      const resting = Math.min(left, lots * this.#lot);
      this.#decision[place] = resting;
      let earned = 0;
      for (let sample = 0; sample < samples; sample++) {
        const fill = Math.min(resting, reach[run + sample]!);
        earned += fill;
        below[sample] = above[sample]! + fill;
      }
      const own = impact[place]! * resting - credit[place]! * earned / samples;
      this.#visit(venue + 1, sent + resting, flat + own);
    }
  }

  #keepIfLower(flat: number): void {
    const { samples, quantity, under, over, venues } = this.#mean;
    const filled = this.#filled[venues]!;
    let penalty = 0;
    for (let sample = 0; sample < samples; sample++) {
      const rest = quantity - filled[sample]!;
      penalty += rest > 0 ? under * rest : -over * rest;
    }
    const value = flat + penalty / samples;
    if (value >= this.lowest) return;
    this.lowest = value;
    this.best.set(this.#decision);
  }
}
