/** What a cluster holds, and how far those that read it are. @module */

import type { Admin } from "kafkajs";
import type { KafkaClient } from "./client.ts";
import type { PartitionRange } from "./topic.ts";

/** A cluster at one moment. */
export interface ClusterStatus {
  /** Partitions by topic, in the order of their names; Kafka's own topics are left out. */
  readonly topics: ReadonlyMap<string, readonly PartitionRange[]>;
  readonly groups: readonly GroupStatus[];
}

/** How far a consumer group is in a topic. */
interface GroupStatus {
  readonly group: string;
  readonly topic: string;
  /** Messages behind the last one that it has committed. */
  readonly lag: number;
}

/**
 * Looks at all topics and consumer groups that the user may see.
 *
 * @throws {KafkaFailure} if no broker answers in time, or it refuses.
 */
export async function clusterStatus(client: KafkaClient): Promise<ClusterStatus> {
  return await client.admin(async (admin) => {
    // The groups first: what they commit meanwhile must not be ahead of the ends.
    const commits = await commitsOf(admin);
    const topics = await topicsOf(admin);
    return { topics, groups: commits.flatMap((commit) => statusOf(commit, topics)) };
  }, `look at ${client.brokers}`);
}

async function topicsOf(admin: Admin): Promise<Map<string, PartitionRange[]>> {
  const topics = new Map<string, PartitionRange[]>();
  const names = await admin.listTopics();
  for (const name of names.filter((each) => !each.startsWith("__")).toSorted()) {
    const ranges = (await admin.fetchTopicOffsets(name))
      .map(({ partition, low, high }) => ({ partition, low: BigInt(low), end: BigInt(high) }));
    topics.set(name, ranges.toSorted((a, b) => a.partition - b.partition));
  }
  return topics;
}

/** What a group has committed in a topic. */
interface Commit {
  readonly group: string;
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
}

async function commitsOf(admin: Admin): Promise<Commit[]> {
  const { groups } = await admin.listGroups();
  const commits: Commit[] = [];
  for (const group of groups.map(({ groupId }) => groupId).toSorted()) {
    for (const each of await admin.fetchOffsets({ groupId: group })) commits.push({ group, ...each });
  }
  return commits;
}

function statusOf({ group, topic, partitions }: Commit, topics: ClusterStatus["topics"]): GroupStatus[] {
  const ends = new Map(topics.get(topic)?.map(({ partition, end }) => [partition, end]));
  // -1: nothing was committed.
  const known = partitions.filter(({ partition, offset }) => ends.has(partition) && BigInt(offset) >= 0n);
  if (known.length === 0) return [];
  const lag = known.reduce((sum, { partition, offset }) => sum + ends.get(partition)! - BigInt(offset), 0n);
  return [{ group, topic, lag: Number(lag) }];
}
