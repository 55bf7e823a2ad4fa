import { STORED_EVALUATION } from "../../src/trial/router.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { BUY } from "../../src/market/side.ts";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import { type Evaluate, evaluateHere } from "../../src/search/pool.ts";
import type { TrialPoint } from "../../src/trial/grid.ts";
import { executionKey, type TrialEvaluation } from "../../src/trial/router.ts";
import { searchGrid } from "../../src/trial/search.ts";
import { seeds } from "../_seeds.ts";
import { MemoryStore } from "../search/_memory_store.ts";
import { axes, evaluateOnWorkers, setup, workOf } from "./_searches.ts";

/** Where any number will do: a thread takes longer to start than what it does here. */
const WORKERS = seeds(1, 2);

type EvaluatePoints = Evaluate<TrialPoint, TrialEvaluation>;

const keyOf = (point: TrialPoint): string => executionKey(setup.router.allocator, point);

async function search(evaluate: EvaluatePoints, store?: MemoryStore) {
  const checkpoint = store && await Checkpoint.open<TrialEvaluation>(store, "this search", STORED_EVALUATION);
  return await searchGrid({ axes, side: BUY, keyOf, evaluate, checkpoint });
}

class Interrupted extends Error {}

/** Evaluates, but stops before its result number `count`. */
function stoppingAt(count: number, evaluate: EvaluatePoints): EvaluatePoints {
  return (points, onResult) => {
    let results = 0;
    return evaluate(points, (index, result) => {
      if (results++ >= count) throw new Interrupted();
      onResult(index, result);
    });
  };
}

/** Evaluates, and counts. */
function counting(evaluate: EvaluatePoints) {
  const counter = { count: 0, evaluate };
  counter.evaluate = (points, onResult) => {
    counter.count += points.length;
    return evaluate(points, onResult);
  };
  return counter;
}

Deno.test("searchGrid() stopped before any result goes on to the same end, doing only what is left", async () => {
  const whole = await search(evaluateHere(workOf()));
  for (let done = 0; done < 24; done += seeds(3, 1)) {
    const store = new MemoryStore();
    const stopped = stoppingAt(done, evaluateHere(workOf()));
    await assertRejects(() => search(stopped, store), Interrupted);
    const rest = counting(evaluateHere(workOf()));
    assertEquals(await search(rest.evaluate, store), whole);
    assertEquals(rest.count, 24 - done);
    const nothing = counting(evaluateHere(workOf()));
    assertEquals(await search(nothing.evaluate, store), whole);
    assertEquals(nothing.count, 0);
  }
});

Deno.test("searchGrid() stopped again and again on workers, at every turn a few results on", async () => {
  const store = new MemoryStore();
  const few = seeds(10, 5);
  let stops = 0;
  while (true) {
    try {
      const result = await search(
        stoppingAt(few, evaluateOnWorkers(workOf(), 1 + stops % seeds(2, 3))),
        store,
      );
      assertEquals(result, await search(evaluateHere(workOf())));
      break;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      stops++;
    }
  }
  assertEquals(stops, Math.ceil(24 / few) - 1);
});

/** A hundred simulations of so many points, to be saved as they go. */
const longAxes = { ...axes, thetaQueue: Array.from({ length: 40 }, (_, i) => i / 100) };

function longSearch(
  evaluate: EvaluatePoints,
  checkpoint: Checkpoint<TrialEvaluation>,
  onDone: (done: number) => void,
) {
  return searchGrid({ axes: longAxes, side: BUY, keyOf, evaluate, checkpoint, onProgress: onDone });
}

Deno.test("searchGrid() saves as it goes, in this thread too, so that a kill loses little", async () => {
  for (const evaluate of [evaluateHere(workOf()), evaluateOnWorkers(workOf(), WORKERS)]) {
    const store = new MemoryStore();
    const checkpoint = await Checkpoint.open<TrialEvaluation>(store, "", STORED_EVALUATION);
    let savedHalfway = 0;
    await longSearch(evaluate, checkpoint, (done) => {
      if (done === 300) savedHalfway = store.writes;
    });
    assertEquals([savedHalfway, store.writes], [4, 6]);
  }
});

Deno.test("searchGrid() fails cleanly where its checkpoint cannot be saved", async () => {
  for (const evaluate of [evaluateHere(workOf()), evaluateOnWorkers(workOf(), WORKERS)]) {
    const store = new MemoryStore();
    store.write = () => Promise.reject(new Deno.errors.NotFound("no such folder"));
    const checkpoint = await Checkpoint.open<TrialEvaluation>(store, "", STORED_EVALUATION);
    await assertRejects(() => longSearch(evaluate, checkpoint, () => {}), Deno.errors.NotFound);
  }
});
