/** The exponential distribution. @module */

import { ProblemError } from "../../problem_error.ts";
import type { Distribution } from "./distribution.ts";

/**
 * The exponential distribution.
 *
 * @throws {ProblemError} if the mean is not positive and finite.
 *
 * @example
 * ```ts
 * import { exponential } from "./exponential.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(exponential(2200).cdf(2200), 1 - 1 / Math.E);
 * ```
 */
export function exponential(mean: number): Distribution {
  if (!(mean > 0 && mean < Infinity)) {
    throw new ProblemError(`Cannot use an exponential outflow of mean ${mean}`);
  }
  return {
    mean,
    cdf: (shares) => shares > 0 ? -Math.expm1(-shares / mean) : 0,
    quantile: (probability) => -mean * Math.log1p(-probability),
  };
}
