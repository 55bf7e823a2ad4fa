/** `sorlab study run`: does the tasks of a plan, or of a shard of it. @module */

import config from "../../../deno.json" with { type: "json" };
import { counted } from "../../market/counted.ts";
import { ifThere } from "../../source/if_there.ts";
import { isAddress } from "../../study/address.ts";
import { PartStore } from "../../study/part_store.ts";
import { runStudy } from "../../study/run.ts";
import { readStudy, type Study } from "../../study/study.ts";
import { TapeCache } from "../../study/tape_cache.ts";
import { interruptedIn, UsageError, withFile } from "../errors.ts";
import { interruptible } from "../interrupt.ts";
import { readOptions } from "../read_arguments.ts";
import { tell } from "../output.ts";
import { Progress } from "../progress.ts";
import { keepOnly } from "../permissions.ts";
import { addressesOf, readAddresses } from "./addresses.ts";
import { shardOf } from "./engines.ts";
import { runOptions, type RunValues } from "./options.ts";

/** Runs a study. */
export async function run(args: readonly string[]): Promise<void> {
  const values = readOptions(args, runOptions);
  const shard = shardOf(values.shard, values.shards);
  const path = values.study ?? "study.json";
  const study = await openStudy(path);
  const fetches = study.inputs.some(({ name }) => isAddress(name));
  if (!fetches) keepOnly(["read", "write"]);
  const folder = values.parts ?? "parts";
  const store = await withFile(`use ${folder}`, () => PartStore.open(folder));
  const cache = new TapeCache(values.cache ?? "tape-cache", values.cacheSize!);
  const addresses = fetches ? await signedAddresses(path, values) : undefined;
  const progress = new Progress("measuring:", values);
  let kept = 0;
  const report = await interruptible(({ signalled }) =>
    withFile(`use a tape or ${folder}`, () =>
      runStudy(study, {
        store,
        shard,
        cache,
        addresses,
        workers: values.workers ?? navigator.hardwareConcurrency,
        failFast: values.failFast,
        onPart(part, done, total) {
          kept = done;
          if (part.status === "failed") progress.tell(`${part.input} could not be measured: ${part.reason}`);
          progress.show(done, total, "tapes");
        },
      }, signalled))
  ).catch((error) => {
    throw interruptedIn(
      error,
      () => `${counted(kept, "part")} in ${folder}; the same command goes on from there`,
    );
  }).finally(() => progress.finish());
  if (values.quiet) return;
  const { tasks, found, failed } = report;
  const which = shard === undefined ? "" : ` of shard ${shard.index + 1}/${shard.count}`;
  const before = found > 0 ? `, ${found} of them from before` : "";
  const without = failed > 0 ? `; ${failed} could not be measured` : "";
  tell(`${counted(tasks, "part")}${which} in ${folder}${before}${without}`);
}

/**
 * Reads a plan.
 *
 * @throws {UsageError} if another version of sorlab made it: parts of two versions are not pooled.
 */
export async function openStudy(path: string): Promise<Study> {
  const study = readStudy(await withFile(`read ${path}`, () => Deno.readTextFile(path)), path);
  if (study.version === config.version) return study;
  throw new UsageError(
    `${path} was planned by sorlab ${study.version}, and this is ${config.version}: use that one, or plan it again`,
  );
}

/** The file that is named, or the one beside the plan if it is there. */
async function signedAddresses(
  plan: string,
  { addresses }: RunValues,
): Promise<Map<string, string> | undefined> {
  if (addresses !== undefined) return await readAddresses(addresses);
  const path = addressesOf(plan);
  return await ifThere(Deno.stat(path)) === undefined ? undefined : await readAddresses(path);
}
