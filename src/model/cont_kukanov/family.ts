/** Solves one problem in whole shares at many penalties. @module */

import type { Penalties } from "./model.ts";
import { type MarketProblem, SampleMean } from "./sample_mean.ts";
import { Separable } from "./separable.ts";
import { SharedDescent } from "./shared_descent.ts";

/**
 * Solves a problem in whole shares at many penalties: a search tries many at the same moment of the same
 * market. Where nothing has to fill too much, and one decision is better than all others, it is found at once
 * ({@linkcode Separable}); elsewhere by the descents of `Solver` ({@linkcode SharedDescent}). Answers depend on the
 * problem and the penalties alone, not on those that were solved before.
 *
 * @example
 * ```ts
 * import { FamilySolver } from "./family.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const family = new FamilySolver();
 * family.load({
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(1000),
 *   // All or nothing, as likely.
 *   outflow: Float64Array.of(1200, 1000),
 *   whole: true,
 * });
 * const decision = new Float64Array(2);
 * family.solve({ lambdaUnder: 0.05, lambdaOver: 0.05, thetaQueue: 0 }, decision);
 * assertEquals([...decision], [0, 100]);
 * family.solve({ lambdaUnder: 0.08, lambdaOver: 0.05, thetaQueue: 0 }, decision);
 * assertEquals([...decision], [100, 0]);
 * ```
 */
export class FamilySolver {
  /** The objective at the penalties solved last. */
  readonly mean = new SampleMean();
  #separable = new Separable();
  #descent = new SharedDescent();
  #isSeparable = false;
  /** Whether the descents have the problem yet. */
  #isDescending = false;

  /**
   * Takes a problem over.
   *
   * @throws {RangeError} for terms and samples that are no numbers to work with, or not in whole shares.
   */
  load(problem: MarketProblem): void {
    if (problem.whole !== true) throw new RangeError("Cannot solve a family but in whole shares");
    this.mean.prepare(problem);
    this.#isSeparable = this.#separable.load(this.mean);
    this.#isDescending = false;
  }

  /**
   * Writes the best decision found at other penalties of the problem.
   *
   * @throws {RangeError} for an assumption that they violate.
   */
  solve(penalties: Penalties, decision: Float64Array): void {
    this.mean.reprice(penalties);
    if (this.#isSeparable && this.#separable.solve(this.mean, decision)) return;
    if (!this.#isDescending) this.#descent.load(this.mean);
    this.#isDescending = true;
    this.#descent.solve(decision);
  }
}
