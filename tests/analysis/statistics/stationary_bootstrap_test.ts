import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { bootstrapMean } from "../../../src/analysis/statistics/stationary_bootstrap.ts";
import { gatherStarts } from "../../../src/analysis/statistics/starts.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { autoregressive, normal, startsOf } from "./_series.ts";
import { seeds } from "../../_seeds.ts";

/**
 * The standard error to which that of the resamples converges, at equal weights (Politis & Romano 1994,
 * lemma 1).
 */
function exactError(values: ArrayLike<number>, meanBlock: number): number {
  const n = values.length;
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / n;
  const keep = 1 - 1 / meanBlock;
  let variance = 0;
  for (let lag = 0; lag < n; lag++) {
    let covariance = 0;
    for (let i = 0; i + lag < n; i++) covariance += (values[i]! - mean) * (values[i + lag]! - mean) / n;
    const window = (1 - lag / n) * keep ** lag + (lag / n) * keep ** (n - lag);
    variance += (lag === 0 ? 1 : 2 * window) * covariance;
  }
  return Math.sqrt(variance / n);
}

Deno.test("bootstrapMean() of two starts, by hand", () => {
  const two = startsOf([0, 1]);
  const resamples = 100_000;
  // Independent draws: means 0, 1/2 and 1 with chances 1/4, 1/2, 1/4.
  const independent = bootstrapMean(two, { meanBlock: 1, seed: 1, resamples });
  assertAlmostEquals(independent.standardError, Math.sqrt(1 / 8), 0.003);
  assertEquals([independent.lower, independent.upper], [0, 1]);
  // The second draw repeats the first with chance 1/2·1/2: chances 1/8, 3/4, 1/8.
  const paired = bootstrapMean(two, { meanBlock: 2, seed: 1, resamples });
  assertAlmostEquals(paired.standardError, 1 / 4, 0.003);
  const middle = bootstrapMean(two, { meanBlock: 2, seed: 1, resamples, confidence: 0.7 });
  assertEquals([middle.lower, middle.upper], [0.5, 0.5]);
});

Deno.test("bootstrapMean() in one endless block only turns the series round: no variance", () => {
  const { lower, upper, standardError } = bootstrapMean(startsOf([3, 1, 4, 1, 5]), {
    meanBlock: 1e12,
    seed: 1,
  });
  for (const mean of [lower, upper]) assertAlmostEquals(mean, 2.8, 1e-12);
  assertAlmostEquals(standardError, 0, 1e-12);
});

Deno.test("bootstrapMean() of equal savings is sure of them", () => {
  assertEquals(bootstrapMean(startsOf([2, 2, 2]), { meanBlock: 2, seed: 1, resamples: 2 }), {
    lower: 2,
    upper: 2,
    standardError: 0,
    means: Float64Array.of(2, 2),
  });
});

Deno.test("bootstrapMean() has the standard error that the lag window gives, on any series", () => {
  const resamples = seeds(5000, 20_000);
  // Four standard deviations of a standard error that is estimated from so many.
  const tolerance = 4 / Math.sqrt(2 * resamples);
  for (let seed = 0; seed < 12; seed++) {
    const random = seededRandom(seed);
    const values = autoregressive(2 + randomInt(random, 60), random() - 0.3, random);
    const meanBlock = 1 + 9 * random();
    const { standardError } = bootstrapMean(startsOf(values), { meanBlock, seed, resamples });
    const exact = exactError(values, meanBlock);
    assert(
      Math.abs(standardError / exact - 1) < tolerance,
      `seed ${seed}: ${standardError}, where ${exact} is exact`,
    );
  }
});

Deno.test("bootstrapMean() of independent savings has sd/√n, at block 1", () => {
  const values = autoregressive(400, 0, seededRandom(5));
  const { lower, upper, standardError } = bootstrapMean(startsOf(values), { meanBlock: 1, seed: 2 });
  const mean = values.reduce((sum, value) => sum + value, 0) / 400;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
  assertAlmostEquals(standardError, sd / 20, 0.05 * sd / 20);
  assertAlmostEquals(lower, mean - 1.96 * sd / 20, 0.1 * sd / 20);
  assertAlmostEquals(upper, mean + 1.96 * sd / 20, 0.1 * sd / 20);
});

Deno.test("bootstrapMean() of AR(1) sees the share of the long-run variance that its blocks are long enough for", () => {
  const length = 1000;
  const phi = 0.5;
  const truth = 1 / (1 - phi) ** 2 / length;
  const shareSeen = (meanBlock: number): number => {
    let variance = 0;
    for (let seed = 0; seed < 30; seed++) {
      const starts = startsOf(autoregressive(length, phi, seededRandom(seed)));
      variance += bootstrapMean(starts, { meanBlock, seed, resamples: seeds(100, 300) }).standardError ** 2 /
        30;
    }
    return variance / truth;
  };
  for (const meanBlock of [1, 2, 5, 20]) {
    // (1 + a)/(1 − a) of (1 + φ)/(1 − φ); and the mean, being estimated, takes its part of it.
    const a = phi * (1 - 1 / meanBlock);
    const expected = (1 + a) / (1 - a) / 3 - (2 * meanBlock - 1) / length;
    assertAlmostEquals(shareSeen(meanBlock), expected, 0.07, `blocks of ${meanBlock}`);
  }
});

Deno.test("bootstrapMean() takes a pair as one: as many orders again tell no more", () => {
  const random = seededRandom(6);
  const values = Array.from({ length: 50 }, () => normal(random));
  const single = gatherStarts(values.map((_, i) => i), values, values.map(() => 1));
  const twice = values.flatMap((value) => [value + 3, value - 3]);
  const pairs = gatherStarts(twice.map((_, i) => i >> 1), twice, twice.map(() => 1));
  const options = { meanBlock: 2, seed: 7 };
  const [a, b] = [bootstrapMean(single, options), bootstrapMean(pairs, options)];
  for (const key of ["lower", "upper", "standardError"] as const) assertAlmostEquals(a[key], b[key], 1e-12);
});

Deno.test("bootstrapMean() moves with the savings, scales with them, and ignores the unit of weights", () => {
  for (let seed = 0; seed < 10; seed++) {
    const random = seededRandom(seed);
    const values = Array.from({ length: 30 }, () => normal(random));
    const weights = values.map(() => 1 + random());
    const at = values.map((_, i) => i);
    const options = { meanBlock: 3, seed };
    const one = bootstrapMean(gatherStarts(at, values, weights), options);
    const two = bootstrapMean(
      gatherStarts(at, values.map((value) => 5 - 2 * value), weights.map((weight) => 1e6 * weight)),
      options,
    );
    // Turned over, the lower end is the upper one.
    assertAlmostEquals(two.lower, 5 - 2 * one.upper, 1e-9, `seed ${seed}`);
    assertAlmostEquals(two.upper, 5 - 2 * one.lower, 1e-9, `seed ${seed}`);
    assertAlmostEquals(two.standardError, 2 * one.standardError, 1e-9, `seed ${seed}`);
  }
});

Deno.test("bootstrapMean() gives the same for the same seed, another for another", () => {
  const starts = startsOf(autoregressive(30, 0.3, seededRandom(1)));
  const of = (seed: number) => bootstrapMean(starts, { meanBlock: 2, seed });
  assertEquals(of(1), of(1));
  assertNotEquals(of(1), of(2));
});

Deno.test("bootstrapMean() refuses what it cannot resample", () => {
  const starts = startsOf([1, 2]);
  const good = { meanBlock: 2, seed: 1 };
  assertThrows(() => bootstrapMean(startsOf([]), good), RangeError, "no starts");
  for (const meanBlock of [0.5, 0, -1, NaN]) {
    assertThrows(() => bootstrapMean(starts, { ...good, meanBlock }), RangeError, `blocks of ${meanBlock}`);
  }
  for (const resamples of [0, 1, 2.5, NaN]) {
    assertThrows(() => bootstrapMean(starts, { ...good, resamples }), RangeError, `${resamples} resamples`);
  }
  for (const confidence of [0, 1, NaN]) {
    assertThrows(() => bootstrapMean(starts, { ...good, confidence }), RangeError, `${confidence}`);
  }
});
