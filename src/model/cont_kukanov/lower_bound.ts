/** A bound that no decision is cheaper than. @module */

import { CuttingPlanes } from "./_cutting_planes.ts";
import { Relaxation } from "./_relaxation.ts";
import type { SampleMean } from "./sample_mean.ts";

/** Distance between bound and relaxed optimum that is near enough, as a part of S·(λ_u + θ + λ_o). */
const NEAR = 1e-9;

/** What {@linkcode lowerBound} finds. */
interface LowerBound {
  /** No decision within the bounds has a lower V on this sample: money. */
  readonly bound: number;
  /** The relaxed cost of `point`; the least relaxed cost lies between `bound` and it. */
  readonly relaxed: number;
  /** The best decision of the **relaxed** problem that was met: a place to start from, not an answer. */
  readonly point: Float64Array;
}

/** Options of {@linkcode lowerBound}. */
interface LowerBoundOptions {
  /**
   * Planes to try at most; with fewer the bound is as valid, and lower.
   *
   * @default 1000
   */
  planes?: number;
}

/**
 * Bounds V from below by the linear program of the sample average, in which a fill may be anything up to
 * min(L, (ξ − Q)⁺), so that it can decline shares that would fill too much. Its cost is convex in the
 * decision; Kelley's cutting planes close in on its least value. The bound is proven however early they
 * stop: it is a convex combination of planes that are nowhere above that cost, minimised over the bounds.
 * Where M + ΣL_k may not exceed S nothing can be declined, and the bound is V's minimum itself.
 *
 * Source: the sample-average program of R. Cont and A. Kukanov, arXiv 1210.1625; J. E. Kelley, "The
 * cutting-plane method for solving convex programs", J. SIAM 8 (1960).
 *
 * @example
 * ```ts
 * import { lowerBound } from "./lower_bound.ts";
 * import { SampleMean } from "./sample_mean.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const mean = new SampleMean();
 * mean.load({
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002),
 *   queue: Float64Array.of(1000),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 *   outflow: Float64Array.of(1060, 1060),
 * });
 * // 60 shares are sure to fill, and 40 have to be taken.
 * assertAlmostEquals(lowerBound(mean).bound, 40 * 0.0235 - 60 * 0.0215);
 * ```
 */
export function lowerBound(mean: SampleMean, { planes = 1000 }: LowerBoundOptions = {}): LowerBound {
  const places = mean.venues + 1;
  const relaxation = new Relaxation(mean);
  // Planes are cut in parts of S, and in units in which a share costs about 1.
  const perShare = mean.under + mean.over;
  const unit = mean.quantity * perShare;
  const scaled = new CuttingPlanes(
    mean.most.slice(0, places).map((shares) => shares / mean.quantity),
    mean.budget / mean.quantity,
  );
  const point = new Float64Array(places);
  const part = new Float64Array(places);
  const best = new Float64Array(places);
  let relaxed = Infinity;
  for (let plane = 0; plane < planes; plane++) {
    const value = relaxation.measure(point);
    if (value < relaxed) {
      relaxed = value;
      best.set(point);
    }
    scaled.add(value / unit, relaxation.slope.map((slope) => slope / perShare), part);
    scaled.minimise(part);
    if (relaxed / unit - scaled.value <= NEAR) break;
    for (let place = 0; place < places; place++) point[place] = part[place]! * mean.quantity;
  }
  return { bound: Math.min(relaxed, scaled.bound() * unit), relaxed, point: best };
}
