/** The Poisson distribution. @module */

import { ProblemError } from "../../problem_error.ts";
import type { Distribution } from "./distribution.ts";

const LARGEST_MEAN = 1e9;
/** Probabilities below this part of the largest one change no sum of doubles. */
const NEGLIGIBLE = 1e-25;

/**
 * The Poisson distribution, from a table of its probabilities: they follow from the largest one by
 * p(n + 1) = p(n)·mean/(n + 1), and are divided by their sum, so that no factorial is needed.
 *
 * @throws {ProblemError} if the mean is not positive, or above 1e9.
 *
 * @example
 * ```ts
 * import { poisson } from "./poisson.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * assertAlmostEquals(poisson(2).cdf(1), 3 * Math.exp(-2));
 * assertEquals(poisson(2).quantile(0.5), 2);
 * ```
 */
export function poisson(mean: number): Distribution {
  if (!(mean > 0 && mean <= LARGEST_MEAN)) {
    throw new ProblemError(`Cannot use a Poisson outflow of mean ${mean}`);
  }
  const { first, cumulated } = tabulate(mean);
  return {
    mean,
    cdf(shares) {
      const entry = Math.floor(shares) - first;
      if (entry < 0) return 0;
      return entry < cumulated.length ? cumulated[entry]! : 1;
    },
    quantile(probability) {
      let low = 0;
      let high = cumulated.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (cumulated[middle]! < probability) low = middle + 1;
        else high = middle;
      }
      return first + low;
    },
  };
}

/** P(ξ ≤ first + i) as entry i, from where the probability begins to count to where it ends to. */
function tabulate(mean: number): { first: number; cumulated: Float64Array } {
  const mode = Math.floor(mean);
  const below = probabilities((n) => (mode - n) / mean);
  const above = probabilities((n) => mean / (mode + n + 1));
  const cumulated = Float64Array.from([...below.toReversed(), 1, ...above]);
  // The small ones first: sums lose least so.
  let total = 0;
  for (let i = 0; i < cumulated.length; i++) cumulated[i] = total += cumulated[i]!;
  for (let i = 0; i < cumulated.length; i++) cumulated[i]! /= total;
  return { first: mode - below.length, cumulated };
}

/** Probabilities ever further from the largest one, as parts of it; `ratio` leads from the nth to the next. */
function probabilities(ratio: (n: number) => number): number[] {
  const parts: number[] = [];
  let part = 1;
  for (let n = 0; (part *= ratio(n)) > NEGLIGIBLE; n++) parts.push(part);
  return parts;
}
