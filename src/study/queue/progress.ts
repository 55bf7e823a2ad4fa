/** How far the workers of a queue are, as their group's offsets tell it. @module */

import type { KafkaClient } from "../../kafka/client.ts";
import { type Begun, readBegun } from "./messages.ts";
import { type QueueNames, queueRanges } from "./topics.ts";

/** How far a queue is. */
export interface QueueProgress {
  /** Tasks in it. */
  readonly tasks: number;
  /** Tasks that are done with, set aside or not. */
  readonly done: number;
  /** What was begun and is not done. */
  readonly running: readonly RunningTask[];
}

/** A task that somebody has begun. */
export interface RunningTask extends Begun {
  /** Where it lies. */
  readonly partition: number;
  /** Its offset there. */
  readonly offset: bigint;
}

/**
 * Asks the group how far it is.
 *
 * @throws {KafkaFailure} if there is no topic of tasks: the study was cancelled, or never was.
 */
export async function queueProgress(client: KafkaClient, names: QueueNames): Promise<QueueProgress> {
  const ranges = await queueRanges(client, names.tasks);
  const states = await groupStates(client, names);
  let [tasks, done] = [0, 0];
  const running: RunningTask[] = [];
  for (const { partition, end } of ranges) {
    const { offset, begun } = states.get(partition) ?? { offset: 0n, begun: undefined };
    tasks += Number(end);
    done += Number(offset);
    if (begun !== undefined && offset < end) running.push({ ...begun, partition, offset });
  }
  return { tasks, done, running };
}

/** How far a partition is, and how the task there was begun. */
export interface GroupState {
  readonly offset: bigint;
  readonly begun?: Begun | undefined;
}

/** What the group has committed, by partition; those of which nothing was begun are not there. */
export async function groupStates(
  client: KafkaClient,
  { tasks, group }: QueueNames,
): Promise<Map<number, GroupState>> {
  const [topic] = await client.admin(async (admin) => {
    await admin.fetchTopicMetadata({ topics: [tasks] }); // kafkajs knows no broker to ask for a group before
    return await admin.fetchOffsets({ groupId: group, topics: [tasks] });
  }, `ask how far ${group} is`);
  const states = new Map<number, GroupState>();
  for (const { partition, offset, metadata } of topic?.partitions ?? []) {
    if (offset === "-1") continue;
    states.set(partition, { offset: BigInt(offset), begun: readBegun(metadata) });
  }
  return states;
}
