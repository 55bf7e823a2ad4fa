/** The distribution of observed outflows. @module */

import { ProblemError } from "../../problem_error.ts";
import type { Distribution } from "./distribution.ts";

/**
 * What was observed: each of the samples is as likely as any other. `Infinity` is a sample too.
 *
 * @throws {ProblemError} without samples, or if one is negative or `NaN`.
 *
 * @example
 * ```ts
 * import { empirical } from "./empirical.ts";
 * import { assertEquals } from "@std/assert";
 * const outflow = empirical(Float64Array.of(300, 100, 200, Infinity));
 * assertEquals([outflow.cdf(100), outflow.quantile(0.75), outflow.quantile(1)], [0.25, 300, Infinity]);
 * ```
 */
export function empirical(samples: Float64Array): Distribution {
  if (samples.length === 0) throw new ProblemError("Cannot use an outflow without samples");
  const wrong = samples.find((shares) => !(shares >= 0));
  if (wrong !== undefined) throw new ProblemError(`Cannot use an outflow of ${wrong} shares`);
  const sorted = samples.toSorted();
  return {
    mean: sorted.reduce((sum, shares) => sum + shares, 0) / sorted.length,
    cdf: (shares) => countUpTo(sorted, shares) / sorted.length,
    quantile(probability) {
      // By the same division as in `cdf`: a product would round otherwise.
      let entry = Math.max(0, Math.ceil(probability * sorted.length) - 1);
      if (entry > 0 && entry / sorted.length >= probability) entry--;
      return sorted[Math.min(entry, sorted.length - 1)]!;
    },
  };
}

function countUpTo(sorted: Float64Array, shares: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= shares) low = middle + 1;
    else high = middle;
  }
  return low;
}
