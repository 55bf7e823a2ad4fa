// The mean of days, its intervals, and what they can tell: against closed forms, and on simulated days.
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { alwaysValid } from "../../../src/analysis/statistics/always_valid.ts";
import {
  type ClusteredMean,
  clusteredMean,
  intervalOfMean,
  intervalOfNext,
} from "../../../src/analysis/statistics/clustered_mean.ts";
import { daysToDetect, detectableAfter, powerAfter } from "../../../src/analysis/statistics/power.ts";
import { gatherStarts } from "../../../src/analysis/statistics/starts.ts";
import { exactStudentQuantile } from "../../../src/analysis/statistics/student.ts";

/** Days in order, each with its value and weight. */
function meanOfDays(values: readonly number[], weights: readonly number[]): ClusteredMean {
  return clusteredMean(gatherStarts(values.map((_, i) => i), values, weights));
}

Deno.test("clusteredMean() of equal weights is the t-test of a sample", () => {
  const { mean, standardError, freedom, kish } = meanOfDays([1, 4, 2, 8, -1], [3, 3, 3, 3, 3]);
  assertAlmostEquals(mean, 2.8, 1e-12);
  assertAlmostEquals(standardError, Math.sqrt(46.8 / 4 / 5), 1e-12); // s/√n by hand
  assertAlmostEquals(freedom, 4, 1e-12);
  assertAlmostEquals(kish, 5, 1e-12);
});

Deno.test("clusteredMean() has Bell and McCaffrey's variance and Satterthwaite's freedom, by matrices", () => {
  const [values, weights] = [[1, 4, 2, 8, -1], [1, 2, 3, 4, 10]];
  const { mean, standardError, freedom } = meanOfDays(values, weights);
  const total = weights.reduce((a, b) => a + b);
  const p = weights.map((w) => w / total);
  // e = (I − 1p')y; under equal noise its covariance is (I − 1p')(I − 1p')'.
  const residual = p.map((_, i) => p.map((pj, j) => (i === j ? 1 : 0) - pj));
  const covariance = residual.map((a) => residual.map((b) => a.reduce((sum, x, k) => sum + x * b[k]!, 0)));
  let [variance, expected, spread] = [0, 0, 0];
  const counted = p.map((pi, i) => pi ** 2 / covariance[i]![i]!);
  for (const [i, c] of counted.entries()) {
    variance += c * (values[i]! - mean) ** 2;
    expected += c * covariance[i]![i]!;
    for (const [j, other] of counted.entries()) spread += c * other * covariance[i]![j]! ** 2;
  }
  assertAlmostEquals(standardError, Math.sqrt(variance), 1e-12);
  assertAlmostEquals(expected, p.reduce((sum, each) => sum + each ** 2, 0), 1e-12); // unbiased
  assertAlmostEquals(freedom, expected ** 2 / spread, 1e-9);
});

Deno.test("intervalOfMean() of a family is wider by Bonferroni, and intervalOfNext() holds a day and the mean's error", () => {
  const found = meanOfDays([1, 4, 2, 8, -1], [1, 1, 1, 1, 1]);
  const { mean, standardError, deviation } = found;
  const reach = intervalOfMean(found, 3).upper - mean;
  assertAlmostEquals(reach, 3.9607865 * standardError, 1e-6); // scipy.stats.t.ppf(1 − 0.025/3, 4)
  const next = intervalOfNext(found).upper - mean;
  assertAlmostEquals(next, exactStudentQuantile(0.975, 4) * deviation * Math.sqrt(1 + 1 / 5), 1e-9);
});

Deno.test("daysToDetect() and powerAfter() are near those of the noncentral t", () => {
  // Twenty days of deviation 1: ±1 but for the sample's n − 1.
  const size = Math.sqrt(19 / 20);
  const twenty = meanOfDays(
    Array.from({ length: 20 }, (_, i) => [size, -size, -size, size][i % 4]!),
    Array(20).fill(1),
  );
  assertAlmostEquals(twenty.deviation, 1, 1e-12);
  // statsmodels 0.15.0: TTestPower().power(0.5, 20, 0.05), and solve_power(0.5, None, 0.05, 0.8) = 33.4.
  assertEquals(twenty.correlation, 0);
  assertAlmostEquals(powerAfter(20, 0.5, twenty), 0.5645, 0.01);
  const days = daysToDetect(0.5, twenty)!;
  assert(Math.abs(days - 33.4) <= 1.1, `${days} days`);
  assertAlmostEquals(powerAfter(34, detectableAfter(34, twenty), twenty), 0.8, 1e-9);
  assert(daysToDetect(0.5, twenty, 4)! > days);
  assertEquals(daysToDetect(0, twenty), null);
});

Deno.test("alwaysValid() is wider than the interval at a fixed time, and comes near it in no number of days", () => {
  for (const days of [10, 20, 100]) {
    const found = meanOfDays(Array.from({ length: days }, (_, i) => Math.cos(i * i)), Array(days).fill(1));
    const [fixed, always] = [intervalOfMean(found), alwaysValid(found)];
    const ratio = always === null ? Infinity : (always.upper - always.lower) / (fixed.upper - fixed.lower);
    assert(ratio > 1.4 && (days < 20 || ratio < 2), `${days} days: ${ratio}`);
  }
});
