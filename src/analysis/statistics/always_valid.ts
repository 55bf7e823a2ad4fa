/** Intervals that may be looked at after every day. @module */

import { exp, ln, square } from "./elementary.ts";
import type { ClusteredMean, Ends } from "./clustered_mean.ts";

/** How large savings are thought to be beside their deviation from day to day: the interval is narrowest about here. */
const EFFECT_SIZE = 0.5;

/** How often one of all the intervals, those of every day, may miss. */
const MISSED = 0.05;

/**
 * The confidence sequence at this mean: if one is taken after every day, for as long as one likes, all of them hold
 * the true mean together 95 times in a hundred, so that stopping when one excludes zero deceives nobody. They are
 * about 1.5 to 2 times as wide as an interval at a fixed number of days.
 *
 * It is what a Bayes factor does not refute: of a t-test of n normal days, against a mean that is normal around it with
 * 0.5 standard deviations of a day, that factor is (1+nc²)^(−½)·((1+t²/ν)/(1+t²/(ν(1+nc²))))^((ν+1)/2), a
 * martingale under the mean tested, which exceeds 20 with a chance of 5 % at most, ever (Ville). Days that are
 * unequally weighted or correlated count as their effective number: then it holds nearly.
 *
 * Source: Gönen et al. (2005), The Bayesian two-sample t test, eq. 3; Wang & Ramdas (2024), Anytime-valid t-tests and
 * confidence sequences for Gaussian means with unknown variance.
 *
 * @returns `null` while the days so far refute no mean at all.
 *
 * @example
 * ```ts
 * import { alwaysValid } from "./always_valid.ts";
 * import { clusteredMean } from "./clustered_mean.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * const days = (n: number) => Array.from({ length: n }, (_, i) => i);
 * const after = (n: number) => clusteredMean(gatherStarts(days(n), days(n).map((i) => i % 2), days(n).map(() => 1)));
 * assertEquals(alwaysValid(after(4)), null);
 * assertAlmostEquals(alwaysValid(after(20))!.upper, 0.5 + 3.4655 * after(20).standardError, 1e-3);
 * ```
 */
export function alwaysValid({ mean, standardError, freedom, effective }: ClusteredMean): Ends | null {
  const spread = 1 + effective * square(EFFECT_SIZE);
  const bound = exp(2 / (freedom + 1) * ln(Math.sqrt(spread) / MISSED));
  if (bound >= spread) return null;
  const reach = standardError * Math.sqrt(freedom * (bound - 1) / (1 - bound / spread));
  return { lower: mean - reach, upper: mean + reach };
}
