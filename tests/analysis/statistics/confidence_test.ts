import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { confidenceOf, confidencesOf } from "../../../src/analysis/statistics/confidence.ts";
import { bootstrapMean } from "../../../src/analysis/statistics/stationary_bootstrap.ts";
import { gatherStarts, meanOf } from "../../../src/analysis/statistics/starts.ts";
import { type Random, seededRandom } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";
import { autoregressive, heavyTailed, normal, overlapping, startsOf } from "./_series.ts";

/** Times of so many starts, each in the place of `overlap` horizons, and a seed. */
function timesOf(starts: number, overlap = 1) {
  const horizonNs = 600e9;
  const spacingNs = horizonNs / overlap;
  return { horizonNs, spacingNs, scoredNs: (starts - 1) * spacingNs + horizonNs, seed: 1 };
}

const SERIES = seeds(150, 400);
const RESAMPLES = seeds(200, 500);

/** In what part of the series the 95 % interval holds the true mean, zero. */
function coverage(length: number, overlap: number, series: (random: Random) => Float64Array): number {
  let covered = 0;
  for (let seed = 0; seed < SERIES; seed++) {
    const options = { ...timesOf(length, overlap), seed, resamples: RESAMPLES };
    const { interval } = confidenceOf(startsOf(series(seededRandom(1000 + seed))), options);
    if (interval!.lower <= 0 && interval!.upper >= 0) covered++;
  }
  return covered / SERIES;
}

// The standard deviation of a coverage of .95 counted over 400 series is .011, over 150 .018.
Deno.test("confidenceOf() covers 95 % of independent savings, from the fewest observations on", () => {
  for (const length of [20, 39, 100]) {
    const covered = coverage(length, 1, (random) => autoregressive(length, 0, random));
    assert(covered > 0.92 && covered < 0.98, `${covered} of ${length} starts`);
  }
});

Deno.test("confidenceOf() covers 93 to 94 % where orders overlap", () => {
  for (const [length, overlap] of [[58, 3], [117, 3], [196, 5]] as const) {
    const covered = coverage(length, overlap, (random) => overlapping(length, overlap, random));
    assert(
      covered > 0.9 && covered < 0.97,
      `${covered} of ${length} starts, ${overlap} at a time`,
    );
  }
});

Deno.test("confidenceOf() covers 89 to 93 % of 39 horizons that go on into the next, 92 to 95 % of 100", () => {
  for (const phi of [0.3, 0.5, 0.7]) {
    const few = coverage(39, 1, (random) => autoregressive(39, phi, random));
    const many = coverage(100, 1, (random) => autoregressive(100, phi, random));
    assert(few > 0.95 - 0.1 * phi - 0.03 && few < 0.98, `${few} at ${phi}`);
    assert(many > 0.9 && many < 0.98, `${many} at ${phi}`);
  }
});

Deno.test("confidenceOf() covers skewed savings and those of heavy tails", () => {
  const skewed = coverage(
    39,
    1,
    (random) => Float64Array.from({ length: 39 }, () => -Math.log(1 - random()) - 1),
  );
  assert(skewed > 0.89, `${skewed}`);
  const heavy = coverage(39, 1, (random) => heavyTailed(39, random));
  assert(heavy > 0.92, `${heavy}`);
});

Deno.test("confidenceOf() finds a saving of the detectable size four times in five", () => {
  const length = 60;
  // 60·5/13 degrees of freedom, in standard errors of 1/√60.
  const detectableErrors = 2.0687 + 0.858;
  let found = 0;
  let claimed = 0;
  for (let seed = 0; seed < SERIES; seed++) {
    const values = autoregressive(length, 0, seededRandom(5000 + seed));
    const shifted = values.map((value) => value + detectableErrors / Math.sqrt(length));
    const { interval, detectable } = confidenceOf(startsOf(shifted), {
      ...timesOf(length),
      seed,
      resamples: RESAMPLES,
    });
    if (interval!.lower > 0) found++;
    claimed += detectable! * Math.sqrt(length) / SERIES;
  }
  // A correlation that is found by chance widens some of them; none is narrowed.
  assert(claimed > detectableErrors - 0.05 && claimed < 1.08 * detectableErrors, `${claimed}`);
  assertAlmostEquals(found / SERIES, 0.8, 0.05);
});

Deno.test("confidenceOf() is null below 20 independent horizons, by time or by starts, with the reason", () => {
  const values = autoregressive(200, 0, seededRandom(1));
  const reasonOf = (starts: number, options: Parameters<typeof confidenceOf>[1]) => {
    const { interval, detectable, horizons, reason, reasonCode } = confidenceOf(
      startsOf(values.slice(0, starts)),
      options,
    );
    assertEquals([interval, detectable, reasonCode], [null, null, "too-few-horizons"]);
    assertEquals(reason, `the orders span ${horizons} independent horizons, where an interval takes 20`);
    return horizons;
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
  assertEquals(confidenceOf(startsOf(values.slice(0, 5)), short).meanBlock, 3);
  assertNotEquals(confidenceOf(startsOf(values.slice(0, 20)), timesOf(20)).interval, null);
});

Deno.test("confidenceOf() counts starts by weight: one of nearly all the notional is one", () => {
  const at = Array.from({ length: 50 }, (_, i) => i);
  const starts = gatherStarts(at, at, at.map((i) => i === 7 ? 1e6 : 1));
  const { horizons, interval } = confidenceOf(starts, timesOf(50));
  assertEquals([horizons, interval], [1, null]);
  const nearlyEqual = gatherStarts(at, at, at.map((i) => 0.1 + 1e-3 * (i % 3)));
  assertEquals(confidenceOf(nearlyEqual, timesOf(50)).horizons, 50);
});

Deno.test("confidenceOf() makes blocks of three horizons", () => {
  const starts = startsOf(autoregressive(100, 0, seededRandom(1)));
  const blockOf = (horizonNs: number, spacingNs: number) =>
    confidenceOf(starts, { horizonNs, spacingNs, scoredNs: 1e15, seed: 1 }).meanBlock;
  assertEquals([blockOf(600e9, 600e9), blockOf(600e9, 601e9), blockOf(600e9, 590e9)], [3, 3, 6]);
  assertEquals(blockOf(600e9, 120e9), 15);
});

Deno.test("confidenceOf() widens the bootstrap's interval about the mean, less the more starts there are", () => {
  const widening = (length: number) => {
    // Turning series: no correlation is found from one horizon to the next.
    const turning = autoregressive(length, -0.9, seededRandom(length));
    const starts = startsOf(turning);
    const resamples = seeds(200, 2000); // the same for both: the factor is that of any number
    const raw = bootstrapMean(starts, { meanBlock: 3, seed: 1, resamples });
    const { interval, correlation } = confidenceOf(starts, { ...timesOf(length), resamples });
    assertEquals(correlation, 0);
    const mean = meanOf(starts);
    const factor = (interval!.upper - mean) / (raw.upper - mean);
    assertAlmostEquals((interval!.lower - mean) / (raw.lower - mean), factor, 1e-9);
    assertAlmostEquals(interval!.standardError, raw.standardError / Math.sqrt(1 - 5 / length), 1e-9);
    return factor;
  };
  // t of 100/13 degrees of freedom, 2.3222, over the normal quantile, by √(1 − 5/20).
  assertAlmostEquals(widening(20), 2.3222 / 1.959964 / Math.sqrt(0.75), 2e-3);
  assertAlmostEquals(widening(10_000), 1, 1e-3);
});

Deno.test("confidenceOf() counts fewer independent horizons, and errs more, where they go on into the next", () => {
  const starts = startsOf(autoregressive(200, 0.6, seededRandom(4)));
  const { correlation, horizons, effective, interval } = confidenceOf(starts, timesOf(200));
  assertEquals(horizons, 200);
  assertEquals(effective, Math.floor(200 * (1 - correlation) / (1 + correlation)));
  const seen = bootstrapMean(starts, { meanBlock: 3, seed: 1 }).standardError;
  // Of ρ, blocks of three horizons see two thirds.
  const ratio = (1 + correlation) / (1 - correlation) * (1 - correlation * 2 / 3) / (1 + correlation * 2 / 3);
  assertAlmostEquals(interval!.standardError, seen * Math.sqrt(ratio / (1 - 5 / 200)), 1e-9);
});

Deno.test("confidenceOf() of orders that both strategies executed alike is sure of nothing saved", () => {
  const { interval, detectable } = confidenceOf(startsOf(new Float64Array(40)), timesOf(40));
  assertEquals([interval, detectable], [{ lower: 0, upper: 0, standardError: 0, simultaneous: false }, 0]);
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
  const { meanBlock, horizons } = confidenceOf(startsOf(values), times);
  assertEquals({ meanBlock, horizons }, { meanBlock: 3, horizons: 39 });
});

Deno.test("confidencesOf() covers all means at once 95 times in a hundred, alike or not", () => {
  for (const [length, series, shared] of [[39, 4, 0.7], [39, 6, 0], [100, 6, 0.5]] as const) {
    let covered = 0;
    for (let seed = 0; seed < SERIES; seed++) {
      const random = seededRandom(9000 + seed);
      const common = Array.from({ length }, () => normal(random));
      const family = Array.from({ length: series }, () =>
        startsOf(
          common.map((value) => Math.sqrt(shared) * value + Math.sqrt(1 - shared) * normal(random)),
        ));
      const all = confidencesOf(family, { ...timesOf(length), seed, resamples: RESAMPLES });
      if (all.every(({ interval }) => interval!.lower <= 0 && interval!.upper >= 0)) covered++;
    }
    assert(covered / SERIES > 0.91 && covered / SERIES < 0.985, `${covered / SERIES} of ${series} series`);
  }
});

Deno.test("confidencesOf() of one series is its interval, but for the resamples' skew", () => {
  const starts = startsOf(autoregressive(100, 0, seededRandom(3)));
  const [joint] = confidencesOf([starts], timesOf(100));
  const alone = confidenceOf(starts, timesOf(100));
  assert(joint!.interval!.simultaneous);
  assertEquals(joint!.interval!.standardError, alone.interval!.standardError);
  assertEquals(joint!.detectable, alone.detectable);
  const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;
  assertAlmostEquals(width(joint!.interval!) / width(alone.interval!), 1, 0.03);
});

Deno.test("confidencesOf() leaves out what both strategies executed alike, and refuses different starts", () => {
  const same = startsOf(new Float64Array(40));
  const other = startsOf(autoregressive(40, 0, seededRandom(3)));
  const [none, some] = confidencesOf([same, other], timesOf(40));
  assertEquals(none!.interval, { lower: 0, upper: 0, standardError: 0, simultaneous: true });
  assertEquals(some!.interval, confidencesOf([other], timesOf(40))[0]!.interval);
  assertThrows(() => confidencesOf([same, startsOf([1])], timesOf(40)), RangeError, "different starts");
  assertEquals(confidencesOf([], timesOf(40)), []);
  const few = confidencesOf([startsOf([1, 2])], timesOf(2));
  assertEquals(few[0]!.interval, null);
});
