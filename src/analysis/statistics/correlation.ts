/** Savings that go on from one horizon into the next: how far, and what the bootstrap misses of it. */

import { meanOf, type Starts } from "./starts.ts";

/** Above this, a few dozen horizons cannot tell an autocorrelation from a trend. */
const MOST_CORRELATION = 0.9;

/**
 * The correlation of what starts saved with what those one horizon later saved: that of an AR(1) of whole
 * horizons, from 0 to 0.9. Orders a whole horizon apart share no market, so that overlap alone gives none.
 *
 * The sample autocorrelation ρ̂ of m horizons falls short by (1 + 4ρ)/m, because deviations are taken from the
 * estimated mean; (ρ̂·m + 1)/(m − 4) makes up for it. A negative one counts as none, as would one of fewer
 * than five horizons: that errs on the wide side.
 *
 * Source: Kendall (1954), Note on bias in the estimation of autocorrelation, Biometrika 41.
 *
 * @param overlap starts in a horizon, at least 1.
 *
 * @example
 * ```ts
 * import { horizonCorrelation } from "./correlation.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assert, assertEquals } from "@std/assert";
 * const wave = Array.from({ length: 60 }, (_, i) => Math.sin(i / 6));
 * const starts = gatherStarts(wave.map((_, i) => i), wave, wave.map(() => 1));
 * assert(horizonCorrelation(starts, 1) > 0.8);
 * const turning = gatherStarts(wave.map((_, i) => i), wave.map((_, i) => (-1) ** i), wave.map(() => 1));
 * assertEquals(horizonCorrelation(turning, 1), 0);
 * ```
 */
export function horizonCorrelation(starts: Starts, overlap: number): number {
  const { length, weightedSum, weight } = starts;
  const horizons = length / overlap;
  if (horizons <= 4) return 0;
  const mean = meanOf(starts);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    const deviation = weightedSum[i]! - mean * weight[i]!;
    squares += deviation * deviation;
    if (i < overlap) continue;
    products += deviation * (weightedSum[i - overlap]! - mean * weight[i - overlap]!);
  }
  if (squares === 0) return 0;
  const corrected = (products / squares * horizons + 1) / (horizons - 4);
  return Math.min(MOST_CORRELATION, Math.max(0, corrected));
}

/** Long-run variance of an AR(1) over its variance: one horizon tells as much as the inverse of so many. */
export function longRunRatio(correlation: number): number {
  return (1 + correlation) / (1 - correlation);
}

/**
 * What a bootstrap standard error is to be multiplied by, since its blocks end: of the long-run variance of an
 * AR(1) they see that of ρr in place of ρ, r = (1 − 1/meanBlock)^overlap being the share of horizons that stay
 * with the next one (Politis & Romano 1994, lemma 1).
 */
export function recolouring(correlation: number, meanBlock: number, overlap: number): number {
  const kept = (1 - 1 / meanBlock) ** overlap;
  return Math.sqrt(longRunRatio(correlation) / longRunRatio(correlation * kept));
}
