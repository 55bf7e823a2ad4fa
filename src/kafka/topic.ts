/** Topics: made where they are missing, and what their partitions hold. @module */

import { ConfigResourceTypes } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import { isMissingTopic, KafkaFailure } from "./failure.ts";

/** The first offset that a partition holds, and the one behind its last. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: bigint;
  readonly end: bigint;
}

/**
 * Makes the topic if it does not exist.
 *
 * @param partitions of a new topic; an existing one keeps its own.
 * @returns how many partitions it has.
 */
export async function ensureTopic(client: KafkaClient, topic: string, partitions: number): Promise<number> {
  const there = await partitionCount(client, topic);
  if (there !== undefined) return there;
  await client.admin(
    (admin) =>
      admin.createTopics({
        topics: [{ topic, numPartitions: partitions, replicationFactor: -1 }],
        waitForLeaders: true,
      }),
    `create topic ${topic}`,
  );
  return await partitionCount(client, topic) ?? partitions;
}

/** How many partitions a topic has; `undefined` if it is not there. */
async function partitionCount(client: KafkaClient, topic: string): Promise<number | undefined> {
  try {
    const { topics } = await client.admin(
      (admin) => admin.fetchTopicMetadata({ topics: [topic] }),
      `use topic ${topic}`,
    );
    return topics[0]?.partitions.length;
  } catch (error) {
    if (isMissingTopic(error)) return undefined;
    throw error;
  }
}

/**
 * What every partition of a topic holds now.
 *
 * @throws {KafkaFailure} if the topic is not there.
 */
export async function partitionRanges(client: KafkaClient, topic: string): Promise<PartitionRange[]> {
  try {
    const offsets = await client.admin(async (admin) => {
      // Only the metadata tells a topic that is missing from one that is forbidden.
      await admin.fetchTopicMetadata({ topics: [topic] });
      return await admin.fetchTopicOffsets(topic);
    }, `read topic ${topic}`);
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: BigInt(low), end: BigInt(high) }))
      .toSorted((a, b) => a.partition - b.partition);
  } catch (error) {
    if (!isMissingTopic(error)) throw error;
    throw new KafkaFailure(
      "incomplete",
      `there is no topic ${topic} at ${client.brokers}; sorlab produce makes it`,
      { cause: error },
    );
  }
}

/** Kafka's own: 1 MiB and the head of a batch. */
const USUAL_BATCH_BYTES = 1_048_588;

/**
 * The largest batch that a topic takes, by its own setting or else the broker's; Kafka's usual limit where
 * the user may not ask.
 */
export async function largestBatchBytes(client: KafkaClient, topic: string): Promise<number> {
  const name = "max.message.bytes";
  try {
    const { resources } = await client.admin(
      (admin) =>
        admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: [name] }],
        }),
      `ask topic ${topic} for its settings`,
    );
    const entry = resources[0]?.configEntries.find(({ configName }) => configName === name);
    return Number(entry?.configValue ?? USUAL_BATCH_BYTES);
  } catch (error) {
    if (error instanceof KafkaFailure && error.kind === "denied") return USUAL_BATCH_BYTES;
    throw error;
  }
}
