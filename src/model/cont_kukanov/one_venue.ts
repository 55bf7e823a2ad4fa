/** The closed form for one venue. @module */

import { checkAssumptions } from "./assumptions.ts";
import type { Terms } from "./model.ts";
import type { Distribution } from "./outflow/distribution.ts";

/** The optimal decision with one venue. */
interface OneVenue {
  /** λ_u up to which all shares rest: money a share. */
  readonly lambdaLow: number;
  /** λ_u from which on all shares are taken. */
  readonly lambdaHigh: number;
  /** M*: shares to take. */
  readonly take: number;
  /** L*: shares to rest. */
  readonly rest: number;
}

/**
 * The closed form for one venue: with F the distribution function of the outflow,
 * λ_low = (2h + f + r)/F(Q + S) − (h + r + θ) and λ_high = (2h + f + r)/F(Q) − (h + r + θ). Up to λ_low all
 * shares rest, from λ_high on all are taken, and between them
 * L* = F⁻¹((2h + f + r)/(λ_u + h + r + θ)) − Q.
 *
 * Source: Cont & Kukanov, Proposition 3.
 *
 * @throws {RangeError} for a violated assumption, more venues than one, or a ladder or θ by place, which have no such form.
 *
 * @example
 * ```ts
 * import { solveOneVenue } from "./one_venue.ts";
 * import { poisson } from "./outflow/poisson.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { take, rest } = solveOneVenue({
 *   quantity: 1000,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(2000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 * }, poisson(2200));
 * assertEquals([take, rest], [786, 214]);
 * ```
 */
export function solveOneVenue(terms: Terms, outflow: Distribution): OneVenue {
  if (terms.queue.length !== 1) {
    throw new RangeError(`Cannot solve ${terms.queue.length} venues by the closed form for one`);
  }
  if (terms.ladder !== undefined) throw new RangeError("Cannot solve a ladder by the closed form");
  if (terms.impact !== undefined) throw new RangeError("Cannot solve θ by place by the closed form");
  checkAssumptions(terms);
  const { quantity, halfSpread, takeFee, thetaQueue, lambdaUnder } = terms;
  const rebate = terms.addRebate[0]!;
  const queue = terms.queue[0]!;
  const saved = 2 * halfSpread + takeFee + rebate;
  const earned = halfSpread + rebate + thetaQueue;
  const lambdaLow = saved / outflow.cdf(queue + quantity) - earned;
  const lambdaHigh = saved / outflow.cdf(queue) - earned;
  const rest = lambdaUnder <= lambdaLow
    ? quantity
    : lambdaUnder >= lambdaHigh
    ? 0
    : outflow.quantile(saved / (lambdaUnder + earned)) - queue;
  return { lambdaLow, lambdaHigh, take: quantity - rest, rest };
}
