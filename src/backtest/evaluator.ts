/** Who does the simulations of a back-test. @module */

import type { Checkpoint } from "../search/checkpoint.ts";
import type { StoredSegment } from "../search/cost_table.ts";
import type { MarketJob } from "../search/evaluator.ts";
import type { SimulationResult, SimulationTask } from "../search/order_run.ts";
import { type Evaluate, evaluateHere, WorkerPool } from "../search/pool.ts";

/** Work that simulations are lent for, and what earlier tries have found, if that was kept. */
export type Borrower<Found> = (
  evaluate: Evaluate<SimulationTask, SimulationResult>,
  checkpoint?: Checkpoint<StoredSegment>,
) => Promise<Found>;

/**
 * Lends what does a job's simulations for as long as some work lasts. Who lends knows about threads, files and
 * signals, so that a back-test need not.
 */
export type Lend = <Found>(job: MarketJob, work: Borrower<Found>) => Promise<Found>;

/** Lends this thread, and keeps nothing. */
export async function lendThisThread<Found>(job: MarketJob, work: Borrower<Found>): Promise<Found> {
  return await work(evaluateHere(job));
}

/**
 * Lends workers, and keeps nothing. What comes out does not depend on their number.
 *
 * @param count how many workers, at most.
 */
export function lendWorkers(count: number): Lend {
  return async (job, work) => {
    using pool = new WorkerPool(job, count);
    return await work(pool.evaluate);
  };
}

/** Lends the same, but gives up once a signal is aborted: at once for the borrower, with the next result for workers. */
export function abortable(lend: Lend, signal: AbortSignal): Lend {
  return (job, work) =>
    lend(job, (evaluate, checkpoint) =>
      work(async (tasks, onResult) => {
        const { promise: aborted, reject } = Promise.withResolvers<never>();
        const stop = (): void => reject(signal.reason);
        signal.addEventListener("abort", stop);
        try {
          signal.throwIfAborted();
          const all = evaluate(tasks, (index, result) => {
            signal.throwIfAborted();
            return onResult(index, result);
          });
          await Promise.race([aborted, all]);
        } finally {
          signal.removeEventListener("abort", stop);
        }
      }, checkpoint));
}
