import { STORED_SEGMENT, type StoredSegment } from "../../src/search/cost_table.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import {
  countSimulations,
  type LabOptions,
  type LabResult,
  measureAll,
  runLab,
} from "../../src/search/lab.ts";
import { OrderRun } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import type { SearchSettings } from "../../src/search/parameters.ts";
import { evaluateHere, WorkerPool } from "../../src/search/pool.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { MemoryStore } from "./_memory_store.ts";
import { benchOf, makeTape, questionOf, WANTED } from "./_lab.ts";
import { IS_LONG, seeds } from "../_seeds.ts";

const bench = benchOf();
/** More orders than a segment has, so that there is something to share out. */
const large = benchOf(makeTape(9), { wanted: { ...WANTED, count: seeds(60, 120) } });
const others = {
  "twap": parseStrategy("twap+best-quote"),
  "twap+cont-kukanov": parseStrategy("twap+cont-kukanov"),
};

const METHODS = ["grid", "random", "cma-es"] as const;

function settingsOf(method: SearchSettings["method"]): SearchSettings {
  return { method, evaluations: 9, seed: 5 };
}

/** As JSON would have it, but for integers beyond doubles. */
function textOf(result: LabResult): string {
  return JSON.stringify(result, (_, value) => {
    if (typeof value === "bigint") return `${value}n`;
    return ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value;
  });
}

Deno.test("runLab() finds the same on one, two or three workers as here, by any search", async () => {
  const questions = METHODS.map((method) =>
    questionOf(large, { settings: settingsOf(method), levels: seeds(2, 3) })
  );
  const here = await Promise.all(questions.map(async (question) => textOf(await runLab(question))));
  // Threads take longer to start than all that they do here.
  for (const workers of IS_LONG ? [1, 2, 3] : [2]) {
    using pool = new WorkerPool(large.work, workers);
    for (const [i, question] of questions.entries()) {
      const there = await runLab({ ...question, evaluate: pool.evaluate });
      assert(textOf(there) === here[i], `${METHODS[i]} on ${workers} workers`);
    }
  }
});

Deno.test("runLab() measures each scored order with its fold's parameters, and the others without", async () => {
  const question = questionOf(bench, { others });
  const { walked, firstScored, tuned, others: measured } = await runLab(question);
  assertEquals(firstScored, walked.folds[0]!.fold.first);
  const run = new OrderRun(bench.market, bench.setup);
  for (const { first, end, point } of walked.scored) {
    const { costs, measures } = run.simulate({
      strategy: question.strategy,
      points: [point],
      first,
      end,
      wantsMeasures: true,
    })[0]!;
    assertEquals(tuned.costs.subarray(first, end), costs);
    assertEquals(tuned.orders.slice(first - firstScored, end - firstScored), measures);
  }
  assertEquals([...tuned.costs.subarray(0, firstScored)], new Array(firstScored).fill(NaN));
  assertEquals(Object.keys(measured), Object.keys(others));
  for (const [name, { strategy, costs, orders, counts }] of Object.entries(measured)) {
    const all = { strategy, points: [FIRST_POINT], first: 0, end: costs.length, wantsMeasures: true };
    const whole = run.simulate(all)[0]!;
    assertEquals([costs, orders], [whole.costs, whole.measures.slice(firstScored)], name);
    // What a placement counts is of the scored orders alone.
    assertEquals(counts, run.simulate({ ...all, first: firstScored })[0]!.counts, name);
  }
  assert(measured["twap+cont-kukanov"]!.counts["solved"]! > 0);
});

Deno.test("measureAll() takes the parameters found before to another market", async () => {
  const question = questionOf(bench);
  const { walked, tuned } = await runLab(question);
  assertEquals((await measureAll(question, walked)).tuned, tuned);
  const free = benchOf(makeTape(), { fees: { kind: "flat", takeDollars: 0, addDollars: 0 } });
  const { tuned: cheaper } = await measureAll({ ...question, evaluate: evaluateHere(free.work) }, walked);
  assert(cheaper.orders.every(({ cost }) => cost.feeUnits === 0n));
  assert(tuned.orders.every(({ cost }) => cost.feeUnits !== 0n));
});

class Stopped extends Error {}

/** Evaluates, but stops before its result number `count`; counts what it did, and at how many points together. */
function stoppingAt(count: number, evaluate: LabOptions["evaluate"]) {
  const stopping = { results: 0, points: 0, evaluate };
  stopping.evaluate = (tasks, onResult) =>
    evaluate(tasks, (index, result) => {
      if (stopping.results === count) throw new Stopped();
      stopping.results++;
      stopping.points += result.length;
      return onResult(index, result);
    });
  return stopping;
}

for (const method of METHODS) {
  Deno.test(`runLab() stopped after any result goes on to the same end, doing only what is left: ${method}`, async () => {
    const question = questionOf(bench, { settings: settingsOf(method) });
    const withCheckpoint = async (store: MemoryStore, evaluate: LabOptions["evaluate"]): Promise<string> => {
      const checkpoint = await Checkpoint.open<StoredSegment>(store, "this search", STORED_SEGMENT);
      return textOf(await runLab({ ...question, evaluate, checkpoint }));
    };
    const here = evaluateHere(bench.work);
    const all = stoppingAt(Infinity, here);
    const whole = textOf(await runLab({ ...question, evaluate: all.evaluate }));
    for (let done = 0; done < all.results; done++) {
      const store = new MemoryStore();
      const stopped = stoppingAt(done, here);
      await assertRejects(() => withCheckpoint(store, stopped.evaluate), Stopped);
      const { results: kept } = await Checkpoint.open<StoredSegment>(store, "this search", STORED_SEGMENT);
      const rest = stoppingAt(Infinity, here);
      assertEquals(await withCheckpoint(store, rest.evaluate), whole);
      assertEquals(rest.points, all.points - kept.size);
      // Measures are not kept: what comes after the search is done again.
      assert(kept.size === stopped.points || rest.points < all.points - kept.size + stopped.points);
    }
  });
}

Deno.test("countSimulations() is what the lab simulates, or a little more", async () => {
  for (const strategy of ["twap+static-relative", "twap+sweep"]) {
    let simulated = 0;
    const question = questionOf(bench, { strategy, onSimulated: (orders) => simulated += orders });
    const { firstScored } = await runLab(question);
    assertEquals(countSimulations(question), simulated + firstScored);
  }
});
