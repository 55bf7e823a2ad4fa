import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { SampleMean } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Slopes } from "../../../src/model/cont_kukanov/slopes.ts";
import { forSeeds, meanCost, randomDecision, randomProblem } from "./_problems.ts";
import { seeds } from "../../_seeds.ts";

Deno.test("Slopes.measure() is what a small step along each coordinate and exchange changes", () => {
  const mean = new SampleMean();
  const slopes = new Slopes();
  let kinks = 0;
  const problems = seeds(150, 500);
  forSeeds(1, problems, (random) => {
    const problem = randomProblem(random, { mostVenues: 4, mostSamples: 12, mostShares: 12 });
    mean.load(problem);
    const decision = randomDecision(random, problem);
    const places = decision.length;
    const filled = new Float64Array(mean.samples);
    mean.fill(decision, filled);
    slopes.measure(mean, decision, filled);
    // Counts are whole, so that V is linear on the way to the next one.
    const step = 1 / 8;
    const sent = decision.reduce((sum, shares) => sum + shares);
    const slope = (to: number, from: number): number => {
      const moved = decision.slice();
      if (to >= 0) moved[to]! += step;
      if (from >= 0) moved[from]! -= step;
      const grows = to >= 0 && from < 0;
      const allowed = moved.every((shares, place) => shares >= 0 && shares <= mean.most[place]!) &&
        (!grows || sent + step <= mean.budget);
      return allowed ? (meanCost(problem, moved) - meanCost(problem, decision)) / step : Infinity;
    };
    const assertSlope = (actual: number, expected: number): void => {
      if (expected === Infinity) assertEquals(actual, Infinity);
      else assertAlmostEquals(actual, expected, 1e-9);
    };
    let lowest = Infinity;
    for (let to = -1; to < places; to++) {
      for (let from = -1; from < places; from++) {
        if (to === from) continue;
        const expected = slope(to, from);
        lowest = Math.min(lowest, expected);
        const actual = from < 0
          ? slopes.up[to]!
          : to < 0
          ? slopes.down[from]!
          : slopes.exchange[to * places + from]!;
        assertSlope(actual, expected);
        if (to >= 0 && from < 0 && slope(-1, to) + expected > 1e-9) kinks++;
      }
    }
    assertSlope(slopes.lowest, lowest);
    if (lowest < Infinity) assertSlope(slope(slopes.lowestTo, slopes.lowestFrom), lowest);
  });
  assert(kinks > 2 * problems, `${kinks} kinks test too little`);
});
