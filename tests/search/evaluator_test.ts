import { assertEquals } from "@std/assert";
import { evaluatorOf } from "../../src/search/evaluator.ts";
import { pointAt } from "../../src/trial/grid.ts";
import { OrderRun, type SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/search/parameters.ts";
import { parseStrategy } from "../../src/strategy/strategies.ts";
import { evaluateTrial, trialMarket } from "../../src/trial/router.ts";
import { benchOf, PAIRS } from "./_lab.ts";
import { axes, jobOf, setup, tape } from "./_searches.ts";

Deno.test("evaluatorOf() of a trial's job evaluates points on its tape", () => {
  const evaluate = evaluatorOf(jobOf());
  for (const index of [0, 7, 23]) {
    const point = pointAt(axes, index);
    assertEquals(evaluate(point), evaluateTrial(trialMarket(tape, setup), setup, point));
  }
});

Deno.test("evaluatorOf() of a market job needs nothing but what goes to a worker", () => {
  const { job, market, setup } = benchOf();
  // By structured clone, as a message goes; its columns stay shared.
  const evaluate = evaluatorOf(structuredClone(job));
  const run = new OrderRun(market, setup);
  for (const strategy of [...PAIRS.slice(0, 6), parseStrategy("twap+cont-kukanov")]) {
    const task: SimulationTask = { strategy, points: [FIRST_POINT], first: 2, end: 6, measures: true };
    assertEquals(evaluate(task), run.simulate(task));
  }
});
