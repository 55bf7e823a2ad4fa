import { assertAlmostEquals, assertEquals } from "@std/assert";
import { explain } from "../../../src/model/cont_kukanov/explain.ts";
import { filledAmount, filledShares } from "../../../src/model/cont_kukanov/model.ts";
import { SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Slopes } from "../../../src/model/cont_kukanov/slopes.ts";
import { forSeeds, meanCost, randomDecision, randomProblem } from "./_problems.ts";

Deno.test("explain() gives probabilities, fills and costs as counted sample by sample", () => {
  const mean = new SampleMean();
  const slopes = new Slopes();
  forSeeds(1, 300, (random) => {
    const problem = randomProblem(random, { mostVenues: 4, mostSamples: 15, mostShares: 20 });
    mean.load(problem);
    const decision = randomDecision(random, problem);
    const filled = new Float64Array(mean.samples);
    mean.fill(decision, filled);
    slopes.measure(mean, decision, filled);
    const explanation = explain(mean, decision, slopes);
    const rows = Array.from(
      { length: mean.samples },
      (_, sample) => problem.outflow.subarray(sample * mean.venues, (sample + 1) * mean.venues),
    );
    const average = (of: (row: Float64Array) => number): number =>
      rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
    const total = (row: Float64Array): number => filledAmount(decision, problem, row);
    const { quantity } = problem;

    assertAlmostEquals(explanation.value, meanCost(problem, decision), 1e-12);
    assertAlmostEquals(
      Object.values(explanation.parts).reduce((sum, part) => sum + part),
      explanation.value,
      1e-12,
    );
    assertAlmostEquals(explanation.short, average((row) => Number(total(row) < quantity)));
    assertAlmostEquals(explanation.excess, average((row) => Number(total(row) > quantity)));
    assertAlmostEquals(explanation.expectedShort, average((row) => Math.max(0, quantity - total(row))));
    assertAlmostEquals(explanation.expectedExcess, average((row) => Math.max(0, total(row) - quantity)));
    assertAlmostEquals(explanation.parts.over, problem.lambdaOver * explanation.expectedExcess);
    assertEquals(explanation.take, {
      shares: decision[0]!,
      oneMore: slopes.up[0]!,
      oneLess: slopes.down[0]!,
    });
    explanation.venues.forEach((venue, k) => {
      const resting = decision[k + 1]!;
      const fill = (row: Float64Array): number => filledShares(resting, problem.queue[k]!, row[k]!);
      const others = (row: Float64Array): number => total(row) - fill(row);
      const reached = (row: Float64Array): number => Number(row[k]! > problem.queue[k]!);
      assertEquals(venue.shares, resting);
      assertAlmostEquals(venue.reached, average(reached));
      assertAlmostEquals(
        venue.filledInFull,
        average(resting === 0 ? reached : (row) => Number(row[k]! >= problem.queue[k]! + resting)),
      );
      assertAlmostEquals(venue.expectedFill, average(fill));
      assertAlmostEquals(venue.needed, average((row) => Number(others(row) < quantity)));
      assertAlmostEquals(venue.neededInFull, average((row) => Number(others(row) + resting <= quantity)));
      const excess = average((row) =>
        Math.max(0, total(row) - quantity) - Math.max(0, others(row) - quantity)
      );
      assertAlmostEquals(venue.expectedExcess, excess);
      assertAlmostEquals(venue.excessCost, problem.lambdaOver * excess);
      assertEquals([venue.oneMore, venue.oneLess], [slopes.up[k + 1]!, slopes.down[k + 1]!]);
    });
  });
});
