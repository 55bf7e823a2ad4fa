/**
 * Threads that stay: to start one and to load sorlab in it takes ten times as long as what a small test asks of it.
 *
 * @module
 */

import { IS_LONG } from "../../_seeds.ts";

/** Threads that are at nothing, by module. */
const idle = new Map<string, KeptWorker[]>();
const StartedWorker = globalThis.Worker;
/** In the long run, each thread runs one router alone, as outside of tests. */
const IS_KEPT = !IS_LONG;

/** A worker of this process, and whether it owes an answer. */
class KeptWorker {
  readonly worker: Worker;
  owes = false;

  constructor(module: string, options: WorkerOptions) {
    this.worker = new StartedWorker(module, options);
  }
}

/** What has the place of `Worker`: a thread that was there before, where one of the same module is at nothing. */
class WarmWorker implements Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror"> {
  readonly #module: string;
  readonly #kept: KeptWorker;

  constructor(module: string, options: WorkerOptions) {
    this.#module = module;
    this.#kept = idle.get(module)?.pop() ?? new KeptWorker(module, options);
  }

  set onmessage(listener: (event: MessageEvent) => void) {
    this.#kept.worker.onmessage = (event) => {
      this.#kept.owes = false;
      listener(event);
    };
  }

  set onerror(listener: (event: ErrorEvent) => void) {
    this.#kept.worker.onerror = listener;
  }

  postMessage(message: unknown): void {
    this.#kept.owes = true;
    this.#kept.worker.postMessage(message);
  }

  /** A thread that owes an answer may never be done: it ends. */
  terminate(): void {
    if (this.#kept.owes) this.#kept.worker.terminate();
    else idle.set(this.#module, [...idle.get(this.#module) ?? [], this.#kept]);
  }
}

/** Runs `body` with threads that stay, in the place of those that it would start. */
export async function withWarmWorkers<Result>(body: () => Promise<Result>): Promise<Result> {
  if (!IS_KEPT) return await body();
  Object.assign(globalThis, { Worker: WarmWorker });
  try {
    return await body();
  } finally {
    Object.assign(globalThis, { Worker: StartedWorker });
  }
}
