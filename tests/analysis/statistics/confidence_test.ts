import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { confidenceOf } from "../../../src/analysis/statistics/confidence.ts";
import { bootstrapMean } from "../../../src/analysis/statistics/stationary_bootstrap.ts";
import { gatherStarts, meanOf } from "../../../src/analysis/statistics/starts.ts";
import { type Random, seededRandom } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";
import { autoregressive, normal, overlapping, startsOf } from "./_series.ts";

/** Times of so many starts, each in the place of `overlap` horizons, and a seed. */
function timesOf(starts: number, overlap = 1) {
  const horizonNs = 600e9;
  const spacingNs = horizonNs / overlap;
  return { horizonNs, spacingNs, scoredNs: (starts - 1) * spacingNs + horizonNs, seed: 1 };
}

const SERIES = seeds(200, 400);

/** In what part of the series the 95 % interval holds the true mean, zero. */
function coverage(length: number, overlap: number, series: (random: Random) => Float64Array): number {
  let covered = 0;
  for (let seed = 0; seed < SERIES; seed++) {
    const options = { ...timesOf(length, overlap), seed, resamples: 500 };
    const { interval } = confidenceOf(startsOf(series(seededRandom(1000 + seed))), options);
    if (interval!.lower <= 0 && interval!.upper >= 0) covered++;
  }
  return covered / SERIES;
}

// The standard deviation of a coverage of .95 counted over 400 series is .011, over 200 .015.
Deno.test("confidenceOf() covers 95 % of independent savings, from the fewest observations on", () => {
  for (const length of [20, 39, 100]) {
    const covered = coverage(length, 1, (random) => autoregressive(length, 0, random));
    assert(covered > 0.92 && covered < 0.98, `${covered} of ${length} starts`);
  }
});

Deno.test("confidenceOf() covers 91 to 93 % where orders overlap", () => {
  for (const [length, overlap] of [[39, 2], [96, 5], [196, 5]] as const) {
    const covered = coverage(length, overlap, (random) => overlapping(length, overlap, random));
    assert(covered > 0.88 && covered < 0.96, `${covered} of ${length} starts, ${overlap} at a time`);
  }
});

Deno.test("confidenceOf() covers 90 % where a little goes on into the next horizon, less where much does", () => {
  const little = coverage(40, 1, (random) => autoregressive(40, 0.2, random));
  assert(little > 0.88 && little < 0.96, `${little}`);
  const much = coverage(40, 1, (random) => autoregressive(40, 0.5, random));
  assert(much > 0.78 && much < 0.9, `${much}`);
});

Deno.test("confidenceOf() covers skewed savings and those of heavy tails", () => {
  const skewed = coverage(
    39,
    1,
    (random) => Float64Array.from({ length: 39 }, () => -Math.log(1 - random()) - 1),
  );
  assert(skewed > 0.89, `${skewed}`);
  const heavy = coverage(39, 1, (random) =>
    // Student's t of three degrees of freedom.
    Float64Array.from({ length: 39 }, () => {
      const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
      return normal(random) / Math.sqrt(squares / 3);
    }));
  assert(heavy > 0.92, `${heavy}`);
});

Deno.test("confidenceOf() finds a saving of the detectable size four times in five", () => {
  const length = 60;
  // 36 degrees of freedom, in standard errors of 1/√60.
  const detectableErrors = 2.028 + 0.852;
  let found = 0;
  let claimed = 0;
  for (let seed = 0; seed < SERIES; seed++) {
    const values = autoregressive(length, 0, seededRandom(5000 + seed));
    const shifted = values.map((value) => value + detectableErrors / Math.sqrt(length));
    const { interval, detectable } = confidenceOf(startsOf(shifted), {
      ...timesOf(length),
      seed,
      resamples: 500,
    });
    if (interval!.lower > 0) found++;
    claimed += detectable! * Math.sqrt(length) / SERIES;
  }
  assertAlmostEquals(claimed, detectableErrors, 0.05);
  assertAlmostEquals(found / SERIES, 0.8, 0.05);
});

Deno.test("confidenceOf() is null below 20 independent horizons, by time or by starts, with the reason", () => {
  const values = autoregressive(200, 0, seededRandom(1));
  const reasonOf = (starts: number, options: Parameters<typeof confidenceOf>[1]) => {
    const { interval, detectable, effective, reason, reasonCode } = confidenceOf(
      startsOf(values.slice(0, starts)),
      options,
    );
    assertEquals([interval, detectable, reasonCode], [null, null, "too-few-horizons"]);
    assertEquals(reason, `the orders span ${effective} independent horizons, where an interval takes 20`);
    return effective;
  };
  assertEquals(reasonOf(0, timesOf(1)), 0);
  assertEquals(reasonOf(19, timesOf(19)), 19);
  // A thousand starts in an hour are six horizons.
  assertEquals(reasonOf(200, { ...timesOf(200, 60), scoredNs: 3600e9 }), 4);
  // Five orders in a day are five.
  assertEquals(reasonOf(5, { ...timesOf(5), spacingNs: 4680e9, scoredNs: 23_400e9 }), 5);
  // Nor are they more, or none, where a horizon is next to nothing beside the time between starts.
  const short = { ...timesOf(5), horizonNs: 30e9, spacingNs: 3600e9, scoredNs: 14_430e9 };
  assertEquals(reasonOf(5, short), 5);
  assertEquals(confidenceOf(startsOf(values.slice(0, 5)), short).meanBlock, 2);
  assertNotEquals(confidenceOf(startsOf(values.slice(0, 20)), timesOf(20)).interval, null);
});

Deno.test("confidenceOf() counts starts by weight: one of nearly all the notional is one", () => {
  const at = Array.from({ length: 50 }, (_, i) => i);
  const starts = gatherStarts(at, at, at.map((i) => i === 7 ? 1e6 : 1));
  const { effective, interval } = confidenceOf(starts, timesOf(50));
  assertEquals([effective, interval], [1, null]);
  const nearlyEqual = gatherStarts(at, at, at.map((i) => 0.1 + 1e-3 * (i % 3)));
  assertEquals(confidenceOf(nearlyEqual, timesOf(50)).effective, 50);
});

Deno.test("confidenceOf() makes blocks of twice the starts in a horizon", () => {
  const starts = startsOf(autoregressive(100, 0, seededRandom(1)));
  const blockOf = (horizonNs: number, spacingNs: number) =>
    confidenceOf(starts, { horizonNs, spacingNs, scoredNs: 1e15, seed: 1 }).meanBlock;
  assertEquals([blockOf(600e9, 600e9), blockOf(600e9, 601e9), blockOf(600e9, 590e9)], [2, 2, 4]);
  assertEquals(blockOf(600e9, 120e9), 10);
});

Deno.test("confidenceOf() widens the bootstrap's interval about the mean, less the more starts there are", () => {
  const widening = (length: number) => {
    const starts = startsOf(autoregressive(length, 0, seededRandom(length)));
    const raw = bootstrapMean(starts, { meanBlock: 2, seed: 1 });
    const { interval } = confidenceOf(starts, timesOf(length));
    const mean = meanOf(starts);
    const factor = (interval!.upper - mean) / (raw.upper - mean);
    assertAlmostEquals((interval!.lower - mean) / (raw.lower - mean), factor, 1e-9);
    assertAlmostEquals(interval!.standardError, raw.standardError / Math.sqrt(1 - 3 / length), 1e-9);
    return factor;
  };
  // t of 12 degrees of freedom, 2.1788, over the normal quantile, by √(1 − 3/20).
  assertAlmostEquals(widening(20), 2.178813 / 1.959964 / Math.sqrt(0.85), 1e-3);
  assertAlmostEquals(widening(10_000), 1, 1e-3);
});

Deno.test("confidenceOf() of orders that both strategies executed alike is sure of nothing saved", () => {
  const { interval, detectable } = confidenceOf(startsOf(new Float64Array(40)), timesOf(40));
  assertEquals([interval, detectable], [{ lower: 0, upper: 0, standardError: 0 }, 0]);
});

Deno.test("confidenceOf() refuses times that are not positive", () => {
  const starts = startsOf([1]);
  for (const name of ["horizonNs", "spacingNs", "scoredNs"]) {
    for (const timeNs of [0, -1, NaN, Infinity]) {
      const options = { ...timesOf(1), [name]: timeNs };
      assertThrows(() => confidenceOf(starts, options), RangeError, `${timeNs} for ${name}`);
    }
  }
});

Deno.test("confidenceOf() takes starts a hair's breadth nearer than the horizon for such that do not overlap", () => {
  const values = autoregressive(39, 0, seededRandom(1));
  const times = { ...timesOf(39), spacingNs: 599.998e9 };
  const { meanBlock, effective } = confidenceOf(startsOf(values), times);
  assertEquals({ meanBlock, effective }, { meanBlock: 2, effective: 39 });
});
