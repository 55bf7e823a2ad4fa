/** Student's t: its quantiles and its distribution. @module */

import { rootOf } from "./_root.ts";
import { incompleteBeta } from "./_incomplete.ts";

/** A level at which a quantile is needed: that of the standard normal distribution, by its name. */
export const Z_975 = 1.959963984540054;
/** As {@linkcode Z_975}, at 80 %. */
export const Z_80 = 0.8416212335729143;

/**
 * The quantile of Student's t at the level at which the standard normal distribution has `z`, by four terms
 * of an expansion in 1/freedom: within 0.001 from 8 degrees of freedom on at the 97.5 % level.
 *
 * Source: Abramowitz & Stegun (1964), 26.7.5.
 *
 * @param freedom degrees of freedom, positive; a fraction will do.
 *
 * @example
 * ```ts
 * import { studentQuantile, Z_975 } from "./student.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(studentQuantile(Z_975, 10), 2.228, 0.001);
 * ```
 */
export function studentQuantile(z: number, freedom: number): number {
  const square = z * z;
  const g1 = (square + 1) * z / 4;
  const g2 = ((5 * square + 16) * square + 3) * z / 96;
  const g3 = (((3 * square + 19) * square + 17) * square - 15) * z / 384;
  const g4 = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) * z / 92160;
  return z + (g1 + (g2 + (g3 + g4 / freedom) / freedom) / freedom) / freedom;
}

/**
 * The chance that Student's t of so many degrees of freedom, a fraction will do, is at most `t`.
 *
 * @example
 * ```ts
 * import { studentCdf } from "./student.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(studentCdf(1, 1), 0.75);
 * ```
 */
export function studentCdf(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * What Student's t is at most with chance `level`, at any degrees of freedom, to eight digits: slower than
 * {@linkcode studentQuantile}, and right for two or three days too.
 *
 * @param level from 0.5 to below 1.
 *
 * @example
 * ```ts
 * import { exactStudentQuantile } from "./student.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(exactStudentQuantile(0.975, 3), 3.182446, 1e-6);
 * ```
 */
export function exactStudentQuantile(level: number, freedom: number): number {
  let high = 2;
  while (studentCdf(high, freedom) < level) high *= 2;
  return rootOf((t) => studentCdf(t, freedom) - level, 0, high);
}
