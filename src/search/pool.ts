import { setImmediate } from "node:timers";
import type { Tape } from "../market/tape.ts";
import type { Point } from "./grid.ts";
import { evaluateTrial, type Evaluation, trialMarket, type TrialSetup } from "./trial.ts";
import type { Answer } from "./worker.ts";

/** Points a worker gets at a time: enough to keep it busy, few enough to share the end evenly. */
const POINTS_A_TASK = 8;

/** Hears of each result, in any order; evaluation goes on when it is done with it. */
export type OnResult = (index: number, result: Evaluation) => void | Promise<void>;

/** Evaluates points. */
export type Evaluate = (points: readonly Point[], onResult: OnResult) => Promise<void>;

/** Evaluates in this thread. */
export function evaluateHere(tape: Tape, setup: TrialSetup): Evaluate {
  const market = trialMarket(tape, setup);
  return async (points, onResult) => {
    for (const [index, point] of points.entries()) {
      await onResult(index, evaluateTrial(market, setup, point));
      if (index % POINTS_A_TASK === 0) await letOthersRun();
    }
  };
}

/** Waits for a turn of the event loop: without one, a signal would not be heard. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve)); // a timer would wait two milliseconds
}

/** Evaluates on so many workers, which share the tape. */
export function evaluateOnWorkers(tape: Tape, setup: TrialSetup, count: number): Evaluate {
  return async (points, onResult) => {
    // A worker takes longer to start than a few simulations do.
    if (points.length <= POINTS_A_TASK) return await evaluateHere(tape, setup)(points, onResult);
    let next = 0;
    const takeTask = (): [number, readonly Point[]] => {
      const start = next;
      next = Math.min(points.length, start + POINTS_A_TASK);
      return [start, points.slice(start, next)];
    };
    const size = Math.min(count, Math.ceil(points.length / POINTS_A_TASK));
    const workers = Array.from({ length: size }, () => startWorker(tape, setup));
    try {
      await Promise.all(workers.map((worker) => work(worker, takeTask, onResult)));
    } finally {
      for (const worker of workers) worker.terminate();
    }
  };
}

function startWorker({ columns, originNs }: Tape, setup: TrialSetup): Worker {
  const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });
  worker.postMessage({ columns, originNs, setup });
  return worker;
}

async function work(
  worker: Worker,
  takeTask: () => [number, readonly Point[]],
  onResult: OnResult,
): Promise<void> {
  while (true) {
    const [start, points] = takeTask();
    if (points.length === 0) return;
    const results = await ask(worker, points);
    for (const [i, result] of results.entries()) await onResult(start + i, result);
  }
}

function ask(worker: Worker, points: readonly Point[]): Promise<Evaluation[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("error" in data) reject(data.error);
      else resolve(data.results);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A search worker failed: ${event.message}`));
    };
    worker.postMessage({ points });
  });
}
