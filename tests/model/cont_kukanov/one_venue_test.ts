import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Terms } from "../../../src/model/cont_kukanov/model.ts";
import { solveOneVenue } from "../../../src/model/cont_kukanov/one_venue.ts";
import type { Distribution } from "../../../src/model/cont_kukanov/outflow/distribution.ts";
import { empirical } from "../../../src/model/cont_kukanov/outflow/empirical.ts";
import { exponential } from "../../../src/model/cont_kukanov/outflow/exponential.ts";
import { pareto } from "../../../src/model/cont_kukanov/outflow/pareto.ts";
import { poisson } from "../../../src/model/cont_kukanov/outflow/poisson.ts";
import { SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../../src/model/cont_kukanov/solver.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";
import { BASELINE, forSeeds, meanCost, randomProblem } from "./_problems.ts";
import { seeds } from "../../_seeds.ts";

/** Quantiles of the middles of 4,096 equal parts: an integral over them is an expectation. */
function quantiles({ quantile }: Distribution): Float64Array {
  return Float64Array.from({ length: 4096 }, (_, i) => quantile((i + 0.5) / 4096));
}

for (
  const [name, outflow] of [
    ["exponential", exponential(2200)],
    ["Pareto", pareto(1760, 5)],
    ["Poisson", poisson(2200)],
  ] as const
) {
  Deno.test(`solveOneVenue() finds the least expected cost for a ${name} outflow`, () => {
    const mean = new SampleMean();
    for (const lambdaUnder of [0.0235, 0.03, 0.05, 0.07]) {
      const terms: Terms = { ...BASELINE, lambdaUnder };
      mean.load({ ...terms, outflow: quantiles(outflow) });
      const value = (rest: number): number => {
        const decision = Float64Array.of(1000 - rest, rest);
        const filled = new Float64Array(mean.samples);
        mean.fill(decision, filled);
        return mean.value(decision, filled);
      };
      const { take, rest } = solveOneVenue(terms, outflow);
      assertAlmostEquals(take + rest, 1000);
      const least = value(rest);
      for (let other = 0; other <= 1000; other += 10) {
        assert(value(other) > least - 1e-4, `${lambdaUnder}, ${other}`);
      }
    }
  });
}

Deno.test("solveOneVenue() on an empirical outflow is as good as the solver of samples", () => {
  forSeeds(1, seeds(60, 200), (random) => {
    const { mostPosted: _, ladder: __, impact: ___, ...problem } = randomProblem(random, {
      mostVenues: 1,
      mostSamples: 30,
      mostShares: 40,
    });
    const { take, rest } = solveOneVenue(problem, empirical(problem.outflow));
    const value = new Solver().solve(problem, new Float64Array(2));
    assertAlmostEquals(meanCost(problem, Float64Array.of(take, rest)), value, 1e-12);
  });
});

Deno.test("solveOneVenue() rests all up to λ_low and takes all from λ_high on", () => {
  const { lambdaLow, lambdaHigh } = solveOneVenue(BASELINE, exponential(2200));
  const rest = (lambdaUnder: number): number =>
    solveOneVenue({ ...BASELINE, lambdaUnder }, exponential(2200)).rest;
  assertEquals([rest(lambdaLow), rest(lambdaHigh)], [1000, 0]);
  assertAlmostEquals(rest(lambdaLow + 1e-9), 1000, 0.01);
  assertAlmostEquals(rest(lambdaHigh - 1e-9), 0, 0.01);
});

Deno.test("solveOneVenue() always rests where the queue is sure to be reached", () => {
  assertEquals(
    solveOneVenue({ ...BASELINE, queue: Float64Array.of(0) }, pareto(1760, 5)).lambdaHigh,
    Infinity,
  );
});

Deno.test("solveOneVenue() rejects what has no closed form", () => {
  const two = { ...BASELINE, addRebate: new Float64Array(2), queue: new Float64Array(2) };
  assertThrows(() => solveOneVenue(two, poisson(1)), RangeError, "2 venues");
  const ladder = makeLadder([{ size: 1, cost: 0.02 }]);
  assertThrows(() => solveOneVenue({ ...BASELINE, ladder }, poisson(1)), RangeError, "ladder");
  assertThrows(() => solveOneVenue({ ...BASELINE, lambdaUnder: 0.01 }, poisson(1)), RangeError, "A3");
});
