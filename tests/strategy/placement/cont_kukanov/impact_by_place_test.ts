import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { explain } from "../../../../src/model/cont_kukanov/explain.ts";
import { interiorShortProbabilityBeyond } from "../../../../src/model/cont_kukanov/interior.ts";
import { solveOneVenue } from "../../../../src/model/cont_kukanov/one_venue.ts";
import { exponential } from "../../../../src/model/cont_kukanov/outflow/exponential.ts";
import { independentOutflow, spreadSamples } from "../../../../src/model/cont_kukanov/outflow/joint.ts";
import { Solver } from "../../../../src/model/cont_kukanov/solver.ts";
import { approximate } from "../../../../src/model/cont_kukanov/stochastic_approximation.ts";
import { seeds } from "../../../_seeds.ts";
import { BASELINE, forSeeds, randomProblem } from "../../../model/cont_kukanov/_problems.ts";

const solver = new Solver();

Deno.test("Terms.impact of θ everywhere is θ", () => {
  forSeeds(1, seeds(12, 60), (random) => {
    const { impact: _, ...problem } = randomProblem(random, {
      mostVenues: 3,
      mostSamples: 20,
      mostShares: 30,
    });
    const places = problem.queue.length + 1;
    const [plain, byPlace] = [new Float64Array(places), new Float64Array(places)];
    const value = solver.solve(problem, plain);
    const impact = new Float64Array(places).fill(problem.thetaQueue);
    assertEquals(solver.solve({ ...problem, impact }, byPlace), value);
    assertEquals(byPlace, plain);
  });
});

Deno.test("Terms.impact moves shares away from where it is higher", () => {
  const outflow = Float64Array.of(1060, 1060, 1060, 1060);
  const problem = {
    ...BASELINE,
    quantity: 60,
    addRebate: Float64Array.of(0.002, 0.002),
    queue: Float64Array.of(1000, 1000),
    outflow,
    whole: true,
  };
  const decision = new Float64Array(3);
  solver.solve({ ...problem, impact: Float64Array.of(0.001, 0.002, 0.001) }, decision);
  assertEquals([...decision], [0, 0, 60]);
  solver.solve({ ...problem, impact: Float64Array.of(0.001, 0.001, 0.002) }, decision);
  assertEquals([...decision], [0, 60, 0]);
  // Resting earns 2.2 cents and taking costs 2.3: beyond 4.5 cents more, shares are taken.
  solver.solve({ ...problem, impact: Float64Array.of(0.001, 0.0459, 0.0459) }, decision);
  assertEquals(decision[0], 0);
  solver.solve({ ...problem, impact: Float64Array.of(0.001, 0.0461, 0.0461) }, decision);
  assertEquals([...decision], [60, 0, 0]);
});

Deno.test("interiorShortProbability() holds at a smooth optimum with θ by place", () => {
  const samples = seeds(15_000, 60_000);
  const near = 1 / Math.sqrt(samples);
  const joint = independentOutflow([exponential(2200), exponential(2500)]);
  const problem = {
    ...BASELINE,
    quantity: 4500,
    addRebate: Float64Array.of(0.002, 0.002),
    queue: Float64Array.of(400, 600),
    impact: Float64Array.of(0.0002, 0.001, 0.0015),
    outflow: spreadSamples(joint, samples),
  };
  const decision = new Float64Array(3);
  const value = solver.solve(problem, decision, { kicks: 0 });
  assert(decision.every((shares) => shares > 0));
  const { short, shortAtSmoothOptimum, parts } = explain(solver.mean, decision, solver.slopes);
  assertAlmostEquals(short, shortAtSmoothOptimum, near / 2);
  assertAlmostEquals(shortAtSmoothOptimum, (0.023 + 0.0002 + 0.05) / 0.1005, 1e-12);
  assertAlmostEquals(Object.values(parts).reduce((sum, part) => sum + part), value, 1e-9);
  const filled = new Float64Array(samples);
  solver.mean.fill(decision, filled);
  for (const venue of [0, 1]) {
    let beyond = 0;
    let shortBeyond = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (problem.outflow[2 * sample + venue]! <= problem.queue[venue]! + decision[venue + 1]!) continue;
      beyond++;
      if (filled[sample]! < 4500) shortBeyond++;
    }
    const expected = interiorShortProbabilityBeyond(problem, venue, beyond / samples);
    assertAlmostEquals(shortBeyond / beyond, expected, 1.25 * near);
  }
});

Deno.test("Terms.impact has no place in the closed form, nor in the paper's algorithm", () => {
  const problem = { ...BASELINE, impact: Float64Array.of(0, 0), outflow: Float64Array.of(2100) };
  assertThrows(() => solveOneVenue(problem, exponential(2200)), RangeError, "θ by place");
  assertThrows(() => approximate(problem), RangeError, "θ by place");
});
