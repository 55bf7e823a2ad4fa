/** Doing the tasks of some work, in this thread or on workers that share its data. @module */

import { setImmediate } from "node:timers";
import { fromPlain } from "../market/data_error.ts";
import { faultFromPlain } from "../strategy/external/fault.ts";
import { type OpenCall, openCall, watchCalls, watchMemory } from "../strategy/external/watch.ts";
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
  /** Where the tasks run code that is not sorlab's own: they are then never done in this thread. */
  readonly confinement?: Confinement<Task> | undefined;
}

/** How far code that is not sorlab's own may go. */
export interface Confinement<Task> {
  /** How long a call of it may take, ms. */
  readonly timeoutMs: number;
  /** The error of code that did wrong in a way that its own thread could not tell of. */
  faultOf(task: Task, reason: string, call?: OpenCall): Error;
}

/** Hears of each result, in any order; evaluation goes on when it is done with it. */
export type OnResult<Result> = (index: number, result: Result) => void | Promise<void>;

/** Does tasks. */
export type Evaluate<Task, Result> = (tasks: readonly Task[], onResult: OnResult<Result>) => Promise<void>;

/**
 * Does the tasks in this thread.
 *
 * @throws {Error} if they are to be confined.
 */
export function evaluateHere<Task, Result>(work: Work<Task, Result>): Evaluate<Task, Result> {
  if (work.confinement !== undefined) throw new Error("Work that is confined takes a WorkerPool");
  const evaluate = work.makeEvaluator();
  return async (tasks, onResult) => {
    for (const [index, task] of tasks.entries()) {
      await onResult(index, evaluate(task));
      if (index % work.tasksATurn === 0) await letOthersRun();
    }
  };
}

/** Who may end work before it is done. */
export interface Ending {
  /** Rejects when the work is to end; never resolves. */
  readonly signalled: Promise<never>;
  /** Throws once the work is to end. */
  check(): void;
}

/** Evaluation that is given up when it is to end: at once for the caller, with the next result for the workers. */
export function stoppable<Task, Result>(
  evaluate: Evaluate<Task, Result>,
  { signalled, check }: Ending,
): Evaluate<Task, Result> {
  return (tasks, onResult) => {
    const all = evaluate(tasks, (index, result) => {
      check();
      return onResult(index, result);
    });
    return Promise.race([signalled, all]);
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
  #workers: PoolWorker[] = [];
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
    if (tasks.length <= turn && this.#work.confinement === undefined) {
      this.#here ??= evaluateHere(this.#work);
      return await this.#here(tasks, onResult);
    }
    let next = 0;
    let failure: TurnFailure | undefined;
    const takeTurn = (): [number, readonly Task[]] => {
      const start = failure === undefined ? next : tasks.length;
      next = Math.min(tasks.length, start + turn);
      return [start, tasks.slice(start, next)];
    };
    // Turns before a failing one are under way already: of several that fail, the first is always the same.
    const onFailure = (start: number, error: unknown): void => {
      if (failure === undefined || start < failure.start) failure = { start, error };
    };
    const size = Math.min(this.#count, Math.ceil(tasks.length / turn));
    while (this.#workers.length < size) this.#workers.push(startWorker(this.#work, this.#permissions));
    const workers = this.#workers.slice(0, size);
    await Promise.all(workers.map((worker) => doTurns(worker, this.#work, takeTurn, onResult, onFailure)));
    if (failure === undefined) return;
    this[Symbol.dispose]();
    throw (failure as TurnFailure).error;
  };

  /** Ends the workers, whatever they are at. */
  [Symbol.dispose](): void {
    for (const { worker } of this.#workers) worker.terminate();
    this.#workers = [];
  }
}

/** What went wrong in a turn. */
interface TurnFailure {
  /** Index of the turn's first task. */
  readonly start: number;
  readonly error: unknown;
}

/** A worker, and memory in which it tells what it is at, if it is watched. */
interface PoolWorker {
  readonly worker: Worker;
  readonly watched: SharedArrayBuffer | undefined;
}

function startWorker<Task, Result>(
  { workerUrl, job, confinement }: Work<Task, Result>,
  permissions: WorkerPermissions,
): PoolWorker {
  const watched = confinement && watchMemory();
  const takesNone = permissions === "none" || confinement !== undefined;
  // Workers only compute what they are sent, so they need no permissions. Deno takes these only when it was
  // started with --unstable-worker-options, so they are left out otherwise.
  const worker = new Worker(workerUrl.href, {
    type: "module",
    ...(takesNone ? { deno: { permissions: "none" } } : {}),
  });
  worker.postMessage({ job, watched });
  return { worker, watched };
}

async function doTurns<Task, Result>(
  worker: PoolWorker,
  { confinement }: Pick<Work<Task, Result>, "confinement">,
  takeTurn: () => [number, readonly Task[]],
  onResult: OnResult<Result>,
  onFailure: (start: number, error: unknown) => void,
): Promise<void> {
  while (true) {
    const [start, tasks] = takeTurn();
    if (tasks.length === 0) return;
    try {
      const results = await ask<Task, Result>(worker, tasks, confinement);
      for (const [i, result] of results.entries()) await onResult(start + i, result);
    } catch (error) {
      return onFailure(start, error);
    }
  }
}

async function ask<Task, Result>(
  { worker, watched }: PoolWorker,
  tasks: readonly Task[],
  confinement: Confinement<Task> | undefined,
): Promise<Result[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Result[]>();
  worker.onmessage = ({ data }: MessageEvent<Answer<Result>>) => {
    if ("error" in data) reject(faultFromPlain(fromPlain(data.error)));
    else resolve(data.results);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(
      confinement === undefined
        ? new Error(`A search worker failed: ${event.message}`)
        : confinement.faultOf(tasks[0]!, event.message, watched && openCall(watched)),
    );
  };
  const stopWatching = confinement && watched && watchCalls(watched, confinement.timeoutMs, (call) => {
    const seconds = confinement.timeoutMs / 1000;
    reject(confinement.faultOf(tasks[0]!, `no answer within ${seconds} s: does it loop for ever?`, call));
  });
  try {
    worker.postMessage({ tasks });
    return await promise;
  } finally {
    stopWatching?.();
  }
}
