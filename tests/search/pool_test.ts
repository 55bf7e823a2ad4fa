import { assert, assertEquals, assertRejects } from "@std/assert";
import type { MarketJob } from "../../src/search/evaluator.ts";
import type { SimulationResult, SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/search/parameters.ts";
import { evaluateHere, type EvaluateJob, WorkerPool } from "../../src/search/pool.ts";
import { parseStrategy } from "../../src/strategy/strategies.ts";
import { benchOf } from "./_lab.ts";

const { job } = benchOf();
const strategy = parseStrategy("twap+static-relative");

/** A task for each order. */
const tasks: readonly SimulationTask[] = job.setup.orders.map((_, order) => ({
  strategy,
  points: [FIRST_POINT],
  first: order,
  end: order + 1,
  measures: true,
}));

/** Results by task; each task must have one. */
async function resultsOf(
  evaluate: EvaluateJob<MarketJob>,
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
  const here = await resultsOf(evaluateHere(job));
  using pool = new WorkerPool(job, 2);
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
  using pool = new WorkerPool(job, 2);
  const impossible = { ...tasks[0]!, first: 24, end: 25 };
  await assertRejects(() => pool.evaluate([...tasks, impossible], () => {}), TypeError);
  let results = 0;
  await assertRejects(() =>
    pool.evaluate(tasks, () => {
      if (results++ === 5) throw new RangeError("enough");
    }), RangeError);
  assertEquals(await resultsOf(pool.evaluate), await resultsOf(evaluateHere(job)));
});

Deno.test("evaluateHere() gives the event loop a turn between tasks, so that signals are heard", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const start = performance.now();
  await evaluateHere(job)(Array.from({ length: 200 }, () => tasks[0]!), async () => {});
  clearInterval(timer);
  assert(turns > 0, `no turn in ${performance.now() - start} ms`);
});
