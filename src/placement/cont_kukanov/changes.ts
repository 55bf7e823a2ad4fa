import type { Penalties } from "./model.ts";
import { displayedShares } from "./taking_ladder.ts";
import type { Problem } from "./sample_mean.ts";
import { Solver } from "./solver.ts";

/** Where the answer changes as one parameter moves away from its value. */
export interface Change {
  /** The nearest value at which another decision is as good; `null` if none was found. */
  readonly at: number | null;
  /** How far the parameter was moved. */
  readonly searchedTo: number;
  /** The decision beyond that value; `null` if none was found. */
  readonly decision: Float64Array | null;
}

/** Where the answer changes, on either side. */
export interface Changes {
  readonly below: Change;
  readonly above: Change;
}

/** How far up a parameter is moved, as a multiple of its value. */
const FAR = 10;
/** How near to the bound that an assumption sets, as a part of the way there. */
const NEAR_BOUND = 1e-3;
const MOST_STEPS = 40;

/**
 * What a parameter would have to be for the answer to change, others being what they are. The cost of a
 * given decision is linear in each parameter, so that the least cost is the lower envelope of lines: from
 * an answer of far away the search goes back to where that line crosses the one at hand, solves there, and
 * again, until nothing lies between. That is exact on the sample as far as the solver finds minima; a
 * decision that it overlooks makes the answer look steadier than it is.
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
 * // All shares rest as long as ½·(λ_u − .022) is less than the .023 that taking costs.
 * assertAlmostEquals(findChanges(problem, decision, "lambdaUnder").above.at!, 0.068);
 * ```
 */
export function findChanges(problem: Problem, decision: Float64Array, parameter: keyof Penalties): Changes {
  const [low, high] = rangeOf(problem, parameter);
  return {
    below: findChange(problem, decision, parameter, low),
    above: findChange(problem, decision, parameter, high),
  };
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

function findChange(
  problem: Problem,
  decision: Float64Array,
  parameter: keyof Penalties,
  searchedTo: number,
): Change {
  const solver = new Solver();
  const value = problem[parameter];
  let beyond: Float64Array | null = null;
  let at = searchedTo;
  for (let step = 0; step < MOST_STEPS && at !== value; step++) {
    const there = { ...problem, [parameter]: at };
    const other = new Float64Array(decision.length);
    solver.solve(there, other, {
      starts: beyond === null ? [decision] : [decision, beyond],
      kicks: step === 0 ? 8 : 0,
    });
    const own = lineOf(solver, decision, parameter);
    const others = lineOf(solver, other, parameter);
    const gain = own.constant - others.constant + at * (own.rate - others.rate);
    if (isSame(solver, decision, other) || !(gain > 1e-12 * Math.abs(own.constant + at * own.rate))) break;
    beyond = other;
    const crossing = (others.constant - own.constant) / (own.rate - others.rate);
    // Lines that do not cross in between: the other decision is better even where we are.
    at = (crossing - value) * (crossing - at) < 0 ? crossing : value;
  }
  return beyond === null ? { at: null, searchedTo, decision: null } : { at, searchedTo, decision: beyond };
}

function isSame({ mean }: Solver, a: Float64Array, b: Float64Array): boolean {
  return a.every((shares, place) => Math.abs(shares - b[place]!) <= mean.same);
}

/** V of a decision as a line in one parameter. */
function lineOf(
  { mean }: Solver,
  decision: Float64Array,
  parameter: keyof Penalties,
): { constant: number; rate: number } {
  const filled = new Float64Array(mean.samples);
  mean.fill(decision, filled);
  let missed = 0;
  let excess = 0;
  for (const shares of filled) {
    missed += Math.max(0, mean.quantity - shares) / mean.samples;
    excess += Math.max(0, shares - mean.quantity) / mean.samples;
  }
  const sent = decision.reduce((sum, shares) => sum + shares, 0);
  const rate = { lambdaUnder: missed, lambdaOver: excess, thetaQueue: sent + missed }[parameter];
  return { constant: mean.value(decision, filled) - rate * mean.problem[parameter], rate };
}
