/** The χ² distribution. @module */

import { rootOf } from "./_root.ts";
import { incompleteGamma } from "./_incomplete.ts";

/**
 * The chance that a χ² of so many degrees of freedom is at most `x`.
 *
 * @example
 * ```ts
 * import { chiSquareCdf } from "./chi_square.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(chiSquareCdf(3.841459, 1), 0.95, 1e-7);
 * ```
 */
export function chiSquareCdf(x: number, freedom: number): number {
  return incompleteGamma(freedom / 2, x / 2);
}

/**
 * What a χ² of so many degrees of freedom is at most with chance `level`, which is between 0 and 1.
 *
 * @example
 * ```ts
 * import { chiSquareQuantile } from "./chi_square.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(chiSquareQuantile(0.975, 19), 32.852327, 1e-6);
 * ```
 */
export function chiSquareQuantile(level: number, freedom: number): number {
  let high = freedom + 1;
  while (chiSquareCdf(high, freedom) < level) high *= 2;
  return rootOf((x) => chiSquareCdf(x, freedom) - level, 0, high);
}
