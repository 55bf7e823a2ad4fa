import { setImmediate } from "node:timers";
import { fromPlain } from "../market/data_error.ts";
import { evaluatorOf, type Job, type ResultOf, type TaskOf } from "./evaluator.ts";
import type { Answer } from "./worker.ts";

/** Points a worker gets at a time: enough to keep it busy, few enough to share the end evenly. */
const POINTS_A_TURN = 8;
/** Simulations of many orders are long enough to be given out one by one. */
const SIMULATIONS_A_TURN = 1;

/** Hears of each result, in any order; evaluation goes on when it is done with it. */
export type OnResult<Result> = (index: number, result: Result) => void | Promise<void>;

/** Does tasks. */
export type Evaluate<Task, Result> = (tasks: readonly Task[], onResult: OnResult<Result>) => Promise<void>;

/** What does a job's tasks. */
export type EvaluateJob<J extends Job> = Evaluate<TaskOf<J>, ResultOf<J>>;

function tasksATurn({ kind }: Job): number {
  return kind === "trial" ? POINTS_A_TURN : SIMULATIONS_A_TURN;
}

/** Does a job's tasks in this thread. */
export function evaluateHere<J extends Job>(job: J): EvaluateJob<J> {
  const evaluate = evaluatorOf(job);
  const turn = tasksATurn(job);
  return async (tasks, onResult) => {
    for (const [index, task] of tasks.entries()) {
      await onResult(index, evaluate(task));
      if (index % turn === 0) await letOthersRun();
    }
  };
}

/** Waits for a turn of the event loop: without one, a signal would not be heard. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve)); // a timer would wait two milliseconds
}

/**
 * Workers that share a job's tape. They start when there is enough to do, and live until the pool is
 * disposed of, or until one fails.
 */
export class WorkerPool<J extends Job> implements Disposable {
  #job: J;
  #count: number;
  #workers: Worker[] = [];
  #here: EvaluateJob<J> | undefined;

  /** @param count how many workers, at most. */
  constructor(job: J, count: number) {
    this.#job = job;
    this.#count = count;
  }

  /** Does tasks; the results do not depend on how many workers there are. */
  readonly evaluate: EvaluateJob<J> = async (tasks, onResult) => {
    const turn = tasksATurn(this.#job);
    // A worker takes longer to start than a few simulations do.
    if (tasks.length <= turn) {
      this.#here ??= evaluateHere(this.#job);
      return await this.#here(tasks, onResult);
    }
    let next = 0;
    const takeTurn = (): [number, readonly TaskOf<J>[]] => {
      const start = next;
      next = Math.min(tasks.length, start + turn);
      return [start, tasks.slice(start, next)];
    };
    const size = Math.min(this.#count, Math.ceil(tasks.length / turn));
    while (this.#workers.length < size) this.#workers.push(startWorker(this.#job));
    try {
      await Promise.all(
        this.#workers.slice(0, size).map((worker) => work<J>(worker, takeTurn, onResult)),
      );
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  };

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
  }
}

function startWorker(job: Job): Worker {
  const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });
  worker.postMessage({ job });
  return worker;
}

async function work<J extends Job>(
  worker: Worker,
  takeTurn: () => [number, readonly TaskOf<J>[]],
  onResult: OnResult<ResultOf<J>>,
): Promise<void> {
  while (true) {
    const [start, tasks] = takeTurn();
    if (tasks.length === 0) return;
    const results = await ask<J>(worker, tasks);
    for (const [i, result] of results.entries()) await onResult(start + i, result);
  }
}

function ask<J extends Job>(worker: Worker, tasks: readonly TaskOf<J>[]): Promise<ResultOf<J>[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("error" in data) reject(fromPlain(data.error));
      else resolve(data.results as ResultOf<J>[]);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A search worker failed: ${event.message}`));
    };
    worker.postMessage({ tasks });
  });
}
