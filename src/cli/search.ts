/** Options of the search for parameters, and what it works with: threads, a checkpoint's file, signals. @module */

import { counted } from "../market/counted.ts";
import { PARAMETER_NAMES, type ParameterName, PARAMETERS } from "../model/parameters.ts";
import { Checkpoint, type CheckpointStore, type ResultSchema } from "../search/checkpoint.ts";
import type { LentSearch } from "../search/lend.ts";
import { evaluateHere, stoppable, type Work, WorkerPool } from "../search/pool.ts";
import { writeFileAtomically } from "../source/atomic_file.ts";
import { ifThere } from "../source/if_there.ts";
import { FileError, interruptedIn, withFile } from "./errors.ts";
import { interruptible, type Interruption } from "./interrupt.ts";
import { decimals, integer, type Option, text, type Values } from "./options.ts";
import { checkWritable } from "./written_file.ts";
import { readText } from "./read_text.ts";

const PENALTY = { min: 0, max: 1e6 };

/** Options of the search for parameters. */
export const searchOptions = {
  grid: integer(5, { min: 1, max: 1000 }, "points on each axis of the search, evenly over its range"),
  ...parameterOptions(),
  workers: integer(undefined, { min: 1, max: 256 }, "threads of the search (as many as cores)"),
  checkpoint: text("FILE", "keep the search's results here, and go on from them if the file is there"),
};

type ValuesOption = Option<readonly number[] | undefined>;

/** An option for each parameter: the values to try instead of its range. */
export function parameterOptions<O extends ValuesOption = ValuesOption>(
  made: (name: ParameterName, option: ValuesOption) => O = (_, option) => option as O,
): Record<ParameterName, O> {
  const options = PARAMETER_NAMES.map((name, i) => {
    const more = i === 0 ? "; units and ranges: see below" : "";
    return [
      name,
      made(name, decimals(PENALTY, `values of ${PARAMETERS[name].symbol} to try instead${more}`)),
    ];
  });
  return Object.fromEntries(options);
}

type SearchValues = Values<typeof searchOptions>;

/**
 * Lends workers to a search, and the checkpoint if one is asked for, which a signal then leaves usable. A signal ends
 * the search in either case, and the message says what is kept.
 *
 * @param identity what the stored results depend on.
 * @param schema of a stored result.
 */
export async function withWorkers<Task, Result, Stored, Found>(
  work: Work<Task, Result>,
  identity: string,
  values: Pick<SearchValues, "workers" | "checkpoint">,
  search: LentSearch<Task, Result, Stored, Found>,
  schema: ResultSchema<Stored>,
): Promise<Found> {
  const workers = values.workers ?? navigator.hardwareConcurrency;
  const takesWorkers = workers > 1 || work.confinement !== undefined;
  using pool = takesWorkers ? new WorkerPool(work, workers, "none") : undefined;
  const evaluate = pool?.evaluate ?? evaluateHere(work);
  const path = values.checkpoint;
  if (path === undefined) {
    const kept = () => "no simulation is kept (--checkpoint FILE keeps those of a search)";
    return await ending(kept, (interruption) => search(stoppable(evaluate, interruption)));
  }
  await checkWritable(path);
  const checkpoint = await withFile(`read ${path}`, () => Checkpoint.open(inFile(path), identity, schema));
  // When this is shown, the search has saved its costs already.
  const kept = () =>
    `${path} keeps ${counted(checkpoint.results.size, "simulation")}; the same command goes on from there`;
  const searching = withFile(
    `write ${path}`,
    () => ending(kept, (interruption) => search(stoppable(evaluate, interruption), checkpoint)),
  );
  return await searching.catch((error) => {
    if (!(error instanceof FileError)) throw error;
    const left = "what --checkpoint saved before is whole, and the same command goes on from there";
    throw new FileError(`${error.message}; ${left}`, { cause: error });
  });
}

/** Does work that a signal ends, with a message that says what is kept of it. */
function ending<Found>(
  kept: () => string,
  work: (interruption: Interruption) => Promise<Found>,
): Promise<Found> {
  return interruptible(async (interruption) => {
    try {
      return await work(interruption);
    } catch (error) {
      throw interruptedIn(error, kept);
    }
  });
}

/** Keeps a checkpoint in a file, which a writing that fails leaves as it was. */
export function inFile(path: string): CheckpointStore {
  return {
    name: path,
    read: () => ifThere(readText(path)),
    write: (text) => writeFileAtomically(path, text),
    nowMs: () => performance.now(),
  };
}
