import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { findChanges } from "../../../src/model/cont_kukanov/changes.ts";
import { solveOneVenue } from "../../../src/model/cont_kukanov/one_venue.ts";
import { exponential } from "../../../src/model/cont_kukanov/outflow/exponential.ts";
import type { Problem } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../../src/model/cont_kukanov/solver.ts";
import { BASELINE, forSeeds, meanCost, randomProblem } from "./_problems.ts";
import { seeds } from "../../_seeds.ts";

function solved(problem: Problem): Float64Array {
  const decision = new Float64Array(problem.queue.length + 1);
  new Solver().solve(problem, decision);
  return decision;
}

/** Evenly spread quantiles of an exponential outflow. */
const outflow = Float64Array.from({ length: 2000 }, (_, i) => exponential(2200).quantile((i + 0.5) / 2000));

Deno.test("findChanges() finds the λ_u up to which all rests, and the one from which on all is taken", () => {
  const { lambdaLow, lambdaHigh } = solveOneVenue(BASELINE, exponential(2200));
  const all = { ...BASELINE, lambdaUnder: 0.03, outflow };
  const resting = findChanges(all, solved(all), "lambdaUnder");
  assertEquals(resting.below.at, null);
  assertAlmostEquals(resting.above.at!, lambdaLow, 1e-4);
  const none = { ...BASELINE, lambdaUnder: 0.09, outflow };
  const taking = findChanges(none, solved(none), "lambdaUnder");
  assertEquals([taking.above.at, taking.above.decision], [null, null]);
  assertAlmostEquals(taking.above.searchedTo, 0.9);
  assertAlmostEquals(taking.below.at!, lambdaHigh, 1e-4);
});

Deno.test("findChanges() finds nothing where nothing depends on the parameter", () => {
  // One venue never fills too much, as M + L = S.
  const problem = { ...BASELINE, outflow };
  const { below, above } = findChanges(problem, solved(problem), "lambdaOver");
  assertEquals([below.at, above.at], [null, null]);
});

Deno.test("findChanges() gives values at which the other decision is better, and nearer ones where it is not", () => {
  const parameters = ["lambdaOver", "lambdaUnder", "thetaQueue"] as const;
  let found = 0;
  const problems = seeds(6, 25);
  forSeeds(1, problems, (random) => {
    const problem = randomProblem(random, { mostVenues: 3, mostSamples: 20, mostShares: 60 });
    const decision = solved(problem);
    for (const parameter of parameters) {
      const { below, above } = findChanges(problem, decision, parameter);
      for (const [change, sign] of [[below, -1], [above, 1]] as const) {
        if (change.at === null) continue;
        found++;
        assert(sign * (change.at - problem[parameter]) > 0);
        const there = { ...problem, [parameter]: change.at };
        assert(meanCost(there, change.decision!) < meanCost(there, decision));
        const nearer = { ...problem, [parameter]: change.at - sign * change.within };
        assert(meanCost(nearer, change.decision!) >= meanCost(nearer, decision) - 1e-12);
      }
    }
  });
  assert(found > 1.6 * problems, `${found} changes test too little`);
});

Deno.test("findChanges() passes over decisions that differ by less than asked for", () => {
  const problem = { ...BASELINE, outflow, whole: true };
  const decision = solved(problem);
  const near = findChanges(problem, decision, "lambdaUnder", { least: 1 }).above;
  const far = findChanges(problem, decision, "lambdaUnder", { least: 50 }).above;
  assert(near.at! < far.at!);
  assert(Math.abs(far.decision![1]! - decision[1]!) >= 50);
});
