/** What so many days can tell: the saving they would find, and how many it takes to find one. @module */

import { type ClusteredMean, levelOf } from "./clustered_mean.ts";
import { exactStudentQuantile, studentCdf } from "./student.ts";

/** The chance with which a saving is to be found. */
const POWER = 0.8;

/** More days than anybody has: forty centuries of them. */
const MOST_DAYS = 1e6;

/** How sure a mean would be after so many days like those seen, with as unequal weights. */
function after(days: number, { clusters, standardError, freedom }: ClusteredMean): {
  readonly standardError: number;
  readonly freedom: number;
} {
  const times = days / clusters;
  return { standardError: standardError / Math.sqrt(times), freedom: (freedom + 1) * times - 1 };
}

/**
 * The smallest true saving that so many days like those seen would find with a chance of 80 %, by an interval that
 * does not hold zero: (t₀.₉₇₅ + t₀.₈)·standard error.
 *
 * @param comparisons whose intervals hold at once. @default 1
 *
 * @example
 * ```ts
 * import { clusteredMean } from "./clustered_mean.ts";
 * import { detectableAfter } from "./power.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * const three = clusteredMean(gatherStarts([1, 2, 3], [1, 3, 5], [1, 1, 1]));
 * assertAlmostEquals(detectableAfter(3, three), (4.302653 + 1.06066) * 2 / Math.sqrt(3), 1e-4);
 * ```
 */
export function detectableAfter(days: number, found: ClusteredMean, comparisons = 1): number {
  const { standardError, freedom } = after(days, found);
  const quantiles = exactStudentQuantile(levelOf(comparisons), freedom) +
    exactStudentQuantile(POWER, freedom);
  return quantiles * standardError;
}

/**
 * The chance that so many days like those seen find a true saving of this size. The other tail, an interval on the
 * wrong side of zero, is left out.
 *
 * @param comparisons whose intervals hold at once. @default 1
 */
export function powerAfter(days: number, saving: number, found: ClusteredMean, comparisons = 1): number {
  const { standardError, freedom } = after(days, found);
  if (standardError === 0) return saving === 0 ? 0 : 1;
  const critical = exactStudentQuantile(levelOf(comparisons), freedom);
  return studentCdf(Math.abs(saving) / standardError - critical, freedom);
}

/**
 * How many days in all it takes to find a true saving of this size with a chance of 80 %, if all are like those
 * seen; `null` if more than a million, as for a saving of none.
 *
 * @param comparisons whose intervals hold at once. @default 1
 *
 * @example
 * ```ts
 * import { clusteredMean } from "./clustered_mean.ts";
 * import { daysToDetect, detectableAfter } from "./power.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assert, assertEquals } from "@std/assert";
 * const four = clusteredMean(gatherStarts([1, 2, 3, 4], [1, 3, 5, 0], [1, 1, 1, 1]));
 * const days = daysToDetect(1, four)!;
 * assertEquals(days, 41);
 * assert(detectableAfter(days, four) <= 1 && detectableAfter(days - 1, four) > 1);
 * ```
 */
export function daysToDetect(saving: number, found: ClusteredMean, comparisons = 1): number | null {
  const finds = (days: number): boolean => detectableAfter(days, found, comparisons) <= Math.abs(saving);
  if (!finds(MOST_DAYS)) return null;
  let [tooFew, enough] = [1, 2];
  while (!finds(enough)) [tooFew, enough] = [enough, 2 * enough];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (finds(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
