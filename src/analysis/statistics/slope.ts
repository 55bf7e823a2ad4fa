/** How one figure goes with another. @module */

/**
 * The slope of the line through points by weighted least squares; `null` where all x are the same.
 *
 * @param weights one a point, positive.
 *
 * @example
 * ```ts
 * import { weightedSlope } from "./slope.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * assertAlmostEquals(weightedSlope([1, 2, 4], [3, 5, 9], [1, 7, 2])!, 2);
 * assertEquals(weightedSlope([1, 1], [3, 5], [1, 1]), null);
 * ```
 */
export function weightedSlope(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights: ArrayLike<number>,
): number | null {
  let [weight, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    weight += weights[i]!;
    sumX += weights[i]! * x[i]!;
    sumY += weights[i]! * y[i]!;
  }
  const [meanX, meanY] = [sumX / weight, sumY / weight];
  let [squares, products] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const away = x[i]! - meanX;
    squares += weights[i]! * away * away;
    products += weights[i]! * away * (y[i]! - meanY);
  }
  return squares > 0 ? products / squares : null;
}
