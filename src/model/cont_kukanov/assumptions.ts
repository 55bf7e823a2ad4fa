/** The paper's assumptions, and terms that are numbers to work with. @module */

import { ProblemError } from "../problem_error.ts";
import type { MarketTerms, Penalties, Terms } from "./model.ts";

/**
 * The paper's assumptions: A1, resting earns (min r_k + h > 0); A2, filling too much does not pay
 * (λ_o > h + max r_k and λ_o > −(h + f)); A3, missing shares does not pay (λ_u > h + f). With a ladder
 * h + f is the cost of its first rung. Venues that may not be posted at are left out.
 *
 * @param mostPosted bound of what may rest at each venue, shares; without it there is none.
 * @throws {ProblemError} naming the assumption that is violated and the values, or a term that is no number
 *   to work with.
 *
 * @example
 * ```ts
 * import { checkAssumptions } from "./assumptions.ts";
 * import { assertThrows } from "@std/assert";
 *
 * const terms = {
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(0),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.01,
 *   thetaQueue: 0.0005,
 * };
 * assertThrows(() => checkAssumptions(terms), RangeError, "A2 is violated");
 * ```
 */
export function checkAssumptions(terms: Terms, mostPosted?: Float64Array): void {
  checkTerms(terms);
  checkPenalties(terms, boundsOf(terms, mostPosted));
}

/** What the assumptions compare with, whatever the penalties: money a share. */
export interface AssumptionBounds {
  readonly halfSpread: number;
  /** min r_k and max r_k, of venues that may be posted at. */
  readonly leastRebate: number;
  readonly mostRebate: number;
  /** h + f: what the first share taken costs. */
  readonly taking: number;
}

/** The bounds of terms that {@linkcode checkTerms} let pass. */
export function boundsOf(terms: MarketTerms, mostPosted?: Float64Array): AssumptionBounds {
  const { halfSpread, addRebate } = terms;
  let leastRebate = Infinity;
  let mostRebate = -Infinity;
  for (let venue = 0; venue < addRebate.length; venue++) {
    if (mostPosted?.[venue] === 0) continue;
    leastRebate = Math.min(leastRebate, addRebate[venue]!);
    mostRebate = Math.max(mostRebate, addRebate[venue]!);
  }
  return { halfSpread, leastRebate, mostRebate, taking: marginalTakingCost(terms) };
}

/**
 * The assumptions alone.
 *
 * @throws {ProblemError} as {@linkcode checkAssumptions}.
 */
export function checkPenalties(
  { lambdaUnder, lambdaOver, thetaQueue }: Penalties,
  { halfSpread, leastRebate, mostRebate, taking }: AssumptionBounds,
): void {
  checkMoney("λ_u", lambdaUnder);
  checkMoney("λ_o", lambdaOver);
  checkMoney("θ", thetaQueue, 0);
  if (!(leastRebate + halfSpread > 0)) {
    violated("A1", "min r_k + h > 0", `min r_k is ${leastRebate}, h is ${halfSpread}`);
  }
  if (!(lambdaOver > halfSpread + mostRebate)) {
    violated("A2", "λ_o > h + max r_k", `λ_o is ${lambdaOver}, h + max r_k is ${halfSpread + mostRebate}`);
  }
  if (!(lambdaOver > -taking)) {
    violated("A2", "λ_o > −(h + f)", `λ_o is ${lambdaOver}, h + f is ${taking}`);
  }
  if (!(lambdaUnder > taking)) {
    violated("A3", "λ_u > h + f", `λ_u is ${lambdaUnder}, h + f is ${taking}`);
  }
}

function violated(name: string, condition: string, values: string): never {
  throw new ProblemError(`Assumption ${name} is violated: it wants ${condition}, but ${values}`);
}

/** What the first share taken costs. */
function marginalTakingCost({ ladder, halfSpread, takeFee }: MarketTerms): number {
  if (ladder === undefined) return halfSpread + takeFee;
  return ladder.cost[0] ?? halfSpread + takeFee;
}

/**
 * Whether the terms are numbers to work with, penalties aside.
 *
 * @throws {ProblemError} naming the one that is not.
 */
export function checkTerms(terms: MarketTerms): void {
  const { quantity, addRebate, queue } = terms;
  if (!(quantity > 0 && quantity < Infinity)) throw new ProblemError(`Cannot buy ${quantity} shares`);
  checkMoney("half a spread", terms.halfSpread, 0);
  checkMoney("a take fee", terms.takeFee);
  terms.impact?.forEach((theta) => checkMoney("θ", theta, 0));
  if (queue.length === 0) throw new ProblemError("Cannot place an order without a venue");
  if (addRebate.length !== queue.length) {
    throw new ProblemError(`Cannot use ${addRebate.length} rebates for ${queue.length} queues`);
  }
  if (terms.impact !== undefined && terms.impact.length !== queue.length + 1) {
    throw new ProblemError(`Cannot use ${terms.impact.length} θ for ${queue.length + 1} places`);
  }
  for (let venue = 0; venue < queue.length; venue++) {
    if (!Number.isFinite(addRebate[venue]!)) {
      throw new ProblemError(`Cannot use a rebate of ${addRebate[venue]} at venue ${venue}`);
    }
    if (!(queue[venue]! >= 0 && queue[venue]! < Infinity)) {
      throw new ProblemError(`Cannot queue behind ${queue[venue]} shares at venue ${venue}`);
    }
  }
}

function checkMoney(what: string, money: number, least = -Infinity): void {
  if (Number.isFinite(money) && money >= least) return;
  throw new ProblemError(
    `Cannot use ${what} of ${money}: it must be finite${least === 0 ? " and not negative" : ""}`,
  );
}
