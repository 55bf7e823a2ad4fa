/** Which shard this process is to do: what the command line says, or the engine that started it. @module */

import type { Shard } from "../../study/shards.ts";
import { environment } from "../environment.ts";
import { UsageError } from "../errors.ts";
import type { Option } from "../options.ts";

/** A variable by which an engine tells a task which of its array it is. */
interface Engine {
  /** What counts from 0. */
  readonly index: string;
  /** How many there are, where the engine tells that. */
  readonly count?: string;
  /** The last index, of an engine that takes arrays of any indices: only then some of them can be submitted again. */
  readonly last?: string;
  /** Whose variable it is. */
  readonly of: string;
}

/** The engines whose variables are read. */
export const ENGINES: readonly Engine[] = [
  { index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE", of: "AWS Batch, array job" },
  { index: "JOB_COMPLETION_INDEX", of: "Kubernetes, Indexed Job" },
  {
    index: "SLURM_ARRAY_TASK_ID",
    count: "SLURM_ARRAY_TASK_COUNT",
    last: "SLURM_ARRAY_TASK_MAX",
    of: "Slurm, --array=0-…",
  },
  { index: "CLOUD_RUN_TASK_INDEX", count: "CLOUD_RUN_TASK_COUNT", of: "Google Cloud Run job" },
  { index: "NOMAD_ALLOC_INDEX", of: "Nomad, group with a count" },
  { index: "PBS_ARRAY_INDEX", of: "PBS, -J 0-…" },
];

/** `--shard`. */
export const shardOption: Option<Shard | undefined> = {
  placeholder: "I/N",
  help: "do the I-th of N shards, from 1 (what the engine's variables say, else all)",
  fallback: undefined,
  read(given) {
    const [, index, count] = /^(\d{1,9})\/(\d{1,9})$/.exec(given) ?? [];
    if (index === undefined) throw new Error("use which of how many, such as 3/8");
    const shard = { index: Number(index) - 1, count: Number(count) };
    if (shard.index < 0 || shard.index >= shard.count) {
      throw new Error("counts from 1 to the number of shards");
    }
    return shard;
  },
};

/**
 * The shard to do. Engines count from 0, `--shard` from 1. A Slurm array that is submitted again for some indices only
 * counts those: then the number of shards has to be given.
 *
 * @param given by `--shard`.
 * @param shards by `--shards`.
 * @returns `undefined` where nothing says, so that all is to be done.
 * @throws {UsageError} for two that disagree, or an index without a count.
 */
export function shardOf(
  given: Shard | undefined,
  shards: number | undefined,
  variable: (name: string) => string | undefined = environment,
): Shard | undefined {
  const count = given?.count ?? shards;
  const told = ENGINES.flatMap((engine) => toldBy(engine, count, variable));
  const all = [...(given === undefined ? [] : [{ name: "--shard", ...given }]), ...told];
  const [first, ...others] = all;
  if (first === undefined) {
    if (shards === undefined) return undefined;
    throw new UsageError(
      `--shards ${shards} says how many, and nothing which: add --shard I/${shards}, or start it by an engine`,
    );
  }
  const other = others.find(({ index, count }) => index !== first.index || count !== first.count);
  if (other === undefined) {
    if (shards === undefined || shards === first.count) return { index: first.index, count: first.count };
    throw new UsageError(`--shards ${shards} and ${first.name} (of ${first.count}) disagree`);
  }
  const texts = [first, other].map(({ name, index, count }) => `${name} (shard ${index + 1} of ${count})`);
  throw new UsageError(`${texts.join(" and ")} disagree on the shard; unset one of them`);
}

type Told = Shard & { readonly name: string };

function toldBy(
  engine: Engine,
  given: number | undefined,
  variable: (name: string) => string | undefined,
): Told[] {
  const index = wholeNumber(engine.index, variable);
  if (index === undefined) return [];
  const own = engine.count === undefined ? undefined : wholeNumber(engine.count, variable);
  const isWhole = engine.last === undefined || own === wholeNumber(engine.last, variable)! + 1;
  if (given === undefined && !isWhole) {
    throw new UsageError(`${engine.count} ${own} is not of all indices from 0: add --shards N`);
  }
  const count = isWhole ? own ?? given : given;
  if (count === undefined) {
    throw new UsageError(`${engine.index} says which shard, and nothing of how many: add --shards N`);
  }
  if (index >= count) {
    throw new UsageError(`${engine.index} is ${index}, of ${count} shards: indices count from 0`);
  }
  return [{ name: engine.index, index, count }];
}

function wholeNumber(
  name: string,
  variable: (name: string) => string | undefined,
): number | undefined {
  const text = variable(name);
  if (text === undefined || text === "") return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} is ${JSON.stringify(text)}: not a whole number`);
  return Number(text);
}
