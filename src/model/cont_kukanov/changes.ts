/** How far a parameter can move before the answer changes. @module */

import type { Penalties } from "./model.ts";
import type { Problem } from "./sample_mean.ts";
import { Solver } from "./solver.ts";
import { displayedShares } from "./taking_ladder.ts";

/** Where the answer changes as one parameter moves away from its value. */
export interface Change {
  /** The nearest value found at which another decision is better; `null` if none was found. */
  readonly at: number | null;
  /** The answer changes between `at` and this much nearer. */
  readonly within: number;
  /** The better decision there; `null` if none was found. */
  readonly decision: Float64Array | null;
  /** How far the parameter was moved. */
  readonly searchedTo: number;
}

/** Where the answer changes, on either side. */
export interface Changes {
  readonly below: Change;
  readonly above: Change;
}

/** Options of {@linkcode findChanges}. */
interface ChangesOptions {
  /**
   * Shares by which some count has to differ for a decision to be another.
   *
   * @default 1
   */
  least?: number;
}

/** How far up a parameter is moved, as a multiple of its value. */
const FAR = 10;
/** How near it is moved to the bound that an assumption sets, as a part of the way there. */
const NEAR_BOUND = 1e-3;
/** The first step, as a part of the way; each is twice the one before. The answer is as near, relatively. */
const FIRST_STEP = 1 / 1024;

/**
 * What a parameter would have to be for the answer to change, others being what they are: the problem is
 * solved anew at values ever further away, and then between the last two by bisection. What lies between
 * two such values and changes back is overlooked, and so is what the solver overlooks.
 *
 * @param decision the answer to the problem as it stands.
 *
 * @example
 * ```ts
 * import { findChanges } from "./changes.ts";
 * import { Solver } from "./solver.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const problem = {
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(1000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0,
 *   // All or nothing, as likely.
 *   outflow: Float64Array.of(1200, 1000),
 * };
 * const decision = new Float64Array(2);
 * new Solver().solve(problem, decision);
 * // All shares rest as long as ½·(λ_u − 0.022) is less than the 0.023 that taking costs.
 * const { above } = findChanges(problem, decision, "lambdaUnder");
 * assertAlmostEquals(above.at!, 0.068, above.within);
 * ```
 */
export function findChanges(
  problem: Problem,
  decision: Float64Array,
  parameter: keyof Penalties,
  { least = 1 }: ChangesOptions = {},
): Changes {
  const [low, high] = rangeOf(problem, parameter);
  const trial = new Trial(problem, decision, parameter, least);
  return { below: findChange(trial, low), above: findChange(trial, high) };
}

/** The values between which a parameter is moved: as far as the assumptions hold, and not for ever up. */
function rangeOf(problem: Problem, parameter: keyof Penalties): [low: number, high: number] {
  const { halfSpread, takeFee, ladder, addRebate, mostPosted } = problem;
  const value = problem[parameter];
  if (parameter === "thetaQueue") return [0, Math.max(FAR * value, halfSpread)];
  const taking = ladder !== undefined && displayedShares(ladder) > 0 ? ladder.cost[0]! : halfSpread + takeFee;
  const rebates = addRebate.filter((_, venue) => mostPosted?.[venue] !== 0);
  const bound = parameter === "lambdaUnder" ? taking : Math.max(halfSpread + Math.max(...rebates), -taking);
  return [bound + NEAR_BOUND * (value - bound), FAR * value];
}

function findChange(trial: Trial, searchedTo: number): Change {
  const way = searchedTo - trial.value;
  let nearer = trial.value;
  for (let part = FIRST_STEP; part <= 1 && way !== 0; part *= 2) {
    const further = part === 1 ? searchedTo : trial.value + part * way;
    const decision = trial.betterAt(further);
    if (decision !== null) return bisect(trial, nearer, further, decision, searchedTo);
    nearer = further;
  }
  return { at: null, within: 0, decision: null, searchedTo };
}

function bisect(
  trial: Trial,
  same: number,
  changed: number,
  decision: Float64Array,
  searchedTo: number,
): Change {
  let nearer = same;
  let at = changed;
  let other = decision;
  while (Math.abs(at - nearer) > FIRST_STEP * Math.abs(changed - same)) {
    const middle = (at + nearer) / 2;
    const better = trial.betterAt(middle, other);
    if (better === null) nearer = middle;
    else [at, other] = [middle, better];
  }
  return { at, within: Math.abs(at - nearer), decision: other, searchedTo };
}

/** The problem with another value of one parameter. */
class Trial {
  /** The parameter as it stands. */
  readonly value: number;
  readonly #problem: Problem;
  readonly #decision: Float64Array;
  readonly #parameter: keyof Penalties;
  readonly #least: number;
  readonly #solver = new Solver();

  constructor(problem: Problem, decision: Float64Array, parameter: keyof Penalties, least: number) {
    this.value = problem[parameter];
    this.#problem = problem;
    this.#decision = decision;
    this.#parameter = parameter;
    this.#least = least;
  }

  /**
   * The decision that is better at a value, and another one; `null` if there is none.
   *
   * @param known a decision that was better further away: the search begins there, and with the answer.
   */
  betterAt(value: number, known?: Float64Array): Float64Array | null {
    const found = new Float64Array(this.#decision.length);
    const lowest = this.#solver.solve({ ...this.#problem, [this.#parameter]: value }, found, {
      starts: known === undefined ? [this.#decision] : [this.#decision, known],
      usualStarts: known === undefined,
      kicks: 0,
    });
    const { mean } = this.#solver;
    const differs = found.some((shares, place) =>
      Math.abs(shares - this.#decision[place]!) >= this.#least - mean.same
    );
    return differs && lowest < mean.value(this.#decision) ? found : null;
  }
}
