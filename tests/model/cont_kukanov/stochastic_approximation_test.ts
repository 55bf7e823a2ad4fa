import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../../../src/market/random.ts";
import { drawSamples, mixedOutflow } from "../../../src/model/cont_kukanov/outflow/joint.ts";
import { poisson } from "../../../src/model/cont_kukanov/outflow/poisson.ts";
import { approximate } from "../../../src/model/cont_kukanov/stochastic_approximation.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";
import { BASELINE, forSeeds, meanCost, randomProblem } from "./_problems.ts";

Deno.test("approximate() takes the steps that are printed, clipped", () => {
  forSeeds(1, 100, (random) => {
    const { ladder: _, mostPosted: __, mostSent: ___, whole: ____, impact: _____, ...problem } =
      randomProblem(random, {
        mostVenues: 4,
        mostSamples: 30,
        mostShares: 50,
      });
    const { quantity: s, halfSpread: h, takeFee: f, thetaQueue: theta, lambdaUnder, lambdaOver } = problem;
    const k = problem.queue.length;
    const n = problem.outflow.length / k;
    const all = theta + lambdaUnder + lambdaOver;
    const rebates = [...problem.addRebate];
    const gamma = Math.sqrt(k) * s /
      Math.sqrt(n * (h + f + all) ** 2 + n * rebates.reduce((sum, r) => sum + (h + r + all) ** 2, 0));
    const x = new Array<number>(k + 1).fill(s / (k + 1));
    const sum = x.map(() => 0);
    for (let sample = 0; sample < n; sample++) {
      const xi = [...problem.outflow.subarray(sample * k, (sample + 1) * k)];
      const filled = xi.reduce(
        (a, out, j) => a + Math.min(x[j + 1]!, Math.max(0, out - problem.queue[j]!)),
        x[0]!,
      );
      const miss = -(lambdaUnder + theta) * Number(filled < s - 1e-9 * s) +
        lambdaOver * Number(filled > s + 1e-9 * s);
      const g = [
        h + f + theta + miss,
        ...xi.map((out, j) =>
          theta + Number(out > problem.queue[j]! + x[j + 1]!) * (miss - (h + rebates[j]!))
        ),
      ];
      g.forEach((slope, i) => {
        x[i] = Math.min(s, Math.max(0, x[i]! - gamma * slope));
        sum[i]! += x[i]!;
      });
    }
    [...approximate(problem)].forEach((shares, i) => assertAlmostEquals(shares, sum[i]! / n, 1e-9));
  });
});

Deno.test("approximate() comes near the printed iterates of Table 1", () => {
  const own = poisson(2200);
  for (const [venues, quantity, printed] of [[3, 1000, -0.07], [5, 500, -2.05], [4, 5000, 1.79]] as const) {
    const problem = {
      ...BASELINE,
      quantity,
      addRebate: new Float64Array(venues).fill(0.002),
      queue: new Float64Array(venues).fill(2000),
    };
    const outflow = mixedOutflow(0.6, own, Array.from({ length: venues }, () => own));
    const train = drawSamples(outflow, 1000, seededRandom(1));
    const decision = approximate({ ...problem, outflow: train });
    const test = drawSamples(outflow, 20_000, seededRandom(2));
    assertAlmostEquals(meanCents({ ...problem, outflow: test }, decision), printed, 0.06);
  }
});

function meanCents(problem: Parameters<typeof approximate>[0], decision: Float64Array): number {
  return meanCost(problem, decision) / problem.quantity * 100;
}

Deno.test("approximate() stays within [0, S], and within bounds of its own", () => {
  forSeeds(1, 50, (random) => {
    const problem = randomProblem(random, { mostVenues: 4, mostSamples: 200, mostShares: 50 });
    const decision = approximate({
      ...problem,
      ladder: undefined,
      mostSent: undefined,
      impact: undefined,
      whole: false,
    });
    decision.forEach((shares, place) => {
      const most = place === 0 ? Infinity : problem.mostPosted?.[place - 1] ?? Infinity;
      assert(shares >= 0 && shares <= Math.min(most, problem.quantity));
    });
  });
});

Deno.test("approximate() rejects what it has no place for", () => {
  const problem = { ...BASELINE, outflow: Float64Array.of(2100) };
  assertEquals(approximate(problem).length, 2);
  const ladder = makeLadder([{ size: 1, cost: 0.02 }]);
  assertThrows(() => approximate({ ...problem, ladder }), RangeError, "ladder");
  assertThrows(() => approximate({ ...problem, mostSent: problem.quantity }), RangeError, "M + ΣL_k");
  assertThrows(() => approximate({ ...problem, whole: true }), RangeError, "whole shares");
});
