import type { Tape } from "../market/tape.ts";
import { Checkpoint } from "../search/checkpoint.ts";
import { type Axes, evenly, pointCount } from "../search/grid.ts";
import { type Evaluate, evaluateHere, evaluateOnWorkers } from "../search/pool.ts";
import { searchGrid, type SearchResult } from "../search/search.ts";
import { type Evaluation, executionKey, type TrialSetup } from "../search/trial.ts";
import { Interrupted, UsageError, withFile } from "./errors.ts";
import { interruptible, type Interruption } from "./interrupt.ts";
import { decimals, integer, text, type Values } from "./options.ts";
import { checkWritable, Progress } from "./output.ts";

const PENALTY = { min: 0, max: 1e6 };
const MOST_POINTS = 1e7;

/** Options of the search for parameters. */
export const searchOptions = {
  grid: integer(5, { min: 1, max: 1000 }, "points on each axis of the search, evenly from 0 to 1 (5)"),
  lambdaOver: decimals(PENALTY, "values of λ_over to try instead, dollars"),
  lambdaUnder: decimals(PENALTY, "values of λ_under to try instead, dollars"),
  thetaQueue: decimals(PENALTY, "values of θ_queue to try instead, dollars"),
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
  if (pointCount(axes) > MOST_POINTS) {
    throw new UsageError(
      `--grid ${grid}: makes ${pointCount(axes)} points; at most ${MOST_POINTS} can be tried`,
    );
  }
  return axes;
}

/** What a search is made of. */
export interface TrialSearch {
  readonly tape: Tape;
  readonly setup: TrialSetup;
  readonly axes: Axes;
  /** Of a checkpoint: what the results depend on. */
  readonly identity: string;
}

/** Searches, shows how far it is, and keeps the checkpoint if one is asked for. */
export async function searchParameters(
  search: TrialSearch,
  values: Pick<SearchValues, "workers" | "checkpoint"> & { readonly quiet: boolean },
): Promise<SearchResult> {
  const workers = values.workers ?? navigator.hardwareConcurrency;
  const { tape, setup } = search;
  const evaluate = workers > 1 ? evaluateOnWorkers(tape, setup, workers) : evaluateHere(tape, setup);
  const path = values.checkpoint;
  if (path === undefined) return await runSearch(search, evaluate, values);
  await checkWritable(path);
  const checkpoint = await withFile(
    `read ${path}`,
    () => Checkpoint.open<Evaluation>(path, search.identity),
  );
  return await withFile(`write ${path}`, () =>
    interruptible(async (interruption) => {
      try {
        return await runSearch(search, stoppable(evaluate, interruption), values, checkpoint);
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

async function runSearch(
  { setup, axes }: TrialSearch,
  evaluate: Evaluate,
  { quiet }: { readonly quiet: boolean },
  checkpoint?: Checkpoint<Evaluation>,
): Promise<SearchResult> {
  const progress = new Progress("searching:", { quiet });
  try {
    return await searchGrid({
      axes,
      side: setup.order.side,
      keyOf: (point) => executionKey(setup, point),
      evaluate,
      checkpoint,
      onProgress: (done, total) => progress.show(done, total, "simulations"),
    });
  } finally {
    progress.finish();
  }
}

/** Evaluation that is given up on a signal: at once for the caller, with the next result for the workers. */
function stoppable(evaluate: Evaluate, { signalled, check }: Interruption): Evaluate {
  return (points, onResult) => {
    const all = evaluate(points, (index, result) => {
      check();
      return onResult(index, result);
    });
    return Promise.race([signalled, all]);
  };
}
