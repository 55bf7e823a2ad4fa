import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../../../../src/market/random.ts";
import { exponential } from "../../../../src/model/cont_kukanov/outflow/exponential.ts";
import {
  drawSamples,
  independentOutflow,
  mixedOutflow,
  spreadSamples,
} from "../../../../src/model/cont_kukanov/outflow/joint.ts";
import { poisson } from "../../../../src/model/cont_kukanov/outflow/poisson.ts";

const N = 100_000;

function moments(rows: Float64Array): { means: number[]; variances: number[]; covariance: number } {
  const n = rows.length / 2;
  const mean = (f: (row: number) => number): number => {
    let sum = 0;
    for (let row = 0; row < n; row++) sum += f(row);
    return sum / n;
  };
  const means = [0, 1].map((k) => mean((row) => rows[2 * row + k]!));
  const central = (row: number, k: number): number => rows[2 * row + k]! - means[k]!;
  return {
    means,
    variances: [0, 1].map((k) => mean((row) => central(row, k) ** 2)),
    covariance: mean((row) => central(row, 0) * central(row, 1)),
  };
}

for (const [name, make] of [["drawSamples()", drawSamples], ["spreadSamples()", spreadSamples]] as const) {
  Deno.test(`${name} has the moments of independent venues`, () => {
    const rows = make(independentOutflow([exponential(200), poisson(100)]), N, seededRandom(1));
    const { means, variances, covariance } = moments(rows);
    assertAlmostEquals(means[0]!, 200, 2);
    assertAlmostEquals(means[1]!, 100, 0.1);
    assertAlmostEquals(variances[0]! / 200 ** 2, 1, 0.03);
    assertAlmostEquals(variances[1]! / 100, 1, 0.03);
    assertAlmostEquals(covariance / 2000, 0, 0.02);
  });

  Deno.test(`${name} has the moments of a mix`, () => {
    const own = poisson(2200);
    const rows = make(mixedOutflow(0.6, own, [own, own]), N, seededRandom(2));
    const { means, variances, covariance } = moments(rows);
    assertAlmostEquals(means[0]!, 2200, 0.5);
    assertAlmostEquals(variances[1]! / (2200 * (0.36 + 0.16)), 1, 0.02);
    assertAlmostEquals(covariance / (2200 * 0.36), 1, 0.03);
  });
}

Deno.test("drawSamples() repeats itself with the same seed, and not with another", () => {
  const outflow = independentOutflow([exponential(200), poisson(100)]);
  const draw = (seed: number): Float64Array => drawSamples(outflow, 50, seededRandom(seed));
  assertEquals(draw(3), draw(3));
  assert(String(draw(3)) !== String(draw(4)));
});

Deno.test("spreadSamples() misses means by far less than random samples do", () => {
  const outflow = independentOutflow([exponential(200), exponential(300)]);
  // The larger of two outflows has mean 200 + 300 − 1/(1/200 + 1/300) = 380.
  const miss = (rows: Float64Array): number => {
    let sum = 0;
    for (let row = 0; row < rows.length / 2; row++) sum += Math.max(rows[2 * row]!, rows[2 * row + 1]!);
    return Math.abs(sum / (rows.length / 2) - 380);
  };
  assert(miss(spreadSamples(outflow, 16_384)) < 0.1);
  assert(miss(drawSamples(outflow, 16_384, seededRandom(1))) > 0.1);
});

Deno.test("mixedOutflow() rejects weights that are none", () => {
  for (const alpha of [-0.1, 1.1, NaN]) {
    assertThrows(() => mixedOutflow(alpha, poisson(1), [poisson(1)]), RangeError, `by ${alpha}`);
  }
});
