import { assert, assertEquals, assertRejects } from "@std/assert";
import { abortable, type LendSimulations, lendWorkers } from "../../src/backtest/evaluator.ts";
import type { Checkpoint } from "../../src/search/checkpoint.ts";
import type { StoredSegment } from "../../src/search/cost_table.ts";
import { lendThisThread } from "../../src/search/lend.ts";
import type { SimulationResult, SimulationTask } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { benchOf } from "../search/_lab.ts";

const { job, work } = benchOf();
const strategy = parseStrategy("twap+sweep");
const tasks: readonly SimulationTask[] = job.setup.orders.map((_, order) => ({
  strategy,
  points: [FIRST_POINT],
  first: order,
  end: order + 1,
  wantsMeasures: false,
}));

function resultsOf(lend: LendSimulations): Promise<(readonly SimulationResult[])[]> {
  return lend(work, async (evaluate) => {
    const results: (readonly SimulationResult[])[] = [];
    await evaluate(tasks, (index, result) => void (results[index] = result));
    return results;
  });
}

Deno.test("lendWorkers() does what lendThisThread() does", async () => {
  const here = await resultsOf(lendThisThread);
  assertEquals(here.length, tasks.length);
  assertEquals(await resultsOf(lendWorkers(2)), here);
});

Deno.test("abortable() lends the same, and what was kept, as long as nobody aborts", async () => {
  const { signal } = new AbortController();
  assertEquals(await resultsOf(abortable(lendThisThread, signal)), await resultsOf(lendThisThread));
  const kept = {} as Checkpoint<StoredSegment>;
  const keeping: LendSimulations = (_, search) => search(() => Promise.resolve(), kept);
  assert(await abortable(keeping, signal)(work, (_, checkpoint) => Promise.resolve(checkpoint === kept)));
});

Deno.test("abortable() gives up at once, although nothing ends by itself", async () => {
  const abort = new AbortController();
  const endless: LendSimulations = (_, search) => search(() => new Promise(() => {}));
  const stopped = resultsOf(abortable(endless, abort.signal));
  abort.abort(new Error("enough"));
  await assertRejects(() => stopped, Error, "enough");
});

Deno.test("abortable() hands over no result after the signal", async () => {
  const abort = new AbortController();
  let results = 0;
  const stopped = abortable(lendThisThread, abort.signal)(work, (evaluate) =>
    evaluate(tasks, () => {
      if (++results === 3) abort.abort(new Error("enough"));
    }));
  await assertRejects(() => stopped, Error, "enough");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals(results, 3);
});
