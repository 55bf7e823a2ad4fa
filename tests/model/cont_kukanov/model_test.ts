import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cost, filledAmount, filledShares, takingCost } from "../../../src/model/cont_kukanov/model.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";
import { BASELINE, forSeeds, randomDecision, randomProblem } from "./_problems.ts";

const terms = {
  ...BASELINE,
  quantity: 100,
  addRebate: Float64Array.of(0.002, 0.002),
  queue: new Float64Array(2),
};

Deno.test("filledShares() is (ξ − Q)⁺ − (ξ − Q − L)⁺, and all of the order where the price went through", () => {
  for (const queue of [0, 3, 7.5]) {
    for (const resting of [0, 1, 4, 9]) {
      for (const outflow of [0, 2, 3, 5.5, 8, 100]) {
        const printed = Math.max(0, outflow - queue) - Math.max(0, outflow - queue - resting);
        assertEquals(filledShares(resting, queue, outflow), printed);
      }
      assertEquals(filledShares(resting, queue, Infinity), resting);
    }
  }
});

Deno.test("filledAmount() adds what fills at each venue to what is taken", () => {
  assertEquals(filledAmount(Float64Array.of(10, 50, 100), terms, Float64Array.of(20, Infinity)), 130);
});

Deno.test("cost() gives the counterexample to convexity", () => {
  const costs = [0, 50, 100].map((first) =>
    cost(Float64Array.of(0, first, 100), terms, Float64Array.of(50, 100))
  );
  [-2.15, -0.725, -0.70].forEach((dollars, i) => assertAlmostEquals(costs[i]!, dollars, 1e-12));
});

Deno.test("cost() is the printed formula in random cases", () => {
  forSeeds(1, 500, (random) => {
    const problem = randomProblem(random, { mostVenues: 4, mostSamples: 1, mostShares: 20 });
    const decision = randomDecision(random, problem);
    const outflow = problem.outflow.subarray(0, problem.queue.length);
    const { quantity, halfSpread: h, addRebate, thetaQueue, lambdaUnder, lambdaOver } = problem;
    const [take, ...rest] = decision;
    const fills = rest.map((resting, k) => filledShares(resting, problem.queue[k]!, outflow[k]!));
    const filled = fills.reduce((sum, shares) => sum + shares, take!);
    const short = Math.max(0, quantity - filled);
    const expected = takingCost(problem, take!) -
      fills.reduce((sum, shares, k) => sum + (h + addRebate[k]!) * shares, 0) +
      decision.reduce((sum, shares, place) => sum + (problem.impact?.[place] ?? thetaQueue) * shares, 0) +
      (thetaQueue + lambdaUnder) * short +
      lambdaOver * Math.max(0, filled - quantity);
    assertAlmostEquals(cost(decision, problem, outflow), expected, 1e-12);
  });
});

Deno.test("takingCost() goes up the ladder where there is one", () => {
  assertAlmostEquals(takingCost(terms, 70), 70 * 0.023);
  const ladder = makeLadder([{ size: 50, cost: 0.023 }, { size: 50, cost: 0.033 }]);
  assertAlmostEquals(takingCost({ ...terms, ladder }, 70), 50 * 0.023 + 20 * 0.033);
});
