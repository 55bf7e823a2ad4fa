/** The paper's own algorithm. @module */

import { ProblemError } from "../problem_error.ts";
import { filledAmount, restAt, TAKE } from "./model.ts";
import { type Problem, SampleMean } from "./sample_mean.ts";

/**
 * The paper's own algorithm ("paper mode"): the robust stochastic approximation of Nemirovski et al. It
 * starts with S/(K + 1) everywhere, takes a step γ against the subgradient of v at each sample in turn,
 * clipped to [0, S] (unclipped it diverges, as printed), and answers with the mean of its iterates. The
 * step is γ = √K·S/√(N(h + f + θ + λ_u + λ_o)² + N·Σ(h + r_k + θ + λ_u + λ_o)²).
 *
 * It is here to be compared with: `Solver` is never worse on the sample, and certifies its answer.
 *
 * Source: Cont & Kukanov, section 5, with N = 1,000 samples; its Tables 1 and 2 print such answers, which
 * are no optima.
 *
 * @returns the decision: shares to take, then shares to rest by venue.
 * @throws {ProblemError} for what the algorithm has no place for: a ladder, a bound on M + ΣL_k, θ by place or whole
 *   shares; for a violated assumption, or a problem that is none.
 *
 * @example
 * ```ts
 * import { approximate } from "./stochastic_approximation.ts";
 * import { assert } from "@std/assert";
 *
 * const [take, rest] = approximate({
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(1000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 *   outflow: new Float64Array(1000).fill(1060),
 * });
 * // 60 shares are sure to fill.
 * assert(Math.abs(take! - 40) < 2 && Math.abs(rest! - 60) < 2);
 * ```
 */
export function approximate(problem: Problem): Float64Array {
  if (problem.ladder !== undefined) throw new ProblemError("Cannot approximate with a ladder");
  if (problem.mostSent !== undefined) throw new ProblemError("Cannot approximate within a bound on M + ΣL_k");
  if (problem.impact !== undefined) throw new ProblemError("Cannot approximate with θ by place");
  if (problem.whole === true) throw new ProblemError("Cannot approximate in whole shares");
  const mean = new SampleMean();
  mean.load(problem);
  const { venues, samples, most } = mean;
  const gamma = stepSize(problem, samples);
  const slope = new Float64Array(venues + 1);
  const decision = new Float64Array(venues + 1).fill(problem.quantity / (venues + 1));
  const sum = new Float64Array(venues + 1);
  for (let sample = 0; sample < samples; sample++) {
    measureSlope(mean, problem, decision, sample, slope);
    for (let place = 0; place <= venues; place++) {
      decision[place] = Math.min(most[place]!, Math.max(0, decision[place]! - gamma * slope[place]!));
      sum[place]! += decision[place]!;
    }
  }
  return sum.map((shares) => shares / samples);
}

function stepSize(problem: Problem, samples: number): number {
  const { quantity, halfSpread, takeFee, thetaQueue, lambdaUnder, lambdaOver, addRebate } = problem;
  const penalties = thetaQueue + lambdaUnder + lambdaOver;
  let squares = (halfSpread + takeFee + penalties) ** 2;
  for (const rebate of addRebate) squares += (halfSpread + rebate + penalties) ** 2;
  return Math.sqrt(addRebate.length) * quantity / Math.sqrt(samples * squares);
}

/** A subgradient of v at one sample. */
function measureSlope(
  { venues, credit, under, over, quantity, same }: SampleMean,
  { halfSpread, takeFee, thetaQueue, queue, outflow }: Problem,
  decision: Float64Array,
  sample: number,
  slope: Float64Array,
): void {
  const row = outflow.subarray(sample * venues, (sample + 1) * venues);
  const filled = filledAmount(decision, { queue }, row);
  const share = filled < quantity - same ? -under : filled > quantity + same ? over : 0;
  slope[TAKE] = halfSpread + takeFee + thetaQueue + share;
  for (let venue = 0; venue < venues; venue++) {
    const place = restAt(venue);
    const grows = row[venue]! > queue[venue]! + decision[place]!;
    slope[place] = thetaQueue + (grows ? share - credit[place]! : 0);
  }
}
