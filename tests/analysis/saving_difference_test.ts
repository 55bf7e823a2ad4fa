import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  independentDifference,
  meanOverPairs,
  type OrderSavings,
  pairedDifferences,
  pairOrders,
} from "../../src/analysis/saving_difference.ts";
import { confidenceOf } from "../../src/analysis/statistics/confidence.ts";
import { meanOf } from "../../src/analysis/statistics/starts.ts";
import { type Random, seededRandom } from "../../src/market/random.ts";
import { seeds } from "../_seeds.ts";
import { autoregressive, normal } from "./statistics/_series.ts";

const STARTS = 60;
const TIMES = { horizonNs: 1, spacingNs: 1, scoredNs: STARTS };

/** Buys, one a start, and what they saved. */
function savings(bps: ArrayLike<number>, notional?: readonly number[]): OrderSavings {
  return {
    startNs: Array.from(bps, (_, i) => BigInt(i)),
    side: Array.from(bps, () => "buy"),
    quantity: Array.from(bps, () => 500),
    notional: notional ?? Array.from(bps, () => 1e5),
    bps: Array.from(bps),
  };
}

Deno.test("pairOrders() pairs what is the same in start, side and quantity, each order once", () => {
  const columns = (...orders: readonly [bigint, string, number][]) => ({
    startNs: orders.map(([start]) => start),
    side: orders.map(([, side]) => side),
    quantity: orders.map(([, , quantity]) => quantity),
    notional: orders.map(() => 1),
  });
  const a = columns([0n, "buy", 5], [0n, "buy", 5], [0n, "sell", 5], [9n, "buy", 5], [9n, "buy", 6]);
  assertEquals(pairOrders(a, a), [[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]]);
  const b = columns([0n, "sell", 5], [0n, "buy", 5], [8n, "buy", 5], [9n, "buy", 6], [9n, "buy", 6]);
  assertEquals(pairOrders(a, b), [[0, 1], [2, 0], [4, 3]]);
  assertEquals(
    pairOrders(b, a).map(([i, j]) => [j, i]).sort(),
    pairOrders(a, b).map((pair) => [...pair]).sort(),
  );
  assertEquals(pairOrders(columns(), b), []);
});

Deno.test("pairedDifferences() weighs an order by its notional; the sides exchanged, all signs change", () => {
  for (let seed = 0; seed < seeds(8, 200); seed++) {
    const random = seededRandom(seed);
    const drawn = (): OrderSavings =>
      savings(
        autoregressive(STARTS, 0.3, random),
        Array.from({ length: STARTS }, () => 1e4 * (1 + random())),
      );
    const [a, b] = [drawn(), drawn()];
    const pairs = pairOrders(a, b).slice(3);
    const back = pairs.map(([i, j]) => [j, i] as const);
    const [there, return_] = [pairedDifferences(pairs, a, b), pairedDifferences(back, b, a)];
    const means = meanOverPairs(pairs, a, b);
    assertAlmostEquals(meanOf(there), means.a - means.b, 1e-12, `seed ${seed}`);
    assertAlmostEquals(meanOf(return_), -meanOf(there), 1e-12, `seed ${seed}`);
    const [forth, opposite] = [there, return_].map((starts) =>
      confidenceOf(starts, { ...TIMES, seed }).interval!
    );
    assertAlmostEquals(opposite!.lower, -forth!.upper, 1e-9, `seed ${seed}`);
    assertAlmostEquals(opposite!.upper, -forth!.lower, 1e-9, `seed ${seed}`);
  }
});

/** Two savings on the same orders: a market that both share, and something of their own. */
function pairOfSeries(random: Random): readonly [Float64Array, Float64Array] {
  const market = autoregressive(STARTS, 0.3, random);
  const own = (): Float64Array => market.map((common) => 3 * common + normal(random));
  return [own(), own()];
}

// The standard deviation of a coverage of .95 counted over 300 pairs is .013, over 1000 .007.
Deno.test("paired, a difference's interval covers 95 %, and finds what independent intervals cannot", () => {
  const trials = seeds(300, 1000);
  // Five standard errors of the mean of 60 differences; little more than one where the market does not cancel.
  const difference = 1;
  let [covered, claimed, found, foundUnpaired] = [0, 0, 0, 0];
  for (let seed = 0; seed < trials; seed++) {
    const [a, b] = pairOfSeries(seededRandom(7000 + seed));
    const options = { ...TIMES, seed, resamples: seeds(100, 500) };
    const intervalOf = (first: ArrayLike<number>): { lower: number; upper: number } => {
      const [x, y] = [savings(first), savings(b)];
      return confidenceOf(pairedDifferences(pairOrders(x, y), x, y), options).interval!;
    };
    const none = intervalOf(a);
    if (none.lower <= 0 && none.upper >= 0) covered++;
    if (none.lower > 0) claimed++;
    const shifted = a.map((bps) => bps + difference);
    if (intervalOf(shifted).lower > 0) found++;
    const measured = (bps: ArrayLike<number>) => {
      const zeros = savings(new Float64Array(STARTS));
      const starts = pairedDifferences(pairOrders(zeros, zeros), savings(bps), zeros);
      const { lower, upper } = confidenceOf(starts, options).interval!;
      return { bps: meanOf(starts), lower, upper };
    };
    if (independentDifference(measured(shifted), measured(b)).lower > 0) foundUnpaired++;
  }
  const of = (count: number): string => `${count} of ${trials}`;
  assert(covered > 0.92 * trials && covered < 0.98 * trials, of(covered));
  assert(claimed < 0.045 * trials, of(claimed));
  assert(found > 0.95 * trials, of(found));
  assert(foundUnpaired < 0.3 * trials, of(foundUnpaired));
});

Deno.test("independentDifference() is the usual interval of normal means, and covers 95 %", () => {
  const random = seededRandom(11);
  const trials = seeds(4000, 40_000);
  const [errorA, errorB] = [0.3, 0.8];
  const measured = (truth: number, error: number) => {
    const bps = truth + error * normal(random);
    return { bps, lower: bps - 1.96 * error, upper: bps + 1.96 * error };
  };
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const [a, b] = [measured(2, errorA), measured(5, errorB)];
    const { lower, upper } = independentDifference(a, b);
    assertAlmostEquals(upper - lower, 2 * 1.96 * Math.hypot(errorA, errorB), 1e-12);
    const opposite = independentDifference(b, a);
    assertEquals([opposite.lower, opposite.upper], [-upper, -lower]);
    if (lower <= -3 && upper >= -3) covered++;
  }
  assertAlmostEquals(covered / trials, 0.95, 0.012);
});
