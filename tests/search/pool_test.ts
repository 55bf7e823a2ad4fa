import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import type { SimulationResult, SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { type Evaluate, evaluateHere, WorkerPool } from "../../src/search/pool.ts";
import { simulationsOf } from "../../src/search/simulations.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { seeds } from "../_seeds.ts";
import { benchOf } from "./_lab.ts";

const { job, work } = benchOf();
const strategy = parseStrategy("twap+static-relative");

/** A task for each order. */
const tasks: readonly SimulationTask[] = job.setup.orders.map((_, order) => ({
  strategy,
  points: [FIRST_POINT],
  first: order,
  end: order + 1,
  wantsMeasures: true,
}));

/** Results by task; each task must have one. */
async function resultsOf(
  evaluate: Evaluate<SimulationTask, readonly SimulationResult[]>,
  given = tasks,
): Promise<(readonly SimulationResult[])[]> {
  const results: (readonly SimulationResult[])[] = [];
  await evaluate(given, (index, result) => {
    assert(results[index] === undefined, `two results of task ${index}`);
    results[index] = result;
  });
  assertEquals(Object.keys(results).length, given.length);
  return results;
}

Deno.test("WorkerPool.evaluate() does every task once, as this thread does, batch after batch", async () => {
  const here = await resultsOf(evaluateHere(work));
  using pool = new WorkerPool(work, 2);
  for (const count of [24, 1, 0, 7]) {
    assertEquals(await resultsOf(pool.evaluate, tasks.slice(0, count)), here.slice(0, count));
  }
});

Deno.test("WorkerPool shares the tape and its live quotes, so that no worker has a copy", () => {
  for (const columns of [job.columns, job.live]) {
    for (const [name, column] of Object.entries(columns)) {
      if (ArrayBuffer.isView(column)) assert(column.buffer instanceof SharedArrayBuffer, name);
    }
  }
});

Deno.test("WorkerPool.evaluate() can be used again after a failure", async () => {
  using pool = new WorkerPool(work, seeds(1, 2)); // they start anew after each failure
  const impossible = { ...tasks[0]!, first: 24, end: 25 };
  await assertRejects(() => pool.evaluate([...tasks, impossible], () => {}), TypeError);
  let results = 0;
  await assertRejects(() =>
    pool.evaluate(tasks, () => {
      if (results++ === 5) throw new RangeError("enough");
    }), RangeError);
  assertEquals(await resultsOf(pool.evaluate), await resultsOf(evaluateHere(work)));
});

Deno.test("WorkerPool.evaluate() passes a worker's failure on as it was", async () => {
  const profileless = { ...tasks[0]!, strategy: parseStrategy("vwap-learnt+sweep") };
  using pool = new WorkerPool(work, 2);
  for (const evaluate of [evaluateHere(work), pool.evaluate]) {
    const failing = evaluate([...tasks, profileless], () => {});
    await assertRejects(() => failing, RangeError, "vwap-learnt has no volume profile");
  }
});

Deno.test("WorkerPool.evaluate() fails where the workers cannot even begin", async () => {
  const fees = { kind: "schedule", csv: "nonsense", name: "fees.csv" } as const;
  using pool = new WorkerPool(simulationsOf({ ...job, setup: { ...job.setup, fees } }), seeds(2, 3));
  await assertRejects(() => pool.evaluate(tasks, () => {}), DataError, "fees.csv:1");
});

Deno.test("evaluateHere() gives the event loop a turn between tasks, so that signals are heard", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const start = performance.now();
  await evaluateHere(work)(Array.from({ length: 200 }, () => tasks[0]!), async () => {});
  clearInterval(timer);
  assert(turns > 0, `no turn in ${performance.now() - start} ms`);
});

Deno.test("trap: workers without permissions can do nothing but compute, and leave this thread its own", async () => {
  const prying = {
    job: {},
    workerUrl: new URL("_prying_worker.ts", import.meta.url),
    tasksATurn: 1,
    makeEvaluator: () => (_task: number): string => "here",
  };
  using pool = new WorkerPool(prying, 2, "none");
  const found: string[] = [];
  await pool.evaluate([0, 1, 2, 3, 4], (index, result) => void (found[index] = result));
  assertEquals(found, Array(5).fill("NotCapable"));
  assertEquals(Deno.permissions.querySync({ name: "read", path: "." }).state, "granted");
});
