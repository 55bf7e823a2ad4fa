/** The Pareto distribution. @module */

import { ProblemError } from "../../problem_error.ts";
import type { Distribution } from "./distribution.ts";

/**
 * The Pareto distribution: P(ξ > x) = (least/x)^tail from `least` on.
 *
 * @param least x_m: the smallest outflow there is, shares.
 * @param tail index of the tail; up to 1 there is no mean.
 * @throws {ProblemError} if one of them is not positive and finite.
 *
 * @example
 * ```ts
 * import { pareto } from "./pareto.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * assertAlmostEquals(pareto(1760, 5).mean, 2200);
 * assertAlmostEquals(pareto(1760, 5).quantile(1 - 1 / 32), 3520);
 * ```
 */
export function pareto(least: number, tail: number): Distribution {
  if (!(least > 0 && least < Infinity)) {
    throw new ProblemError(`Cannot use a Pareto outflow from ${least} shares`);
  }
  if (!(tail > 0 && tail < Infinity)) {
    throw new ProblemError(`Cannot use a Pareto outflow with a tail of ${tail}`);
  }
  return {
    mean: tail > 1 ? least * tail / (tail - 1) : Infinity,
    cdf: (shares) => shares > least ? 1 - (least / shares) ** tail : 0,
    quantile: (probability) => least * (1 - probability) ** (-1 / tail),
  };
}
