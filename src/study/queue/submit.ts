/** A study put into a queue: its tasks, dealt to partitions. @module */

import type { Message } from "kafkajs";
import { farewell, type KafkaClient } from "../../kafka/client.ts";
import { withDeadline } from "../../kafka/deadline.ts";
import { KafkaFailure, permanentFailure, reasonOf } from "../../kafka/failure.ts";
import { Sender } from "../../kafka/sender.ts";
import { type Study, studyId, type StudyTask } from "../study.ts";
import { announcementText, STUDY_KEY, taskText } from "./messages.ts";
import { hasTopic, makeTopics, type QueueNames, queueRanges, removeTopics } from "./topics.ts";
import { announcementIn, ID_HEADER, outcomesIn } from "./read_parts.ts";

/**
 * Partitions of a study's tasks, at most. A worker has whole partitions, so that it takes several for each worker to
 * keep all of them busy until the end; and each costs the broker files, and a rebalance time.
 */
const MOST_PARTITIONS = 128;

const TASKS_IN_A_BATCH = 500;

/** What was put into a queue. */
interface Submitted {
  /** Tasks that are to be done. */
  readonly tasks: number;
  /** Tasks that have a part from before. */
  readonly found: number;
}

/**
 * Puts a study's tasks into a queue, but for those that have a part there: a study that was cancelled goes on.
 *
 * @throws {KafkaFailure} if a study is in it already, or parts of another one.
 */
export async function submitStudy(
  client: KafkaClient,
  names: QueueNames,
  study: Study,
): Promise<Submitted> {
  if (await hasTopic(client, names.tasks)) {
    throw new KafkaFailure(
      "incomplete",
      `there is a study in topic ${names.tasks} already: sorlab study cancel removes it, and --topic names another`,
    );
  }
  const done = await doneBefore(client, names, study);
  const tasks = study.tasks.filter(({ id }) => !done.has(id));
  const partitions = Math.max(1, Math.min(MOST_PARTITIONS, tasks.length));
  await makeTopics(client, names, partitions);
  try {
    await announce(client, names, study);
    await sendTasks(client, names, deal(tasks, partitions), study);
  } catch (error) {
    await removeTopics(client, names, [names.tasks]).catch(() => {}); // the first error says more
    throw error;
  }
  return { tasks: tasks.length, found: study.tasks.length - tasks.length };
}

/** Ids of tasks that a part is there of. */
async function doneBefore(client: KafkaClient, names: QueueNames, study: Study): Promise<Set<string>> {
  const done = new Set<string>();
  if (!await hasTopic(client, names.parts)) return done;
  const before = await announcementIn(client, names);
  if (before !== undefined && before.id !== studyId(study)) {
    throw new KafkaFailure(
      "incomplete",
      `topic ${names.parts} holds parts of another study: sorlab study cancel --purge removes them, and --topic ` +
        "names another",
    );
  }
  await outcomesIn(client, names, ({ task, part }) => void (part && done.add(task)));
  return done;
}

/**
 * Tasks dealt to partitions: the largest first, each to the partition with the least so far.
 *
 * @example
 * ```ts
 * import { deal } from "./submit.ts";
 * import { assertEquals } from "@std/assert";
 * const tasks = [1, 5, 3, 1].map((bytes) => ({ bytes }));
 * assertEquals(deal(tasks, 2).map((each) => each.map(({ bytes }) => bytes)), [[5], [3, 1, 1]]);
 * ```
 */
export function deal<Task extends { readonly bytes: number }>(
  tasks: readonly Task[],
  partitions: number,
): Task[][] {
  const dealt = Array.from({ length: partitions }, () => ({ bytes: 0, tasks: [] as Task[] }));
  for (const task of tasks.toSorted((a, b) => b.bytes - a.bytes)) {
    const least = dealt.reduce((best, each) => each.bytes < best.bytes ? each : best);
    least.tasks.push(task);
    least.bytes += Math.max(1, task.bytes);
  }
  return dealt.map(({ tasks }) => tasks);
}

/** Tells workers what is asked. */
async function announce(client: KafkaClient, { parts }: QueueNames, study: Study): Promise<void> {
  const sender = await Sender.open(client, { topic: parts, partition: 0, acks: "all", compression: "none" });
  try {
    await sender.send([{
      key: STUDY_KEY,
      headers: { [ID_HEADER]: STUDY_KEY },
      value: announcementText(study),
    }]);
  } finally {
    await sender.close();
  }
}

async function sendTasks(
  client: KafkaClient,
  names: QueueNames,
  dealt: readonly StudyTask[][],
  { inputs }: Study,
): Promise<void> {
  const messages: Message[] = dealt.flatMap((tasks, partition) =>
    tasks.map((task) => ({
      partition,
      key: task.id,
      value: taskText({ task, input: inputs[task.input]! }),
    }))
  );
  const producer = await client.producer(names.tasks, { idempotent: true });
  try {
    for (let at = 0; at < messages.length; at += TASKS_IN_A_BATCH) {
      const batch = messages.slice(at, at + TASKS_IN_A_BATCH);
      await withDeadline(producer.send({ topic: names.tasks, acks: -1, messages: batch }), client.timeoutMs);
    }
  } catch (error) {
    const what = `write to topic ${names.tasks}`;
    throw permanentFailure(error, what) ??
      new KafkaFailure("unreachable", `cannot ${what}: ${reasonOf(error)}`, { cause: error });
  } finally {
    await farewell(producer);
  }
  const there = (await queueRanges(client, names.tasks)).reduce((sum, { end }) => sum + Number(end), 0);
  if (there === messages.length) return;
  throw new KafkaFailure(
    "incomplete",
    `of ${messages.length} tasks ${there} arrived in topic ${names.tasks}`,
  );
}
