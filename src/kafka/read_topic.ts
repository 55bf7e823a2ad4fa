/** A topic read batch by batch, until its reader has enough. @module */

import type { Consumer, EachBatchPayload } from "kafkajs";
import type { FetchedRecord } from "./_kafkajs/record_reader.ts";
import { farewell, type KafkaClient } from "./client.ts";
import { seconds } from "./deadline.ts";
import { KafkaFailure, permanentFailure, reasonOf } from "./failure.ts";
import type { Headers } from "./replay_messages.ts";

/** A message as it lies in a partition. */
export interface StoredMessage {
  readonly offset: string;
  readonly value: Uint8Array | null;
  readonly headers?: Headers | undefined;
}

/** Messages of one partition, in order. */
interface StoredBatch {
  readonly partition: number;
  readonly messages: readonly StoredMessage[];
  /** The offset behind the last message. */
  readonly nextOffset: bigint;
}

/** What to read, and what to do with it. */
interface ReadTopicOptions {
  readonly topic: string;
  /** Consumer group; one of its own where it is absent. */
  readonly groupId?: string | undefined;
  /** Where to begin, by partition. */
  readonly from: ReadonlyMap<number, bigint>;
  /** Takes a batch; `true` ends the reading. */
  readonly onBatch: (batch: StoredBatch) => Promise<boolean> | boolean;
  /** Commits the offset behind a batch once it has been taken. @default false */
  readonly commit?: boolean | undefined;
  /** What is being waited for: told when no message has come for the client's timeout. */
  readonly waitingFor: () => string;
  readonly signal?: AbortSignal | undefined;
}

const WATCH_EVERY_MS = 200;

/**
 * Reads a topic until its reader has had enough.
 *
 * @throws {KafkaFailure} if nothing comes for the client's timeout, or the broker refuses.
 */
export async function readTopic(client: KafkaClient, options: ReadTopicOptions): Promise<void> {
  const { topic, from, signal } = options;
  const groupId = options.groupId ?? `sorlab-${crypto.randomUUID().slice(0, 8)}`;
  const consumer = await client.consumer(groupId);
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  ended.catch(() => {}); // it may fail before it is awaited
  let heardMs = performance.now();
  const watch = setInterval(() => {
    if (signal?.aborted) return fail(signal.reason);
    if (client.groupDenied) return fail(client.groupDenied);
    if (performance.now() - heardMs < client.timeoutMs) return;
    const waited = `nothing from topic ${topic} at ${client.brokers} for ${seconds(client.timeoutMs)}`;
    fail(new KafkaFailure("unreachable", `${waited}: waited for ${options.waitingFor()}`));
  }, WATCH_EVERY_MS);
  failOnCrash(consumer, fail, topic);
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    heardMs = performance.now();
    try {
      if (await takeBatch(payload, options, consumer)) end();
    } catch (error) {
      // kafkajs would retry the reader's own failure for ever.
      if (!isClientError(error)) fail(error);
      throw error;
    }
  };
  try {
    await Promise.race([start(consumer, { topic, from, eachBatch }), ended]);
    await ended;
  } catch (error) {
    const what = `read topic ${topic} as group ${groupId}`;
    const failure = permanentFailure(error, what) ?? client.groupDenied;
    if (failure !== undefined) throw failure;
    if (!isClientError(error)) throw error;
    throw new KafkaFailure("unreachable", `cannot ${what}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearInterval(watch);
    await farewell(consumer);
  }
}

async function start(
  consumer: Consumer,
  { topic, from, eachBatch }: {
    topic: string;
    from: ReadonlyMap<number, bigint>;
    eachBatch: (payload: EachBatchPayload) => Promise<void>;
  },
): Promise<void> {
  await consumer.subscribe({ topic, fromBeginning: true });
  const running = consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: true,
    partitionsConsumedConcurrently: 1,
    eachBatch,
  });
  // kafkajs allows no seek before run(); right after it, the seek still comes before the first fetch.
  for (const [partition, offset] of from) consumer.seek({ topic, partition, offset: offset.toString() });
  await running;
}

/** Fails when the consumer crashes and is not restarted: it would never hand out a message again. */
function failOnCrash(consumer: Consumer, fail: (error: unknown) => void, topic: string): void {
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    const failure = permanentFailure(error, `read topic ${topic}`);
    if (failure !== undefined || !restart) fail(failure ?? error);
  });
}

async function takeBatch(
  payload: EachBatchPayload,
  { topic, onBatch, commit, from }: ReadTopicOptions,
  consumer: Consumer,
): Promise<boolean> {
  const { batch } = payload;
  const first = from.get(batch.partition);
  if (payload.isStale() || (first !== undefined && BigInt(batch.lastOffset()) < first)) return false;
  const nextOffset = BigInt(batch.lastOffset()) + 1n;
  const enough = await onBatch({ partition: batch.partition, messages: storedOf(payload), nextOffset });
  if (commit) {
    await payload.heartbeat();
    await consumer.commitOffsets([{
      topic,
      partition: batch.partition,
      offset: nextOffset.toString(),
    }]);
  }
  return enough;
}

/**
 * The messages of a batch.
 *
 * @throws {KafkaFailure} if there is something that cannot be read: what follows cannot be trusted either.
 */
function storedOf({ batch: { topic, partition, messages } }: EachBatchPayload): readonly StoredMessage[] {
  const records = messages as unknown as readonly FetchedRecord[];
  // A fault, if any, comes last.
  const { fault, offset } = records.at(-1) ?? {};
  if (fault !== undefined) {
    const where = `topic ${topic}, partition ${partition}, up to offset ${offset}`;
    throw new KafkaFailure("incomplete", `${where}: ${fault}`);
  }
  return records.some(({ isPassed }) => isPassed) ? records.filter(({ isPassed }) => !isPassed) : records;
}

function isClientError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith("KafkaJS");
}
