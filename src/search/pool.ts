/** Doing the tasks of some work, in this thread or on workers that share its data. @module */

import { setImmediate } from "node:timers";
import { fromPlain } from "../market/data_error.ts";
import type { Answer } from "./serve_tasks.ts";

/** Work that threads can share: a job that each of them is given once, and what does the tasks of it. */
export interface Work<Task, Result> {
  /** What workers are given: plain data, whose columns they share. */
  readonly job: object;
  /** The module of a worker, which serves such jobs by `serveTasks` with the evaluator of this thread. */
  readonly workerUrl: URL;
  /** Tasks that a worker gets at a time: enough to keep it busy, few enough to share the end evenly. */
  readonly tasksATurn: number;
  /** Makes what does the job's tasks in this thread. */
  makeEvaluator(): (task: Task) => Result;
}

/** Hears of each result, in any order; evaluation goes on when it is done with it. */
export type OnResult<Result> = (index: number, result: Result) => void | Promise<void>;

/** Does tasks. */
export type Evaluate<Task, Result> = (tasks: readonly Task[], onResult: OnResult<Result>) => Promise<void>;

/** Does the tasks in this thread. */
export function evaluateHere<Task, Result>(work: Work<Task, Result>): Evaluate<Task, Result> {
  const evaluate = work.makeEvaluator();
  return async (tasks, onResult) => {
    for (const [index, task] of tasks.entries()) {
      await onResult(index, evaluate(task));
      if (index % work.tasksATurn === 0) await letOthersRun();
    }
  };
}

/** Waits for a turn of the event loop: without one, a signal would not be heard. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve)); // a timer would wait two milliseconds
}

/** What workers may do: nothing but compute, or what this thread may. */
export type WorkerPermissions = "none" | "inherit";

/**
 * Workers that share a job. They start when there is enough to do, and live until the pool is disposed of, or
 * until one fails.
 */
export class WorkerPool<Task, Result> implements Disposable {
  #work: Work<Task, Result>;
  #count: number;
  #permissions: WorkerPermissions;
  #workers: Worker[] = [];
  #here: Evaluate<Task, Result> | undefined;

  /**
   * Starts no worker yet.
   *
   * @param count how many workers, at most.
   * @param permissions `none` takes a Deno that was started with `--unstable-worker-options`.
   */
  constructor(work: Work<Task, Result>, count: number, permissions: WorkerPermissions = "inherit") {
    this.#work = work;
    this.#count = count;
    this.#permissions = permissions;
  }

  /** Does tasks; the results do not depend on how many workers there are. */
  readonly evaluate: Evaluate<Task, Result> = async (tasks, onResult) => {
    const turn = this.#work.tasksATurn;
    // A worker takes longer to start than a few simulations do.
    if (tasks.length <= turn) {
      this.#here ??= evaluateHere(this.#work);
      return await this.#here(tasks, onResult);
    }
    let next = 0;
    const takeTurn = (): [number, readonly Task[]] => {
      const start = next;
      next = Math.min(tasks.length, start + turn);
      return [start, tasks.slice(start, next)];
    };
    const size = Math.min(this.#count, Math.ceil(tasks.length / turn));
    while (this.#workers.length < size) this.#workers.push(startWorker(this.#work, this.#permissions));
    try {
      await Promise.all(this.#workers.slice(0, size).map((worker) => doTurns(worker, takeTurn, onResult)));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  };

  /** Ends the workers, whatever they are at. */
  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
  }
}

function startWorker(
  { workerUrl, job }: Pick<Work<never, unknown>, "workerUrl" | "job">,
  permissions: WorkerPermissions,
): Worker {
  // Workers compute: all that they need they are sent. Even to name the permissions takes the unstable option.
  const worker = new Worker(workerUrl.href, {
    type: "module",
    ...(permissions === "none" ? { deno: { permissions } } : {}),
  });
  worker.postMessage({ job });
  return worker;
}

async function doTurns<Task, Result>(
  worker: Worker,
  takeTurn: () => [number, readonly Task[]],
  onResult: OnResult<Result>,
): Promise<void> {
  while (true) {
    const [start, tasks] = takeTurn();
    if (tasks.length === 0) return;
    const results = await ask<Task, Result>(worker, tasks);
    for (const [i, result] of results.entries()) await onResult(start + i, result);
  }
}

function ask<Task, Result>(worker: Worker, tasks: readonly Task[]): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer<Result>>) => {
      if ("error" in data) reject(fromPlain(data.error));
      else resolve(data.results);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A search worker failed: ${event.message}`));
    };
    worker.postMessage({ tasks });
  });
}
