import { assert, assertAlmostEquals } from "@std/assert";
import { CuttingPlanes } from "../../../src/model/cont_kukanov/_cutting_planes.ts";
import { Relaxation } from "../../../src/model/cont_kukanov/_relaxation.ts";
import { searchLattice } from "../../../src/model/cont_kukanov/exhaustive.ts";
import { lowerBound } from "../../../src/model/cont_kukanov/lower_bound.ts";
import { filledShares, TAKE, takingCost } from "../../../src/model/cont_kukanov/model.ts";
import { type Problem, SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { forSeeds, meanCost, randomDecision, randomProblem } from "./_problems.ts";

const SHAPE = { mostVenues: 3, mostSamples: 6, mostShares: 8 };

/** The relaxed cost by enumeration: of each sample, the cheapest whole fills that are on offer. */
function relaxedCost(problem: Problem, decision: Float64Array): number {
  const { queue, quantity, halfSpread, addRebate, thetaQueue, lambdaUnder, lambdaOver, outflow } = problem;
  const venues = queue.length;
  const samples = outflow.length / venues;
  let sum = 0;
  for (let sample = 0; sample < samples; sample++) {
    const offered = Array.from(
      queue,
      (ahead, k) => filledShares(decision[k + 1]!, ahead, outflow[sample * venues + k]!),
    );
    const cheapest = (venue: number, filled: number): number => {
      if (venue === venues) {
        return (lambdaUnder + thetaQueue) * Math.max(0, quantity - filled) +
          lambdaOver * Math.max(0, filled - quantity);
      }
      let least = Infinity;
      for (let shares = 0; shares <= offered[venue]!; shares++) {
        const rest = cheapest(venue + 1, filled + shares);
        least = Math.min(least, rest - (halfSpread + addRebate[venue]!) * shares);
      }
      return least;
    };
    sum += cheapest(0, decision[TAKE]!);
  }
  const impact = decision.reduce(
    (total, shares, k) => total + (problem.impact?.[k] ?? thetaQueue) * shares,
    0,
  );
  return takingCost(problem, decision[TAKE]!) + impact + sum / samples;
}

Deno.test("Relaxation.measure() is the cheapest choice of fills, and no more than V", () => {
  const mean = new SampleMean();
  forSeeds(1, 300, (random) => {
    const problem = randomProblem(random, SHAPE);
    mean.load(problem);
    const decision = randomDecision(random, problem);
    const relaxed = new Relaxation(mean).measure(decision);
    assertAlmostEquals(relaxed, relaxedCost(problem, decision), 1e-12);
    assert(relaxed <= meanCost(problem, decision) + 1e-12);
  });
});

Deno.test("Relaxation.slope is a subgradient: its plane is nowhere above the relaxed cost", () => {
  const mean = new SampleMean();
  forSeeds(1, 300, (random) => {
    const problem = randomProblem(random, { mostVenues: 5, mostSamples: 10, mostShares: 20 });
    mean.load(problem);
    const relaxation = new Relaxation(mean);
    const decision = randomDecision(random, problem);
    const value = relaxation.measure(decision);
    const slope = relaxation.slope.slice();
    for (let i = 0; i < 30; i++) {
      const other = randomDecision(random, problem);
      const plane = slope.reduce((sum, by, place) => sum + by * (other[place]! - decision[place]!), value);
      assert(relaxation.measure(other) >= plane - 1e-9);
    }
  });
});

Deno.test("lowerBound() is never above the best decision, and near the least relaxed cost", () => {
  const mean = new SampleMean();
  let tight = 0;
  forSeeds(1, 200, (random) => {
    const problem = randomProblem(random, SHAPE);
    mean.load(problem);
    const { bound, relaxed, point } = lowerBound(mean);
    const best = searchLattice(mean, 1).value;
    assert(bound <= best + 1e-9, `${bound} is above ${best}`);
    assert(bound <= relaxed && relaxed - bound <= 1e-6, `${bound} and ${relaxed} are far apart`);
    assertAlmostEquals(new Relaxation(mean).measure(point), relaxed, 1e-12);
    if (best - bound < 1e-6) tight++;
    // Few planes bound as well, only from further below.
    for (const planes of [1, 2, 5]) assert(lowerBound(mean, { planes }).bound <= bound + 1e-9);
  });
  assert(tight > 50, `${tight} tight bounds test too little`);
});

Deno.test("CuttingPlanes.minimise() closes in on the least value of a smooth function", () => {
  const centre = Float64Array.of(0.3, 0.6, 1.4);
  const planes = new CuttingPlanes(Float64Array.of(1, 1, 1), 1.5);
  const point = new Float64Array(3);
  for (let i = 0; i < 150; i++) {
    const gap = point.map((x, j) => x - centre[j]!);
    planes.add(gap.reduce((sum, x) => sum + x * x, 0), gap.map((x) => 2 * x), point);
    planes.minimise(point);
  }
  // The nearest point with x ≤ 1 and Σx ≤ 1.5.
  [0.1, 0.4, 1].forEach((x, j) => assertAlmostEquals(point[j]!, x, 1e-3));
  const least = 0.2 ** 2 + 0.2 ** 2 + 0.4 ** 2;
  assert(planes.bound() <= least + 1e-12);
  assertAlmostEquals(planes.bound(), least, 1e-5);
});
