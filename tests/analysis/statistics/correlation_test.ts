import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  horizonCorrelation,
  longRunRatio,
  recolouring,
} from "../../../src/analysis/statistics/correlation.ts";
import { gatherStarts } from "../../../src/analysis/statistics/starts.ts";
import { seededRandom } from "../../../src/market/random.ts";
import { autoregressive, overlapping, startsOf } from "./_series.ts";

Deno.test("horizonCorrelation() is right on average, few horizons or many", () => {
  for (const [length, phi] of [[40, 0.3], [40, 0.6], [200, 0.6]] as const) {
    let sum = 0;
    for (let seed = 0; seed < 400; seed++) {
      sum += horizonCorrelation(startsOf(autoregressive(length, phi, seededRandom(seed))), 1);
    }
    assertAlmostEquals(sum / 400, phi, 0.03, `${length} of ${phi}`);
  }
});

Deno.test("horizonCorrelation() by hand", () => {
  // Deviations −2, −1, 0, 1, 2 and once more: products of neighbours 2, 0, 0, 2, −4, 2, 0, 0, 2.
  const starts = startsOf([1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
  assertAlmostEquals(horizonCorrelation(starts, 1), (4 / 20 * 10 + 1) / 6, 1e-12);
  // Two starts in a horizon: products two apart 0, −1, 0, −2, 0, 0, −1, 0: below zero counts as none.
  assertEquals(horizonCorrelation(starts, 2), 0);
});

Deno.test("horizonCorrelation() takes what orders share by overlapping for no correlation", () => {
  let sum = 0;
  for (let seed = 0; seed < 300; seed++) {
    sum += horizonCorrelation(startsOf(overlapping(240, 3, seededRandom(seed))), 3);
  }
  // The part of a small estimate that lies above zero.
  assert(sum / 300 < 0.07, `${sum / 300}`);
});

Deno.test("horizonCorrelation() weighs what starts weigh, and stays from 0 to 0.9", () => {
  const at = Array.from({ length: 40 }, (_, i) => i);
  const trend = gatherStarts(at, at, at.map(() => 1));
  assertEquals(horizonCorrelation(trend, 1), 0.9);
  const light = gatherStarts(at, at.map((i) => i < 20 ? i : (-1) ** i), at.map((i) => i < 20 ? 1e-9 : 1));
  assertEquals(horizonCorrelation(light, 1), 0);
  assertEquals(horizonCorrelation(startsOf([1, 2, 3, 4]), 1), 0);
  assertEquals(horizonCorrelation(startsOf([5, 5, 5, 5, 5, 5]), 1), 0);
});

Deno.test("recolouring() gives back what blocks cut off, and nothing where there is no correlation", () => {
  assertEquals(recolouring(0, 3, 1), 1);
  assertAlmostEquals(recolouring(0.5, 3, 1) ** 2, 3 / ((1 + 1 / 3) / (1 - 1 / 3)), 1e-12);
  // Blocks without end keep all of it.
  assertAlmostEquals(recolouring(0.5, 1e9, 3), 1, 1e-6);
  assertEquals(longRunRatio(0.5), 3);
});
