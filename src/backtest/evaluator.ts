/** Who does the simulations of a back-test. @module */

import type { StoredSegment } from "../search/cost_table.ts";
import type { Lend } from "../search/lend.ts";
import type { SimulationResult, SimulationTask } from "../search/order_run.ts";
import { stoppable, type WorkerPermissions, WorkerPool } from "../search/pool.ts";

/** Lends what does simulations, for as long as a search lasts. */
export type LendSimulations = Lend<SimulationTask, readonly SimulationResult[], StoredSegment>;

/**
 * Lends workers, and keeps nothing. What comes out does not depend on their number.
 *
 * @param count how many workers, at most.
 * @param permissions `none` takes a Deno that was started with `--unstable-worker-options`.
 */
export function lendWorkers(count: number, permissions: WorkerPermissions = "inherit"): LendSimulations {
  return async (work, search) => {
    using pool = new WorkerPool(work, count, permissions);
    return await search(pool.evaluate);
  };
}

/** Lends the same, but gives up once a signal is aborted: at once for the search, with the next result for workers. */
export function abortable(lend: LendSimulations, signal: AbortSignal): LendSimulations {
  return (work, search) =>
    lend(work, (evaluate, checkpoint) =>
      search(async (tasks, onResult) => {
        const { promise: aborted, reject } = Promise.withResolvers<never>();
        const stop = (): void => reject(signal.reason);
        signal.addEventListener("abort", stop);
        try {
          signal.throwIfAborted();
          const check = (): void => signal.throwIfAborted();
          await stoppable(evaluate, { signalled: aborted, check })(tasks, onResult);
        } finally {
          signal.removeEventListener("abort", stop);
        }
      }, checkpoint));
}
