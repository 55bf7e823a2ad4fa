import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { signsOf, summarise } from "../../../src/analysis/statistics/summary.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { normal } from "./_series.ts";

Deno.test("summarise() of a case by hand", () => {
  const { percentile95, ...rest } = summarise([4, -2, 1, 8], [100, 300, 100, 500]);
  assertAlmostEquals(percentile95, 4 + 4 * 0.85, 1e-12);
  assertEquals(rest, {
    count: 4,
    weightedMean: (400 - 600 + 100 + 4000) / 1000,
    mean: 2.75,
    median: 2.5,
    standardDeviation: Math.sqrt((1.25 ** 2 + 4.75 ** 2 + 1.75 ** 2 + 5.25 ** 2) / 3),
  });
});

Deno.test("summarise() of one order has no standard deviation", () => {
  const one = { count: 1, weightedMean: 7, mean: 7, median: 7, standardDeviation: null, percentile95: 7 };
  assertEquals(summarise([7], [0.1]), one);
});

Deno.test("summarise() moves with the values, scales with them, and ignores the weights' unit and the order", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = seededRandom(seed);
    const count = 2 + randomInt(random, 30);
    const values = Array.from({ length: count }, () => 10 * normal(random));
    const weights = values.map(() => 1 + random());
    const summary = summarise(values, weights);
    const places = values.map((_, i) => (i + 5) % count);
    const other = summarise(
      places.map((i) => 3 * values[i]! + 2),
      places.map((i) => 1000 * weights[i]!),
    );
    for (const key of ["weightedMean", "mean", "median", "percentile95"] as const) {
      assertAlmostEquals(other[key], 3 * summary[key] + 2, 1e-9, `${key}, seed ${seed}`);
    }
    assertAlmostEquals(other.standardDeviation!, 3 * summary.standardDeviation!, 1e-9, `seed ${seed}`);
  }
});

Deno.test("summarise() counts an order of triple weight as three orders, in the weighted mean alone", () => {
  const tripled = summarise([1, 2], [3, 1]);
  assertEquals(tripled.weightedMean, summarise([1, 1, 1, 2], [1, 1, 1, 1]).mean);
  assertEquals(tripled.mean, 1.5);
});

Deno.test("summarise() refuses what it cannot average", () => {
  assertThrows(() => summarise([], []), RangeError, "nothing");
  assertThrows(() => summarise([1, 2], [1]), RangeError, "2 values by 1");
  for (const value of [NaN, Infinity]) assertThrows(() => summarise([value], [1]), RangeError, String(value));
  for (const weight of [0, -1, NaN, Infinity]) {
    assertThrows(() => summarise([1], [weight]), RangeError, `weight by ${weight}`);
  }
});

Deno.test("signsOf() counts ties apart", () => {
  assertEquals(signsOf([1e-9, 0, -0, -5, 2]), { gained: 0.4, tied: 0.4, lost: 0.2 });
  assertEquals(signsOf([0]), { gained: 0, tied: 1, lost: 0 });
  assertThrows(() => signsOf([]), RangeError, "nothing");
  assertThrows(() => signsOf([NaN]), RangeError, "NaN");
});
