import { Checkpoint } from "../search/checkpoint.ts";
import type { Job } from "../search/evaluator.ts";
import { evenly } from "../search/grid.ts";
import { type Axes, pointCount } from "../trial/grid.ts";
import { type Evaluate, evaluateHere, type EvaluateJob, WorkerPool } from "../search/pool.ts";
import { Interrupted, UsageError, withFile } from "./errors.ts";
import { interruptible, type Interruption } from "./interrupt.ts";
import { decimals, integer, text, type Values } from "./options.ts";
import { checkWritable } from "./output.ts";

const PENALTY = { min: 0, max: 1e6 };
/** Points that a grid may have. */
const MOST_POINTS = 1e7;

/** Options of the search for parameters. */
export const searchOptions = {
  grid: integer(5, { min: 1, max: 1000 }, "points on each axis of the search, evenly over its range (5)"),
  lambdaOver: decimals(PENALTY, "values of λ_over to try instead; units and ranges: see below"),
  lambdaUnder: decimals(PENALTY, "values of λ_under to try instead"),
  thetaQueue: decimals(PENALTY, "values of θ_queue to try instead"),
  workers: integer(undefined, { min: 1, max: 256 }, "threads of the search (as many as cores)"),
  checkpoint: text("FILE", "keep the search's results here, and go on from them if the file is there"),
};

type SearchValues = Values<typeof searchOptions>;

/**
 * The grid to search.
 *
 * @throws {UsageError} if that would never end.
 */
export function axesOf({ grid, lambdaOver, lambdaUnder, thetaQueue }: SearchValues): Axes {
  const usual = evenly(0, 1, grid);
  const axes = {
    lambdaOver: lambdaOver ?? usual,
    lambdaUnder: lambdaUnder ?? usual,
    thetaQueue: thetaQueue ?? usual,
  };
  checkPoints(grid, pointCount(axes));
  return axes;
}

/** @throws {UsageError} if a grid has too many points. */
export function checkPoints(grid: number, points: number): void {
  if (points <= MOST_POINTS) return;
  throw new UsageError(`--grid ${grid}: makes ${points} points; at most ${MOST_POINTS} can be tried`);
}

/** Work on a job, by its workers, with the results of earlier tries if there are any. */
export type Work<J extends Job, Stored, Result> = (
  evaluate: EvaluateJob<J>,
  checkpoint: Checkpoint<Stored> | undefined,
) => Promise<Result>;

/**
 * Lends workers to some work, and the checkpoint if one is asked for, which a signal then leaves usable.
 *
 * @param identity what the stored results depend on.
 */
export async function withWorkers<J extends Job, Stored, Result>(
  job: J,
  identity: string,
  values: Pick<SearchValues, "workers" | "checkpoint">,
  work: Work<J, Stored, Result>,
): Promise<Result> {
  const workers = values.workers ?? navigator.hardwareConcurrency;
  using pool = workers > 1 ? new WorkerPool(job, workers) : undefined;
  const evaluate = pool?.evaluate ?? evaluateHere(job);
  const path = values.checkpoint;
  if (path === undefined) return await work(evaluate, undefined);
  await checkWritable(path);
  const checkpoint = await withFile(`read ${path}`, () => Checkpoint.open<Stored>(path, identity));
  return await withFile(`write ${path}`, () =>
    interruptible(async (interruption) => {
      try {
        return await work(stoppable(evaluate, interruption), checkpoint);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        // The search has saved what it has.
        throw new Interrupted(
          error.signal,
          `interrupted: ${path} keeps ${checkpoint.results.size} simulations; the same command goes on from there`,
        );
      }
    }));
}

/** Evaluation that is given up on a signal: at once for the caller, with the next result for the workers. */
function stoppable<Task, Result>(
  evaluate: Evaluate<Task, Result>,
  { signalled, check }: Interruption,
): Evaluate<Task, Result> {
  return (tasks, onResult) => {
    const all = evaluate(tasks, (index, result) => {
      check();
      return onResult(index, result);
    });
    return Promise.race([signalled, all]);
  };
}
