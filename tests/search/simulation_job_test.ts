import { assertEquals } from "@std/assert";
import { OrderRun, type SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { simulatorOf } from "../../src/search/simulation_job.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { benchOf, PAIRS } from "./_lab.ts";

Deno.test("simulatorOf() needs nothing but what goes to a worker", () => {
  const { job, market, setup } = benchOf();
  // By structured clone, as a message goes; its columns stay shared.
  const simulate = simulatorOf(structuredClone(job));
  const run = new OrderRun(market, setup);
  for (const strategy of [...PAIRS.slice(0, 6), parseStrategy("twap+cont-kukanov")]) {
    const task: SimulationTask = { strategy, points: [FIRST_POINT], first: 2, end: 6, wantsMeasures: true };
    assertEquals(simulate(task), run.simulate(task));
  }
});
