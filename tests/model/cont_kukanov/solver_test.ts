import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../../../src/market/random.ts";
import { searchLattice } from "../../../src/model/cont_kukanov/exhaustive.ts";
import { lowerBound } from "../../../src/model/cont_kukanov/lower_bound.ts";
import { drawSamples, mixedOutflow } from "../../../src/model/cont_kukanov/outflow/joint.ts";
import { poisson } from "../../../src/model/cont_kukanov/outflow/poisson.ts";
import type { Problem } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../../src/model/cont_kukanov/solver.ts";
import { approximate } from "../../../src/model/cont_kukanov/stochastic_approximation.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";
import { BASELINE, forSeeds, meanCost, randomProblem } from "./_problems.ts";
import { seeds } from "../../_seeds.ts";

function solved(problem: Problem, solver = new Solver()): { decision: Float64Array; value: number } {
  const decision = new Float64Array(problem.queue.length + 1);
  const value = solver.solve(problem, decision);
  return { decision, value };
}

/** The paper's baseline at K venues. */
function baseline(venues: number, quantity: number, samples: number, seed: number): Problem {
  const own = poisson(2200);
  const outflow = mixedOutflow(0.6, own, Array.from({ length: venues }, () => own));
  return {
    ...BASELINE,
    quantity,
    addRebate: new Float64Array(venues).fill(0.002),
    queue: new Float64Array(venues).fill(2000),
    outflow: drawSamples(outflow, samples, seededRandom(seed)),
  };
}

Deno.test("Solver.solve() is as good as enumerating every decision, in random cases: 400 in the long run", () => {
  const solver = new Solver();
  const seen = { ladder: 0, bounds: 0, budget: 0, infinite: 0 };
  const cases = seeds(150, 400);
  forSeeds(1, cases, (random) => {
    const problem = randomProblem(random, { mostVenues: 4, mostSamples: 12, mostShares: 9 });
    const { decision, value } = solved(problem, solver);
    const best = searchLattice(solver.mean, 1);
    assertAlmostEquals(value, best.value, 1e-12, `${decision} costs more than ${best.decision}`);
    assertAlmostEquals(meanCost(problem, decision), value, 1e-12);
    if (problem.ladder) seen.ladder++;
    if (problem.mostPosted) seen.bounds++;
    if (problem.mostSent !== undefined) seen.budget++;
    if (problem.outflow.includes(Infinity)) seen.infinite++;
  });
  for (const [what, count] of Object.entries(seen)) {
    assert(count > cases / 10, `${count} cases of ${what} test too little`);
  }
});

Deno.test("Solver.solve() stays within the bounds and certifies its answer", () => {
  const solver = new Solver();
  forSeeds(1, seeds(20, 60), (random) => {
    const problem = randomProblem(random, { mostVenues: 8, mostSamples: 60, mostShares: 3000 });
    for (const whole of [true, false]) {
      const { decision } = solved({ ...problem, whole }, solver);
      const { mean, slopes } = solver;
      decision.forEach((shares, place) => {
        assert(shares >= 0 && shares <= mean.most[place]!, `${shares} at ${place}`);
        if (whole) assert(Number.isInteger(shares), `${shares} at ${place}`);
      });
      assert(decision.reduce((sum, shares) => sum + shares) <= mean.budget * (1 + 1e-12));
      assert(slopes.lowest > -1e-8, `a move gains ${slopes.lowest}`);
    }
  });
});

Deno.test("Solver.solve() has no gap to the lower bound where nothing can fill too much", () => {
  const solver = new Solver();
  forSeeds(1, seeds(15, 40), (random) => {
    const problem = randomProblem(random, { mostVenues: 6, mostSamples: 40, mostShares: 1000 });
    const { value } = solved({ ...problem, mostSent: problem.quantity, whole: false }, solver);
    assertAlmostEquals(lowerBound(solver.mean).bound, value, 1e-6 * problem.quantity);
  });
});

Deno.test("Solver.solve() is never worse than the paper's approximation", () => {
  for (const [venues, quantity] of [[1, 500], [2, 1000], [3, 1000], [5, 5000]] as const) {
    const problem = baseline(venues, quantity, seeds(400, 1000), 7);
    const { value } = solved(problem);
    assert(value <= meanCost(problem, approximate(problem)));
  }
});

Deno.test("Solver.solve() finds the optimum of the baseline", () => {
  // The printed optimum is that of the distribution; a sample of 4,000 is off by about 0.02 cents a share.
  const { decision, value } = solved(baseline(2, 1000, 4000, 1));
  assertAlmostEquals(value / 10, 0.737, 0.05);
  [578, 212, 212].forEach((shares, place) => assertAlmostEquals(decision[place]!, shares, 10));
});

Deno.test("Solver.solve() gives the same answer whatever it solved before", () => {
  const used = new Solver();
  forSeeds(1, seeds(20, 60), (random) => {
    const problem = randomProblem(random, { mostVenues: 6, mostSamples: 200, mostShares: 100 });
    const { decision, value } = solved(problem, used);
    const fresh = solved(problem);
    assertEquals([...decision, value], [...fresh.decision, fresh.value]);
  });
});

Deno.test("Solver.solve() takes all, and all that is displayed, where no venue may be posted at", () => {
  const problem = { ...baseline(2, 1000, 50, 1), mostPosted: Float64Array.of(0, 0) };
  assertEquals([...solved(problem).decision], [1000, 0, 0]);
  const ladder = makeLadder([{ size: 300, cost: 0.03 }, { size: 200, cost: 0.06 }]);
  assertEquals([...solved({ ...problem, ladder }).decision], [300, 0, 0]);
});

Deno.test("Solver.solve() rests all where the price always goes through", () => {
  const problem = { ...baseline(2, 1000, 50, 1), whole: true };
  const { decision } = solved({ ...problem, outflow: new Float64Array(100).fill(Infinity) });
  assertEquals(decision[0], 0);
  assertEquals(decision[1]! + decision[2]!, 1000);
});

Deno.test("Solver.solve() starts from decisions that it is given, and leaves them alone", () => {
  const problem = baseline(3, 1000, 300, 3);
  const solver = new Solver();
  const { decision, value } = solved(problem, solver);
  const start = decision.slice();
  const found = new Float64Array(4);
  assertAlmostEquals(
    solver.solve(problem, found, { starts: [start], usualStarts: false, kicks: 0 }),
    value,
    1e-9,
  );
  assertEquals(start, decision);
  assertThrows(() => solver.solve(problem, found, { usualStarts: false }), RangeError, "without a start");
});

Deno.test("Solver.solve() rejects a decision of another length, and problems that are none", () => {
  const problem = baseline(2, 1000, 10, 1);
  assertThrows(() => new Solver().solve(problem, new Float64Array(2)), RangeError, "3 share counts");
  assertThrows(
    () => new Solver().solve({ ...problem, lambdaOver: 0 }, new Float64Array(3)),
    RangeError,
    "A2",
  );
});
