import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { gatherStarts, meanOf } from "../../../src/analysis/statistics/starts.ts";
import { summarise } from "../../../src/analysis/statistics/summary.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { normal } from "./_series.ts";

Deno.test("gatherStarts() sums the orders of a start, whatever their number", () => {
  const { length, weightedSum, weight } = gatherStarts([5, 5, 7, 9, 9, 9], [1, 2, 3, 4, 5, 6], [
    1,
    2,
    3,
    1,
    1,
    1,
  ]);
  assertEquals([length, [...weightedSum], [...weight]], [3, [5, 9, 15], [3, 3, 3]]);
});

Deno.test("gatherStarts() of no orders is no starts", () => {
  assertEquals(gatherStarts([], [], []).length, 0);
});

Deno.test("meanOf() is the orders' weighted mean, however they are gathered", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = seededRandom(seed);
    let at = 0;
    const startNs = Array.from({ length: 1 + randomInt(random, 20) }, () => at += randomInt(random, 2));
    const values = startNs.map(() => normal(random));
    const weights = startNs.map(() => 1 + random());
    const { weightedMean } = summarise(values, weights);
    assertAlmostEquals(meanOf(gatherStarts(startNs, values, weights)), weightedMean, 1e-12, `seed ${seed}`);
  }
});

Deno.test("gatherStarts() refuses starts that fall, unequal lengths, and what it cannot average", () => {
  assertThrows(() => gatherStarts([2, 1], [0, 0], [1, 1]), RangeError, "2, then 1");
  assertThrows(() => gatherStarts([1, NaN], [0, 0], [1, 1]), RangeError, "1, then NaN");
  assertThrows(() => gatherStarts([1], [0, 0], [1, 1]), RangeError, "2 orders by 1");
  assertThrows(() => gatherStarts([1], [0], []), RangeError, "1 values by 0");
  assertThrows(() => gatherStarts([1], [NaN], [1]), RangeError, "NaN");
  assertThrows(() => gatherStarts([1], [0], [0]), RangeError, "weight by 0");
});
