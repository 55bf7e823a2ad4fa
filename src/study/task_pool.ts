/** Threads that do the tasks of a study, each one tape at a time. @module */

import type { Part } from "./part.ts";
import { type Asked, runUnit, type Unit } from "./task.ts";
import { TaskThread } from "./task_thread.ts";

/** How tasks are done. */
interface PoolOptions {
  /** Threads, at most. */
  readonly workers: number;
  /** Where an input lies on this machine, fetched if need be. Called ahead of the work, so that both go on at once. */
  readonly locate: (unit: Unit) => Promise<Located>;
  /** Told of each part, in any order. */
  readonly onPart: (part: Part) => Promise<void>;
}

/** An input that lies on this machine. */
export interface Located {
  readonly path: string;
  /** Called once its tasks are done. */
  readonly release: () => void;
}

/**
 * Tasks by input, in pieces of at most as many as give every thread some: an input is read by as few threads as that
 * leaves.
 *
 * @example
 * ```ts
 * import { piecesOf } from "./task_pool.ts";
 * import { assertEquals } from "@std/assert";
 * const [input] = [{ name: "day.csv", bytes: 1, identity: "" }];
 * const tasks = ["a", "b", "c", "d"].map((id) => ({ id, input: 0, bytes: 1 }));
 * const pieces = piecesOf([{ input, tasks }], 2).map(({ tasks }) => tasks.map(({ id }) => id).join(""));
 * assertEquals(pieces, ["ab", "cd"]);
 * ```
 */
export function piecesOf(units: readonly Unit[], workers: number): Unit[] {
  const tasks = units.reduce((sum, unit) => sum + unit.tasks.length, 0);
  const most = Math.max(1, Math.ceil(tasks / workers));
  return units.flatMap(({ input, tasks }) =>
    Array.from({ length: Math.ceil(tasks.length / most) }, (_, i) => ({
      input,
      tasks: tasks.slice(i * most, (i + 1) * most),
    }))
  );
}

/** Does the tasks of a study; the first error, other than of a tape, ends it. */
export class TaskPool implements Disposable {
  #asked: Asked;
  #options: PoolOptions;
  #threads: TaskThread[] = [];

  /** Starts no thread yet. */
  constructor(asked: Asked, options: PoolOptions) {
    this.#asked = asked;
    this.#options = options;
  }

  /** Does all tasks of these units, each unit in one thread. */
  async run(units: readonly Unit[]): Promise<void> {
    const waiting = [...units];
    let failed = false;
    const next = (): Promise<[Unit, Located]> | undefined => {
      const unit = failed ? undefined : waiting.shift();
      const located = unit && this.#options.locate(unit).then((path): [Unit, Located] => [unit, path]);
      located?.catch(() => {}); // thrown where it is awaited
      return located;
    };
    const threads = Math.min(this.#options.workers, units.length);
    const lanes = Array.from({ length: threads }, async () => {
      const work = threads === 1 ? this.#here() : this.#thread();
      try {
        for (let ahead = next(); ahead !== undefined;) {
          const [unit, { path, release }] = await ahead;
          ahead = next();
          await work(unit, path).finally(release);
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    });
    await Promise.all(lanes);
  }

  /** Does tasks in this thread. */
  #here(): (unit: Unit, path: string) => Promise<void> {
    return async (unit, path) => {
      for await (const part of runUnit(this.#asked, unit, path)) await this.#options.onPart(part);
    };
  }

  /** Does tasks in a thread of its own. */
  #thread(): (unit: Unit, path: string) => Promise<void> {
    const thread = new TaskThread(this.#asked);
    this.#threads.push(thread);
    return (unit, path) => thread.run(unit, path, this.#options.onPart);
  }

  /** Ends the threads, whatever they are at. */
  [Symbol.dispose](): void {
    for (const thread of this.#threads) thread[Symbol.dispose]();
    this.#threads = [];
  }
}
