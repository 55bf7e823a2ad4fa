/** The baseline instances of Cont & Kukanov, which several checks are about. @module */

import { mixedOutflow, spreadSamples } from "../model/cont_kukanov/outflow/joint.ts";
import { poisson } from "../model/cont_kukanov/outflow/poisson.ts";
import type { Terms } from "../model/cont_kukanov/model.ts";
import { type Problem, SampleMean } from "../model/cont_kukanov/sample_mean.ts";

/** The paper's baseline costs (section 5.1), dollars a share, at K venues that all look alike. */
export function baselineTerms(quantity: number, venues = 1): Terms {
  return {
    quantity,
    halfSpread: 0.02,
    takeFee: 0.003,
    addRebate: new Float64Array(venues).fill(0.002),
    queue: new Float64Array(venues).fill(2000),
    lambdaUnder: 0.05,
    lambdaOver: 0.05,
    thetaQueue: 0.0005,
  };
}

/** The paper's orders and numbers of venues. */
export const QUANTITIES = [500, 1000, 5000] as const;
export const VENUES = [1, 2, 3, 4, 5] as const;

/**
 * The paper's baseline outflow, .6·ξ_0 + .4·ε_k of Poisson variables with mean 2200, as evenly spread
 * samples: their means are right to about .001 cents a share where 16,384 random ones are to .05.
 */
export function baselineOutflow(venues: number, samples: number): Float64Array {
  const common = poisson(2200);
  return spreadSamples(mixedOutflow(0.6, common, Array.from({ length: venues }, () => common)), samples);
}

/** W(X): the mean cost of a decision, cents per share of the order. */
export function centsPerShare(problem: Problem, decision: Float64Array): number {
  return centsPerShareOf(problem)(decision);
}

/** W of any decision: to load the samples takes longer than the mean over them. */
export function centsPerShareOf(problem: Problem): (decision: Float64Array) => number {
  const mean = new SampleMean();
  mean.load(problem);
  return (decision) => mean.value(decision) / problem.quantity * 100;
}
