import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { quantile } from "../../../src/analysis/statistics/quantile.ts";

Deno.test("quantile() interpolates as numpy.quantile does", () => {
  const values = [-3, -1, 0, 0.5, 2, 7, 11];
  const expected = [[0, -3], [0.025, -2.7], [0.25, -0.5], [0.5, 0.5], [0.6, 1.4], [0.95, 9.8], [1, 11]];
  for (const [share, value] of expected) assertAlmostEquals(quantile(values, share!), value!, 1e-12);
});

Deno.test("quantile() of one value is that value", () => {
  for (const share of [0, 0.3, 1]) assertEquals(quantile([5], share), 5);
});

Deno.test("quantile() refuses no values and shares outside [0, 1]", () => {
  assertThrows(() => quantile([], 0.5), RangeError, "of nothing");
  for (const share of [-0.1, 1.1, NaN]) assertThrows(() => quantile([1], share), RangeError, String(share));
});
