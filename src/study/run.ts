/** Tasks of a study, done here: what has a part is not done again. @module */

import { DataError } from "../market/data_error.ts";
import { isAddress } from "./address.ts";
import { FailedTaskError } from "./errors.ts";
import type { Part } from "./part.ts";
import type { PartStore } from "./part_store.ts";
import { type Shard, tasksOf } from "./shards.ts";
import type { Study, StudyInput, StudyTask } from "./study.ts";
import type { TapeCache } from "./tape_cache.ts";
import type { Unit } from "./task.ts";
import { type Located, piecesOf, TaskPool } from "./task_pool.ts";

/** How a study is run. */
export interface RunOptions {
  /** Where parts are kept. */
  readonly store: PartStore;
  /** Which tasks. @default all */
  readonly shard?: Shard | undefined;
  /** Threads, at most. */
  readonly workers: number;
  /** Addresses with their queries, by the names of inputs. @default the names themselves */
  readonly addresses?: ReadonlyMap<string, string> | undefined;
  /** Where tapes of addresses are kept. */
  readonly cache: TapeCache;
  /** Whether the first tape that cannot be measured ends the run, without a part. @default false */
  readonly failFast?: boolean | undefined;
  /** Told of each task that has a part now, and of how many there are. */
  readonly onPart?: ((part: Part, done: number, total: number) => void) | undefined;
}

/** What a run came to. */
export interface RunReport {
  /** Tasks that were to be done. */
  readonly tasks: number;
  /** Tasks that had a part already. */
  readonly found: number;
  /** Of all of them, those whose tape could not be measured. */
  readonly failed: number;
}

/**
 * Does the tasks of a shard that have no part yet; each part is kept as soon as it is there.
 *
 * @param signal ends the run when it rejects: what is kept stays, and the same run goes on from there.
 * @throws {DataError} if an input has changed since the study was planned.
 * @throws {AddressFailure} if one cannot be fetched.
 * @throws {FailedTaskError} if a tape cannot be measured, and that ends it.
 */
export async function runStudy(
  study: Study,
  { store, shard = { index: 0, count: 1 }, ...options }: RunOptions,
  signal: Promise<never>,
): Promise<RunReport> {
  const tasks = tasksOf(study.tasks, shard);
  let [found, failed, done] = [0, 0, 0];
  const missing: StudyTask[] = [];
  const note = (part: Part): void => {
    if (part.status === "failed") failed++;
    options.onPart?.(part, ++done, tasks.length);
  };
  for (const task of tasks) {
    const part = await store.find(task.id, study);
    if (part === undefined) missing.push(task);
    else {
      found++;
      note(part);
    }
  }
  const keeping = new Set<Promise<void>>();
  const pool = new TaskPool(study, {
    workers: options.workers,
    locate: (unit) => locate(unit.input, options),
    async onPart(part) {
      if (part.status === "failed" && options.failFast) {
        throw new FailedTaskError(`${part.input}: ${part.reason}`, part.exitCode);
      }
      const kept = store.keep(part);
      keeping.add(kept);
      await kept.finally(() => keeping.delete(kept));
      note(part);
    },
  });
  try {
    await Promise.race([signal, pool.run(piecesOf(unitsOf(study, missing), options.workers))]);
  } finally {
    pool[Symbol.dispose]();
    await Promise.allSettled(keeping); // a part that is being written is written whole, whatever ends the run
  }
  return { tasks: tasks.length, found, failed };
}

/** Tasks gathered by their inputs. */
function unitsOf({ inputs }: Study, tasks: readonly StudyTask[]): Unit[] {
  const byInput = Map.groupBy(tasks, ({ input }) => input);
  return [...byInput].map(([input, tasks]) => ({ input: inputs[input]!, tasks }));
}

/** Where an input lies on this machine; one of an address is fetched if need be. */
export async function locate(
  input: StudyInput,
  { addresses, cache }: Pick<RunOptions, "addresses" | "cache">,
): Promise<Located> {
  if (!isAddress(input.name)) return { path: input.name, release: () => {} };
  const address = addresses?.get(input.name) ?? input.name;
  try {
    return await cache.locate(input, address);
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: input.name }) : error;
  }
}
