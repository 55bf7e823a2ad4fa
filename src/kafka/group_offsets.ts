/** How far a consumer group is, and what it has noted there. @module */

import type { KafkaClient } from "./client.ts";

/** What a group has committed of a partition. */
export interface GroupOffset {
  /** The offset of the message that comes next. */
  readonly offset: bigint;
  /** What was noted with it; empty where nothing was. */
  readonly note: string;
}

/**
 * What a group has committed of a topic, by partition; partitions of which it has nothing are not there.
 *
 * @throws {KafkaFailure} if the broker does not answer in time, or refuses.
 */
export async function groupOffsets(
  client: KafkaClient,
  groupId: string,
  topic: string,
): Promise<Map<number, GroupOffset>> {
  const [found] = await client.admin(async (admin) => {
    await admin.fetchTopicMetadata({ topics: [topic] }); // kafkajs knows no broker to ask for a group before
    return await admin.fetchOffsets({ groupId, topics: [topic] });
  }, `ask how far group ${groupId} is`);
  return new Map(
    (found?.partitions ?? [])
      .filter(({ offset }) => offset !== "-1")
      .map((
        { partition, offset, metadata },
      ) => [partition, { offset: BigInt(offset), note: metadata ?? "" }]),
  );
}
