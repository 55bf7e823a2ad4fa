/** `sorlab study submit`, `work`, `status`, `collect`, `cancel`: a study whose tasks wait in Kafka. @module */

import config from "../../../deno.json" with { type: "json" };
import type { KafkaClient } from "../../kafka/client.ts";
import { counted } from "../../market/counted.ts";
import { snakeKeys } from "../../report/snake_case.ts";
import { collectParts } from "../../study/queue/read_parts.ts";
import { type QueueStatus, queueStatus } from "../../study/queue/status.ts";
import { submitStudy } from "../../study/queue/submit.ts";
import { hasTopic, type QueueNames, queueNames, removeTopics } from "../../study/queue/topics.ts";
import { workStudy } from "../../study/queue/work.ts";
import { locate } from "../../study/run.ts";
import { TapeCache } from "../../study/tape_cache.ts";
import { interruptedIn, UsageError } from "../errors.ts";
import { interruptible } from "../interrupt.ts";
import { connectKafka, DEFAULT_QUEUE } from "../kafka_options.ts";
import { readOptions } from "../read_arguments.ts";
import { fitted, jsonText, printResult, tell } from "../output.ts";
import { Progress, roughTime } from "../progress.ts";
import { checkDestination, writesFiles } from "../page_options.ts";
import { keepOnly } from "../permissions.ts";
import { readAddresses } from "./addresses.ts";
import { deliverStudy } from "./merge.ts";
import { cancelOptions, collectOptions, statusOptions, submitOptions, workOptions } from "./options.ts";
import { openStudy } from "./run.ts";

const namesOf = ({ topic }: { readonly topic?: string | undefined }): QueueNames =>
  queueNames(topic ?? DEFAULT_QUEUE);

/** Puts a study's tasks into Kafka. */
export async function submit(args: readonly string[]): Promise<void> {
  const values = readOptions(args, submitOptions);
  keepOnly(["read", "net"]);
  const study = await openStudy(values.study ?? "study.json");
  const names = namesOf(values);
  const { tasks, found } = await submitStudy(await connectKafka(values), names, study);
  if (values.quiet) return;
  const before = found > 0 ? `; ${counted(found, "task")} had a part from before` : "";
  tell(`${counted(tasks, "task")} in topic ${names.tasks}${before}; sorlab study work does them`);
}

/** Does tasks beside other workers, until the study is done. */
export async function work(args: readonly string[]): Promise<void> {
  const values = readOptions(args, workOptions);
  keepOnly(["read", "write", "net"]);
  const addresses = values.addresses === undefined ? undefined : await readAddresses(values.addresses);
  const cache = new TapeCache(values.cache ?? "tape-cache", values.cacheSize!);
  const client = await connectKafka(values);
  const progress = new Progress("measuring:", values);
  let made = 0;
  await interruptible(({ signalled }) =>
    workStudy(client, namesOf(values), {
      name: values.name ?? `process ${Deno.pid}`,
      version: config.version,
      threads: values.workers ?? navigator.hardwareConcurrency,
      mostAttempts: values.attempts,
      longestTaskMs: values.longestTask / 1e6,
      nowMs: Date.now,
      locate: (unit) => locate(unit.input, { addresses, cache }),
      onPart(part) {
        made++;
        if (part.status === "failed") progress.tell(`${part.input} could not be measured: ${part.reason}`);
      },
      onSetAside({ input }, reason) {
        progress.finish();
        tell(`${input.name} is set aside after ${counted(values.attempts, "attempt")}: ${reason}`);
      },
      onProgress: ({ done, tasks }) => void progress.show(done, tasks, "tapes"),
    }, signalled)
  ).catch((error) => {
    throw interruptedIn(
      error,
      () => `${counted(made, "part")} made; what was begun is given back, and other workers do it`,
    );
  }).finally(() => progress.finish());
  if (!values.quiet) tell(`the study is done; ${counted(made, "part")} of it by this worker`);
}

/** Tells how far a study is. */
export async function status(args: readonly string[]): Promise<void> {
  const values = readOptions(args, statusOptions);
  keepOnly(["read", "net"]);
  const client = await connectKafka(values);
  const names = namesOf(values);
  const isCancelled = !await hasTopic(client, names.tasks);
  const found = await queueStatus(client, names, Date.now(), isCancelled);
  if (Deno.stdout.isTerminal()) return await printResult(fitted(statusText(found)));
  await printResult(`${jsonText(snakeKeys(found), 2)}\n`);
}

function statusText(
  { study, tasks, measured, failed, setAside, running, isCancelled, perHour, leftSeconds }: QueueStatus,
): string {
  const lines = [
    `study ${study.slice(0, 12)}: ${measured + failed} of ${counted(tasks, "tape")} done`,
    ...(failed > 0 ? [`${failed} of them could not be measured`] : []),
    ...(isCancelled ? ["cancelled: nothing is being done"] : []),
    ...(perHour === null || leftSeconds === null || isCancelled
      ? []
      : [`${Math.round(perHour)} an hour lately; ${roughTime(leftSeconds)} left`]),
    ...running.map(({ worker, attempt, reason, atMs }) =>
      `${worker}: at one since ${new Date(atMs).toISOString()}, attempt ${attempt}${
        reason === undefined ? "" : ` (before: ${reason})`
      }`
    ),
    ...setAside.map(({ task, attempts, reason }) =>
      `set aside after ${counted(attempts, "attempt")}: ${task.slice(0, 12)}: ${reason}`
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/** Merges what is there of a study: what `sorlab study merge` gives of the same parts. */
export async function collect(args: readonly string[]): Promise<void> {
  const values = readOptions(args, collectOptions);
  checkDestination(values);
  keepOnly(writesFiles(values) ? ["read", "write", "net"] : ["read", "net"]);
  const study = await openStudy(values.study ?? "study.json");
  const names = namesOf(values);
  const { parts, setAside } = await collectParts(await connectKafka(values), names);
  for (const { task, attempts, reason } of setAside.values()) {
    tell(`task ${task.slice(0, 12)} was set aside after ${counted(attempts, "attempt")}: ${reason}`);
  }
  await deliverStudy(study, asAsync(parts), `topic ${names.parts}`, values);
}

async function* asAsync<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

/** Takes the tasks of a study back, so that its workers end. */
export async function cancel(args: readonly string[]): Promise<void> {
  const values = readOptions(args, cancelOptions);
  keepOnly(["read", "net"]);
  const names = namesOf(values);
  const client = await connectKafka(values);
  const there = await topicsThere(client, names);
  if (there.length === 0) throw new UsageError(`there is no study in topic ${names.tasks}`);
  await removeTopics(client, names, values.purge ? there : there.filter((topic) => topic === names.tasks));
  if (values.quiet) return;
  const kept = there.includes(names.parts) && !values.purge;
  tell(kept ? `cancelled; its parts stay in topic ${names.parts}` : "cancelled, and nothing of it is left");
}

async function topicsThere(client: KafkaClient, { tasks, parts }: QueueNames): Promise<string[]> {
  const there = await Promise.all([tasks, parts].map((topic) => hasTopic(client, topic)));
  return [tasks, parts].filter((_, i) => there[i]);
}
