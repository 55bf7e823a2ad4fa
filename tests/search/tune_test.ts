import { modelParameters } from "../../src/model/parameters.ts";
import { assert, assertEquals } from "@std/assert";
import { CostTable } from "../../src/search/cost_table.ts";
import { type ModelPoint, modelPoint, type Point } from "../../src/model/point.ts";
import { axesOf, pointOf, proposerOf, type SearchSettings } from "../../src/search/parameters.ts";
import type { SimulationResult, SimulationTask } from "../../src/search/order_run.ts";
import type { Evaluate } from "../../src/search/pool.ts";
import { tune } from "../../src/search/tune.ts";

const AXES = axesOf(modelParameters(["lambdaUnder", "thetaQueue"]), 5, {});
const ORDERS = 3;

/** A table of three orders, the cost of each by formula. */
function tableOf(costOf: (point: ModelPoint) => number): CostTable {
  const evaluate: Evaluate<SimulationTask, readonly SimulationResult[]> = async (tasks, onResult) => {
    for (const [index, { points, first, end }] of tasks.entries()) {
      const results = points.map((point) => {
        const costs = new Float64Array(end - first).fill(costOf(modelPoint(point)));
        return { costs, execution: String(costOf(modelPoint(point))), counts: {}, measures: [], fills: [] };
      });
      await onResult(index, results);
    }
  };
  return new CostTable({
    strategy: { schedule: "twap", placement: "static-relative" },
    notional: new Float64Array(ORDERS).fill(1e4),
    counts: [ORDERS],
    evaluate,
  });
}

function settingsOf(method: SearchSettings["method"], evaluations = 30): SearchSettings {
  return { method, evaluations, seed: 4 };
}

Deno.test("tune() finds a grid's cheapest point, and tries all in order", async () => {
  const cost = ({ lambdaUnder, thetaQueue }: Pick<ModelPoint, "lambdaUnder" | "thetaQueue">): number =>
    (lambdaUnder - 2.6) ** 2 + (thetaQueue - 0.3) ** 2;
  const { best, bestBps, tried, stopped } = await tune(tableOf(cost), ORDERS, AXES, settingsOf("grid"));
  const points = AXES[0]!.values.flatMap((lambdaUnder) =>
    AXES[1]!.values.map((thetaQueue) => ({ lambdaUnder, thetaQueue }))
  );
  assertEquals(tried.map(({ point }) => point), points);
  assertEquals(tried.map(({ costBps }) => costBps), points.map((point) => cost(point) * ORDERS / 3e4 * 1e4));
  const least = Math.min(...points.map(cost));
  assertEquals([best, stopped], [points.find((point) => cost(point) === least)!, "complete"]);
  assertEquals(bestBps, Math.min(...tried.map(({ costBps }) => costBps)));
});

Deno.test("tune() takes the first of equally cheap points", async () => {
  for (const method of ["grid", "random", "cma-es"] as const) {
    const { best, tried } = await tune(
      tableOf(({ thetaQueue }) => thetaQueue > 0.2 ? 1 : 2),
      ORDERS,
      AXES,
      settingsOf(method),
    );
    assertEquals(best, tried.find(({ point }) => point["thetaQueue"]! > 0.2)!.point, method);
  }
});

Deno.test("tune() tells the search its costs: CMA-ES comes nearer than random points as often tried", async () => {
  const cost = ({ lambdaUnder, thetaQueue }: Pick<ModelPoint, "lambdaUnder" | "thetaQueue">): number =>
    (lambdaUnder - 3.21) ** 2 + 36 * (thetaQueue - 0.123) ** 2;
  const [random, adaptive] = await Promise.all(
    (["random", "cma-es"] as const).map((method) =>
      tune(tableOf(cost), ORDERS, AXES, settingsOf(method, 200))
    ),
  );
  assertEquals([random!.tried.length, adaptive!.tried.length], [200, 200]);
  assert(adaptive!.bestBps < random!.bestBps / 100, `${adaptive!.bestBps} against ${random!.bestBps}`);
  // The very points that the search proposes when it is told these costs.
  const proposer = proposerOf(AXES, settingsOf("cma-es", 200));
  const points: Point[] = [];
  for (let batch = proposer.ask(); batch !== undefined; batch = proposer.ask()) {
    const these = batch.map((at) => pointOf(AXES, "cma-es", at));
    points.push(...these);
    proposer.tell(these.map((point) => cost(modelPoint(point)) * ORDERS / 3e4 * 1e4));
  }
  assertEquals(adaptive!.tried.map(({ point }) => point), points);
});

Deno.test("tune() says why the search ended", async () => {
  const { stopped, tried } = await tune(
    tableOf(({ lambdaUnder, thetaQueue }) => (lambdaUnder - 2) ** 2 + (thetaQueue - 0.25) ** 2),
    ORDERS,
    AXES,
    settingsOf("cma-es", 5000),
  );
  assertEquals(stopped, "converged");
  assert(tried.length < 5000);
});
