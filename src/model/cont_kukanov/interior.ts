/** The paper's conditions for a smooth optimum. @module */

import { impactAt, restAt, TAKE, type Terms } from "./model.ts";

/**
 * P(A < S) at a smooth optimum that takes some shares: (h + f + λ_o + θ)/(λ_u + λ_o + θ). V has kinks where
 * samples fill exactly the order, and real optima sit near them: expect this about, not exactly.
 *
 * Source: Cont & Kukanov, the conditions for several exchanges.
 *
 * @example
 * ```ts
 * import { interiorShortProbability } from "./interior.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const probability = interiorShortProbability({
 *   quantity: 1000,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(2000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 * });
 * assertAlmostEquals(probability, 0.0735 / 0.1005);
 * ```
 */
export function interiorShortProbability(terms: Terms): number {
  const { halfSpread, takeFee, thetaQueue, lambdaUnder, lambdaOver } = terms;
  const taking = halfSpread + takeFee + impactAt(terms, TAKE);
  return (taking + lambdaOver) / (lambdaUnder + lambdaOver + thetaQueue);
}

/**
 * P(A < S | ξ_j > Q_j + L_j) at a smooth optimum that rests some shares at venue j:
 * (θ/P(ξ_j > Q_j + L_j) + λ_o − h − r_j)/(λ_u + λ_o + θ).
 *
 * @param beyond P(ξ_j > Q_j + L_j).
 */
export function interiorShortProbabilityBeyond(terms: Terms, venue: number, beyond: number): number {
  const { halfSpread, addRebate, thetaQueue, lambdaUnder, lambdaOver } = terms;
  return (impactAt(terms, restAt(venue)) / beyond + lambdaOver - halfSpread - addRebate[venue]!) /
    (lambdaUnder + lambdaOver + thetaQueue);
}
