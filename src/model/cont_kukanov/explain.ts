/** What a decision is expected to do and to cost. @module */

import { interiorShortProbability } from "./interior.ts";
import { restAt, TAKE, takingCost } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";
import type { Slopes } from "./slopes.ts";

/** What a decision is expected to do at one venue. */
interface ExplainedRest {
  /** L_k: shares that rest there. */
  readonly shares: number;
  /** P(ξ > Q): the queue ahead is gone by T, so that a share resting there fills. */
  readonly reached: number;
  /** P(ξ ≥ Q + L): all that rests there fills; the same as `reached` where nothing rests. */
  readonly filledInFull: number;
  /** E Fill_k, shares. */
  readonly expectedFill: number;
  /** P(A − Fill_k < S): what else is bought leaves something to buy. */
  readonly needed: number;
  /** P(A − Fill_k + L_k ≤ S): what else is bought leaves room for all that rests there. */
  readonly neededInFull: number;
  /** Shares too many that would not be there without this venue, on average. */
  readonly expectedExcess: number;
  /** λ_o times that: what unwinding them costs, money. */
  readonly excessCost: number;
  /** What a share more resting there adds to the cost, money; `Infinity` if it is not allowed. */
  readonly oneMore: number;
  /** What a share less adds to the cost. */
  readonly oneLess: number;
}

/** What a decision is expected to cost and to do. Money is relative to buying S shares at the mid. */
export interface Explanation {
  /** V, the sum of the parts. */
  readonly value: number;
  readonly parts: {
    /** What taking costs, all-in. */
    readonly taking: number;
    /** −Σ(h + r_k)·E Fill_k: what resting earns, negative. */
    readonly resting: number;
    /** θ·(M + ΣL_k + E(S − A)⁺), each of its own θ. */
    readonly impact: number;
    /** λ_u·E(S − A)⁺. */
    readonly under: number;
    /** λ_o·E(A − S)⁺: what unwinding costs. */
    readonly over: number;
  };
  /** P(A < S). */
  readonly short: number;
  /** What the paper's condition for a smooth optimum that takes shares makes of P(A < S). */
  readonly shortAtSmoothOptimum: number;
  /** P(A > S). */
  readonly excess: number;
  /** E(S − A)⁺, shares. */
  readonly expectedShort: number;
  /** E(A − S)⁺, shares. */
  readonly expectedExcess: number;
  readonly take: { readonly shares: number; readonly oneMore: number; readonly oneLess: number };
  readonly venues: readonly ExplainedRest[];
}

/**
 * Says what a decision is expected to do, over the samples of the problem.
 *
 * @param slopes taken at the decision.
 *
 * @example
 * ```ts
 * import { explain } from "./explain.ts";
 * import { Solver } from "./solver.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const solver = new Solver();
 * const decision = new Float64Array(2);
 * const value = solver.solve({
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(1000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 *   outflow: Float64Array.of(1060, 1060, 1060, 1000),
 * }, decision);
 * const { venues, parts, short } = explain(solver.mean, decision, solver.slopes);
 * assertEquals([venues[0]!.shares, venues[0]!.reached, short], [60, 0.75, 0.25]);
 * assertAlmostEquals(Object.values(parts).reduce((sum, part) => sum + part), value);
 * ```
 */
export function explain(mean: SampleMean, decision: Float64Array, slopes: Slopes): Explanation {
  const { samples, quantity, same, impact, over, problem, penalties } = mean;
  const filled = new Float64Array(samples);
  mean.fill(decision, filled);
  let missed = 0;
  let excess = 0;
  let short = 0;
  let long = 0;
  for (const shares of filled) {
    missed += Math.max(0, quantity - shares) / samples;
    excess += Math.max(0, shares - quantity) / samples;
    if (shares < quantity - same) short++;
    if (shares > quantity + same) long++;
  }
  const venues = Array.from(
    { length: mean.venues },
    (_, venue) => explainRest(mean, decision, filled, slopes, venue),
  );
  const shown = decision.reduce((sum, shares, place) => sum + impact[place]! * shares, 0);
  const parts = {
    taking: takingCost(problem, decision[TAKE]!),
    resting: -venues.reduce(
      (sum, { expectedFill }, venue) => sum + mean.credit[restAt(venue)]! * expectedFill,
      0,
    ),
    impact: shown + penalties.thetaQueue * missed,
    under: penalties.lambdaUnder * missed,
    over: over * excess,
  };
  return {
    value: parts.taking + parts.resting + parts.impact + parts.under + parts.over,
    parts,
    short: short / samples,
    shortAtSmoothOptimum: interiorShortProbability({ ...problem, ...penalties }),
    excess: long / samples,
    expectedShort: missed,
    expectedExcess: excess,
    take: { shares: decision[TAKE]!, oneMore: slopes.up[TAKE]!, oneLess: slopes.down[TAKE]! },
    venues,
  };
}

function explainRest(
  { samples, venues, reach, quantity, same, over, problem }: SampleMean,
  decision: Float64Array,
  filled: Float64Array,
  slopes: Slopes,
  venue: number,
): ExplainedRest {
  const place = restAt(venue);
  const resting = decision[place]!;
  let reached = 0;
  let inFull = 0;
  let fills = 0;
  let needed = 0;
  let neededInFull = 0;
  let excess = 0;
  for (let sample = 0; sample < samples; sample++) {
    const fill = Math.min(resting, reach[venue * samples + sample]!);
    const others = filled[sample]! - fill;
    // The sample itself: what can be reached stops at what may rest, which may be nothing.
    const gone = problem.outflow[sample * venues + venue]! - problem.queue[venue]!;
    if (gone > 0) reached++;
    if (resting === 0 ? gone > 0 : fill >= resting - same) inFull++;
    if (others < quantity - same) needed++;
    if (others + resting <= quantity + same) neededInFull++;
    fills += fill;
    excess += Math.max(0, filled[sample]! - quantity) - Math.max(0, others - quantity);
  }
  return {
    shares: resting,
    reached: reached / samples,
    filledInFull: inFull / samples,
    expectedFill: fills / samples,
    needed: needed / samples,
    neededInFull: neededInFull / samples,
    expectedExcess: excess / samples,
    excessCost: over * excess / samples,
    oneMore: slopes.up[place]!,
    oneLess: slopes.down[place]!,
  };
}
