/** How a search comes by workers, and by what an earlier try has found. @module */

import type { Checkpoint } from "./checkpoint.ts";
import { type Evaluate, evaluateHere, type Work, WorkerPool } from "./pool.ts";

/** A search that does its tasks by what it is lent; the checkpoint keeps results where there is one. */
export type LentSearch<Task, Result, Stored, Found> = (
  evaluate: Evaluate<Task, Result>,
  checkpoint?: Checkpoint<Stored>,
) => Promise<Found>;

/**
 * Lends a search what does its work, for as long as it lasts. Who lends knows of threads, files and signals, so
 * that the search need not.
 */
export type Lend<Task, Result, Stored> = <Found>(
  work: Work<Task, Result>,
  search: LentSearch<Task, Result, Stored, Found>,
) => Promise<Found>;

/** Lends this thread, or one worker for work that is to be confined; it keeps nothing. */
export async function lendThisThread<Task, Result, Stored, Found>(
  work: Work<Task, Result>,
  search: LentSearch<Task, Result, Stored, Found>,
): Promise<Found> {
  if (work.confinement === undefined) return await search(evaluateHere(work));
  using pool = new WorkerPool(work, 1);
  return await search(pool.evaluate);
}
