import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Random } from "../../../src/market/random.ts";
import { searchLattice } from "../../../src/model/cont_kukanov/exhaustive.ts";
import { FamilySolver } from "../../../src/model/cont_kukanov/family.ts";
import type { Penalties } from "../../../src/model/cont_kukanov/model.ts";
import type { Problem } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../../src/model/cont_kukanov/solver.ts";
import { seeds } from "../../_seeds.ts";
import { BASELINE, forSeeds, meanCost, randomProblem, type Shape } from "./_problems.ts";

const LARGE: Shape = { mostVenues: 5, mostSamples: 60, mostShares: 300 };

/** The problem at other penalties that hold the assumptions. */
function repriced(random: Random, problem: Problem): Problem {
  const under = problem.ladder?.cost[0] ?? problem.halfSpread + problem.takeFee;
  const over = problem.halfSpread + Math.max(...problem.addRebate);
  return {
    ...problem,
    lambdaUnder: under * (1.01 + 3 * random()),
    lambdaOver: over * (1.01 + 3 * random()),
    thetaQueue: random() < 0.2 ? 0 : 0.002 * random(),
  };
}

function solvedIn(family: FamilySolver, problem: Problem & Penalties): Float64Array {
  const decision = new Float64Array(problem.queue.length + 1);
  family.solve(problem, decision);
  return decision;
}

Deno.test("FamilySolver.solve() finds what Solver finds, at all penalties of a problem", () => {
  const family = new FamilySolver();
  const solver = new Solver();
  let same = 0;
  let worse = 0;
  let all = 0;
  forSeeds(1, seeds(13, 300), (random) => {
    const problem = randomProblem(random, LARGE);
    family.load(problem);
    for (let i = 0; i < 8; i++) {
      const point = repriced(random, problem);
      const decision = solvedIn(family, point);
      assert(decision.every(Number.isInteger), `${decision} is not whole`);
      const alone = new Float64Array(decision.length);
      const value = solver.solve(point, alone, { kicks: 0 });
      const unit = problem.quantity * solver.mean.under;
      assertAlmostEquals(family.mean.value(decision), meanCost(point, decision), 1e-9 * unit);
      const loss = (meanCost(point, decision) - value) / unit;
      assert(loss < 0.01, `${decision} costs more than ${alone}`);
      if (loss > 1e-9) worse++;
      if (decision.every((shares, place) => shares === alone[place])) same++;
      all++;
    }
  });
  // Of decisions that are as good, another may be found; and of many venues another local minimum.
  assert(same > 0.9 * all && worse < 0.01 * all, `of ${all}, ${same} are the same and ${worse} worse`);
});

Deno.test("FamilySolver.solve() is as good as enumeration where more than S may be sent", () => {
  const family = new FamilySolver();
  forSeeds(1, seeds(50, 700), (random) => {
    const drawn = randomProblem(random, { mostVenues: 3, mostSamples: 12, mostShares: 9 });
    const problem = { ...drawn, mostSent: undefined };
    family.load(problem);
    const decision = solvedIn(family, problem);
    const best = searchLattice(family.mean, 1);
    const message = `${decision} costs more than ${best.decision}`;
    assertAlmostEquals(family.mean.value(decision), best.value, 1e-12, message);
  });
});

Deno.test("FamilySolver.solve() is exact for one venue, and where no more than S may be sent", () => {
  const family = new FamilySolver();
  forSeeds(500, seeds(100, 300), (random, seed) => {
    const shape = { mostVenues: seed % 2 === 0 ? 1 : 3, mostSamples: 12, mostShares: 9 };
    const drawn = randomProblem(random, shape);
    const problem = shape.mostVenues === 1 ? drawn : { ...drawn, mostSent: drawn.quantity };
    family.load(problem);
    for (let i = 0; i < 3; i++) {
      const decision = solvedIn(family, repriced(random, problem));
      const sent = decision.reduce((sum, shares) => sum + shares);
      assert(sent <= problem.quantity, `${decision} sends more than ${problem.quantity}`);
      const best = searchLattice(family.mean, 1);
      assertAlmostEquals(family.mean.value(decision), best.value, 1e-12);
    }
  });
});

Deno.test("FamilySolver.solve() depends on the problem and the penalties alone", () => {
  const used = new FamilySolver();
  forSeeds(1000, seeds(8, 60), (random) => {
    const problem = randomProblem(random, LARGE);
    const points = Array.from({ length: 6 }, () => repriced(random, problem));
    used.load(problem);
    const forwards = points.map((point) => [...solvedIn(used, point)]);
    const backwards = points.toReversed().map((point) => [...solvedIn(used, point)]);
    assertEquals(backwards.toReversed(), forwards);
    for (const [i, point] of points.entries()) {
      const fresh = new FamilySolver();
      fresh.load(problem);
      assertEquals([...solvedIn(fresh, point)], forwards[i]);
    }
  });
});

Deno.test("FamilySolver.load() takes problems in whole shares alone", () => {
  const problem = { ...BASELINE, outflow: Float64Array.of(2100) };
  assertThrows(() => new FamilySolver().load(problem), RangeError, "whole shares");
  const family = new FamilySolver();
  family.load({ ...problem, whole: true });
  assertThrows(() => solvedIn(family, { ...problem, lambdaOver: 0 }), RangeError, "A2 is violated");
  assertThrows(() => solvedIn(family, { ...problem, thetaQueue: -1 }), RangeError, "θ of -1");
});
