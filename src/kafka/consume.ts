/** A run taken from a topic, complete and as its producer sent it. @module */

import { DataError } from "../market/data_error.ts";
import type { KafkaClient } from "./client.ts";
import { type GroupOffset, groupOffsets } from "./group_offsets.ts";
import { readTopic, type StoredMessage } from "./read_topic.ts";
import { type Consumed, type ReaderOptions, RunReader } from "./run_reader.ts";
import { Spool } from "./spool.ts";
import { type PartitionRange, partitionRanges } from "./topic.ts";

/** Which run to take, and how. */
interface ConsumeOptions extends ReaderOptions {
  /** Consumer group that commits its offsets; needs `spool`. */
  readonly groupId?: string | undefined;
  /** File for what a group has taken, from which it goes on after a crash. */
  readonly spool?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a run from a topic. Reading ends at the run's end marker, or at what was the topic's end when it
 * began; never just because no message has come for a while.
 *
 * @throws {KafkaFailure} if there is no such run, or it is not what its producer said (`incomplete`), or
 *   nothing comes for the client's timeout (`unreachable`).
 * @throws {DataError} if an unreadable message lies between the run's, naming it.
 */
export async function consumeRun(client: KafkaClient, options: ConsumeOptions): Promise<Consumed> {
  const ranges = await partitionRanges(client, options.topic);
  const reader = new RunReader(ranges, options);
  const spooled = await openSpool(client, ranges, options, reader);
  try {
    const { topic, groupId } = options;
    const committed = groupId === undefined ? NOTHING : await groupOffsets(client, groupId, topic);
    const from = startOffsets(ranges, spooled?.next, committed);
    if (!reader.enough()) {
      await readTopic(client, {
        topic,
        groupId,
        from,
        commit: groupId !== undefined,
        signal: options.signal,
        waitingFor: () => reader.waitingFor(),
        onBatch: async ({ partition, messages, nextOffset }) => {
          await spooled?.spool.add(partition, messages);
          for (const message of messages) reader.take(partition, message);
          reader.reach(partition, nextOffset);
          return reader.enough();
        },
      });
    }
    const consumed = reader.finish(client, spooled?.resumed ?? 0);
    await spooled?.spool.remove();
    return consumed;
  } finally {
    spooled?.spool.close();
  }
}

/** What no group has committed. */
const NOTHING: ReadonlyMap<number, GroupOffset> = new Map();

async function openSpool(
  client: KafkaClient,
  ranges: readonly PartitionRange[],
  { spool: path, topic }: ConsumeOptions,
  reader: RunReader,
): Promise<{ spool: Spool; next: Map<number, bigint>; resumed: number } | undefined> {
  if (path === undefined) return undefined;
  const { clusterId } = await client.admin((admin) => admin.describeCluster(), "ask which cluster it is");
  let resumed = 0;
  const { spool, last } = await Spool.open(path, { topic, cluster: clusterId }, (partition, message) => {
    resumed++;
    reader.take(partition, message);
    reader.reach(partition, BigInt(message.offset) + 1n);
  });
  try {
    for (const [partition, message] of last) {
      const range = ranges.find((each) => each.partition === partition);
      if (await holds(client, { topic, partition, range, message, spool })) continue;
      throw new DataError(
        `holds messages that topic ${topic} has not or not any more: remove it to read the topic anew`,
        { file: path },
      );
    }
  } catch (error) {
    spool.close();
    throw error;
  }
  const next = new Map([...last].map(([partition, { offset }]) => [partition, BigInt(offset) + 1n]));
  return { spool, next, resumed };
}

/** Whether a partition still holds a message, which it does not if its topic was made anew. */
async function holds(
  client: KafkaClient,
  { topic, partition, range, message, spool }: {
    topic: string;
    partition: number;
    range: PartitionRange | undefined;
    message: StoredMessage;
    spool: Spool;
  },
): Promise<boolean> {
  const offset = BigInt(message.offset);
  if (range === undefined || offset < range.low || offset >= range.end) return false;
  let found: StoredMessage | undefined;
  await readTopic(client, {
    topic,
    from: new Map([[partition, offset]]),
    waitingFor: () => `offset ${offset}`,
    onBatch(batch) {
      if (batch.partition !== partition) return false;
      found = batch.messages.find((each) => BigInt(each.offset) >= offset);
      return true;
    },
  });
  return found !== undefined && spool.isSame(message, found);
}

/**
 * Where to begin: at the group's offset, but not beyond what the spool holds, as the messages between would
 * be lost. Messages that come twice then are recognised by their run and number.
 */
function startOffsets(
  ranges: readonly PartitionRange[],
  spooled: ReadonlyMap<number, bigint> | undefined,
  committed: ReadonlyMap<number, GroupOffset>,
): Map<number, bigint> {
  return new Map(ranges.map(({ partition, low }) => {
    const held = spooled?.get(partition) ?? low;
    const offset = committed.get(partition)?.offset ?? low;
    return [partition, offset < held ? offset : held];
  }));
}
