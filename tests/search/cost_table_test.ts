import * as v from "valibot";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import { CostTable, type CostTableOptions, type StoredSegment } from "../../src/search/cost_table.ts";
import type { Point } from "../../src/model/point.ts";
import type { SimulationResult, SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import type { Evaluate } from "../../src/search/pool.ts";
import { MemoryStore } from "./_memory_store.ts";

const ORDERS = 100;
const NOTIONAL = Float64Array.from({ length: ORDERS }, (_, order) => 1e9 * (1 + order % 3));

function pointOf(lambdaUnder: number): Point {
  return { ...FIRST_POINT, lambdaUnder };
}

/** An order's cost at a point, whole units. */
function costAt({ lambdaUnder = NaN }: Point, order: number): number {
  return Math.round(1e6 * (lambdaUnder + Math.sin(order * lambdaUnder)));
}

/** Executions differ between λ_under below 2 and above, and only from order 60 on. */
function executionAt({ lambdaUnder = NaN }: Point, first: number, end: number): string {
  return `${first}-${end}${lambdaUnder >= 2 && end > 60 ? " other" : ""}`;
}

/** Simulates by formula, and notes which orders at which points. */
class Simulation {
  readonly simulated: string[] = [];
  readonly evaluate: Evaluate<SimulationTask, readonly SimulationResult[]> = async (tasks, onResult) => {
    // Backwards: the order of results must not matter.
    for (const [index, { points, first, end }] of [...tasks.entries()].toReversed()) {
      const results = points.map((point) => {
        for (let order = first; order < end; order++) this.simulated.push(`${point.lambdaUnder} ${order}`);
        const costs = Float64Array.from({ length: end - first }, (_, i) => costAt(point, first + i));
        return { costs, execution: executionAt(point, first, end), counts: {}, measures: [], fills: [] };
      });
      await onResult(index, results);
    }
  };
}

function tableOf(
  { evaluate }: Simulation,
  changes: Partial<CostTableOptions> = {},
): CostTable {
  return new CostTable({
    strategy: { schedule: "twap", placement: "static-relative" },
    notional: NOTIONAL,
    counts: [10, 40, 64, 100],
    evaluate,
    ...changes,
  });
}

function assertCosts(table: CostTable, point: Point, count: number): void {
  let cost = 0;
  let notional = 0;
  for (let order = 0; order < count; order++) {
    cost += costAt(point, order);
    notional += NOTIONAL[order]!;
  }
  assertEquals(table.costOf(point, count), cost);
  assertEquals(table.meanBps(point, count), cost / notional * 1e4);
}

Deno.test("CostTable.simulate() simulates every order at every point once, however often it is asked", async () => {
  const simulation = new Simulation();
  const table = tableOf(simulation);
  const points = [pointOf(1), pointOf(2), pointOf(1)];
  for (const count of [40, 10, 100, 64, 100]) {
    await table.simulate(points, count);
    for (const point of points) assertCosts(table, point, count);
  }
  assertEquals(simulation.simulated.length, 2 * ORDERS);
  assertEquals(new Set(simulation.simulated).size, 2 * ORDERS);
});

Deno.test("CostTable.simulate() simulates no order behind those asked for", async () => {
  const simulation = new Simulation();
  await tableOf(simulation).simulate([pointOf(1)], 40);
  assertEquals(simulation.simulated.map((text) => Number(text.split(" ")[1])).sort((a, b) => a - b), [
    ...Array(40).keys(),
  ]);
});

Deno.test("CostTable.executionOf() tells points apart as far as their executions differ", async () => {
  const table = tableOf(new Simulation());
  const points = [1, 1.5, 2, 3].map(pointOf);
  await table.simulate(points, 100);
  const distinct = (count: number): number =>
    new Set(points.map((point) => table.executionOf(point, count))).size;
  assertEquals([distinct(40), distinct(64), distinct(100)], [1, 2, 2]);
  assertEquals(table.executionOf(points[0]!, 100), table.executionOf(points[1]!, 100));
});

Deno.test("CostTable.simulate() says how many orders are done, those of the checkpoint too", async () => {
  const store = new MemoryStore();
  const open = (): Promise<Checkpoint<StoredSegment>> => Checkpoint.open(store, "", v.any());
  for (const [count, simulated] of [[40, 40], [100, 60]] as const) {
    const simulation = new Simulation();
    let done = 0;
    const table = tableOf(simulation, {
      checkpoint: await open(),
      onSimulated: (orders) => done += orders,
    });
    await table.simulate([pointOf(1.25)], count);
    assertCosts(table, pointOf(1.25), count);
    assertEquals([simulation.simulated.length, done], [simulated, count]);
  }
  assertEquals((await open()).results.size, 9); // up to 10, 16, 32, 40, 48, 64, 80, 96 and 100
});

Deno.test("CostTable.simulate() keeps what it has where the evaluation fails", async () => {
  const store = new MemoryStore();
  const open = (): Promise<Checkpoint<StoredSegment>> => Checkpoint.open(store, "", v.any());
  const simulation = new Simulation();
  const failing: Evaluate<SimulationTask, readonly SimulationResult[]> = (tasks, onResult) => {
    let results = 0;
    return simulation.evaluate(tasks, (index, result) => {
      if (results++ === 2) throw new Error("enough");
      return onResult(index, result);
    });
  };
  const table = tableOf(simulation, { evaluate: failing, checkpoint: await open() });
  await assertRejects(() => table.simulate([pointOf(1), pointOf(2)], 100), Error, "enough");
  assertEquals((await open()).results.size, 4); // two segments of two points
  const rest = new Simulation();
  const resumed = tableOf(rest, { checkpoint: await open() });
  await resumed.simulate([pointOf(1), pointOf(2)], 100);
  for (const point of [pointOf(1), pointOf(2)]) assertCosts(resumed, point, 100);
  const kept = 2 * ORDERS - rest.simulated.length;
  assert(kept > 0 && kept < 2 * ORDERS, `${kept} kept`);
});
