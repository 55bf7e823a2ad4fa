/** Where a study lies in Kafka: its tasks, its parts, and the group of its workers. @module */

import type { KafkaClient } from "../../kafka/client.ts";
import { isMissingTopic, KafkaFailure } from "../../kafka/failure.ts";
import { createTopics, partitionRanges } from "../../kafka/topic.ts";

/** The topics of a study's queue, and its consumer group. */
export interface QueueNames {
  /** A message for each task, to be done once. Gone where the study was cancelled. */
  readonly tasks: string;
  /** By the ids of tasks what came of each, the last message of an id being the one that counts; and the study. */
  readonly parts: string;
  /** The workers, each of which has some partitions of the tasks. */
  readonly group: string;
}

/** The topics of the queue of this name. */
export function queueNames(name: string): QueueNames {
  return { tasks: `${name}.tasks`, parts: `${name}.parts`, group: `${name}.workers` };
}

/** Kept until somebody removes it, however long a study takes. */
const KEPT = [{ name: "retention.ms", value: "-1" }, { name: "retention.bytes", value: "-1" }];

/** Makes the topic of tasks, with so many partitions, and that of parts where it is missing. */
export async function makeTopics(
  client: KafkaClient,
  { tasks, parts }: QueueNames,
  partitions: number,
): Promise<void> {
  const compacted = [{ name: "cleanup.policy", value: "compact" }];
  const topics = [{ topic: tasks, numPartitions: partitions, configEntries: KEPT }];
  if (!await hasTopic(client, parts)) {
    topics.push({ topic: parts, numPartitions: 1, configEntries: compacted });
  }
  await createTopics(client, topics);
}

/** Whether a topic is there. */
export async function hasTopic(client: KafkaClient, topic: string): Promise<boolean> {
  try {
    await client.admin((admin) => admin.fetchTopicMetadata({ topics: [topic] }), `use topic ${topic}`);
    return true;
  } catch (error) {
    if (isMissingTopic(error)) return false;
    throw error;
  }
}

/** Removes topics, and the group's memory of how far it was; what is not there is no matter. */
export async function removeTopics(
  client: KafkaClient,
  names: QueueNames,
  topics: readonly string[],
): Promise<void> {
  for (const topic of topics) {
    if (!await hasTopic(client, topic)) continue;
    await client.admin((admin) => admin.deleteTopics({ topics: [topic] }), `delete topic ${topic}`);
  }
  if (!topics.includes(names.tasks)) return;
  // While workers are in it, a group cannot be removed; with the topic, the broker forgets the offsets too.
  await client.admin((admin) => admin.deleteGroups([names.group]).catch(() => {}), `end ${names.group}`);
}

/**
 * What the partitions of a queue's topic hold.
 *
 * @throws {KafkaFailure} if the topic is not there, which of the tasks means that the study was cancelled, or never was.
 */
export async function queueRanges(client: KafkaClient, topic: string): ReturnType<typeof partitionRanges> {
  try {
    return await partitionRanges(client, topic);
  } catch (error) {
    if (!isMissingTopic(error)) throw error;
    throw new KafkaFailure(
      "incomplete",
      `there is no topic ${topic} at ${client.brokers}: no study was submitted there, or it was cancelled`,
      { cause: error },
    );
  }
}
