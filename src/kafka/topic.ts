/** Topics: made where they are missing, and what their partitions hold. @module */

import { ConfigResourceTypes, type ITopicConfig, type PartitionMetadata } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import { sleep } from "./deadline.ts";
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
  await createTopics(client, [{ topic, numPartitions: partitions }]);
  return await partitionCount(client, topic) ?? partitions;
}

/**
 * Makes topics, with as many replicas as the broker gives a topic, and waits until they can be written to.
 *
 * @throws {KafkaFailure} if one is there already, the broker refuses, or does not get so far in time.
 */
export async function createTopics(client: KafkaClient, topics: readonly ITopicConfig[]): Promise<void> {
  const what = `create topic ${topics.map(({ topic }) => topic).join(", ")}`;
  // kafkajs's own wait gives up where a broker does not know the new topic at once.
  await client.admin(
    (admin) =>
      admin.createTopics({
        topics: topics.map((topic) => ({ ...topic, replicationFactor: -1 })),
        waitForLeaders: false,
      }),
    what,
  );
  const endMs = performance.now() + client.timeoutMs;
  for (const { topic } of topics) {
    while (!await hasLeaders(client, topic)) {
      if (performance.now() >= endMs) {
        throw new KafkaFailure(
          "unreachable",
          `cannot ${what}: it has no leader after ${client.timeoutMs} ms`,
        );
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

const LOOK_AGAIN_MS = 50;

/** Whether each partition of a topic is led by somebody. */
async function hasLeaders(client: KafkaClient, topic: string): Promise<boolean> {
  return (await partitionsOf(client, topic))?.every(({ leader }) => leader >= 0) === true;
}

/** How many partitions a topic has; `undefined` if it is not there. */
async function partitionCount(client: KafkaClient, topic: string): Promise<number | undefined> {
  return (await partitionsOf(client, topic))?.length;
}

async function partitionsOf(client: KafkaClient, topic: string): Promise<PartitionMetadata[] | undefined> {
  try {
    const { topics } = await client.admin(
      (admin) => admin.fetchTopicMetadata({ topics: [topic] }),
      `use topic ${topic}`,
    );
    return topics[0]?.partitions;
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

/** What a topic makes of the batches that it is sent. */
interface TopicLimits {
  /** The largest that it takes, by its own setting or else the broker's. */
  readonly batchBytes: number;
  /** It keeps one message of each key, sooner or later. */
  readonly isCompacted: boolean;
}

/** Kafka's own: 1 MiB and the head of a batch. */
const USUAL_LIMITS: TopicLimits = { batchBytes: 1_048_588, isCompacted: false };

/** A topic's limits; Kafka's usual ones where the user may not ask. */
export async function topicLimits(client: KafkaClient, topic: string): Promise<TopicLimits> {
  const [bytes, policy] = ["max.message.bytes", "cleanup.policy"] as const;
  try {
    const { resources } = await client.admin(
      (admin) =>
        admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: [bytes, policy] }],
        }),
      `ask topic ${topic} for its settings`,
    );
    const valueOf = (name: string): string | undefined =>
      resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue;
    return {
      batchBytes: Number(valueOf(bytes) ?? USUAL_LIMITS.batchBytes),
      isCompacted: valueOf(policy)?.split(",").includes("compact") === true,
    };
  } catch (error) {
    if (error instanceof KafkaFailure && error.kind === "denied") return USUAL_LIMITS;
    throw error;
  }
}
