/** Quantiles of Student's t. @module */

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
