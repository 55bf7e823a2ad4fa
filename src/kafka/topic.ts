import type { KafkaClient } from "./client.ts";
import { isMissingTopic, KafkaFailure } from "./failure.ts";

/** First offset there is in a partition, and the one behind the last. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: bigint;
  readonly end: bigint;
}

/**
 * Makes sure that the topic is there.
 *
 * @param partitions of a topic that has to be made; one that is there keeps its own.
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
      // Of a topic that is not there, or forbidden, only the metadata says which.
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
