/** A topic read batch by batch, until its reader has enough. @module */

import type { Consumer, EachBatchPayload } from "kafkajs";
import type { FetchedRecord } from "./_kafkajs/record_reader.ts";
import { farewell, type KafkaClient } from "./client.ts";
import { seconds, sleep } from "./deadline.ts";
import { isClientError, isMissingTopic, KafkaFailure, permanentFailure, reasonOf } from "./failure.ts";
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
/** Consumers that a deadline leaves room for: what falls silent in the first is replaced. */
const LEAST_CONSUMERS = 3;

/**
 * Reads a topic until its reader has had enough. A consumer that fails, or of which nothing is heard, is replaced:
 * kafkajs's does not survive every cut and every silence.
 *
 * @throws {KafkaFailure} if nothing comes for the client's timeout, or the broker refuses.
 */
export async function readTopic(client: KafkaClient, options: ReadTopicOptions): Promise<void> {
  const reading: Reading = { positions: new Map(options.from), heardMs: performance.now() };
  while (true) {
    const error = await new Attempt(client, options, reading).run();
    if (error === undefined) return;
    const groupId = options.groupId === undefined ? "" : ` as group ${options.groupId}`;
    const what = `read topic ${options.topic}${groupId}`;
    const failure = permanentFailure(error, what) ?? client.groupDenied;
    if (failure !== undefined) throw failure;
    if (!isClientError(error)) throw error;
    if (isMissingTopic(error)) {
      const gone = `topic ${options.topic} at ${client.brokers} has gone while it was read`;
      throw new KafkaFailure("incomplete", gone, { cause: error });
    }
    if (performance.now() - reading.heardMs + WATCH_EVERY_MS >= client.timeoutMs) {
      if (error instanceof SilentConsumer && error.cause !== undefined) throw error.cause;
      throw new KafkaFailure("unreachable", `cannot ${what}: ${reasonOf(error)}`, { cause: error });
    }
    await sleep(WATCH_EVERY_MS, options.signal);
  }
}

/** How far the reading is, whichever the consumer. */
interface Reading {
  /** By partition the offset to read next. */
  readonly positions: Map<number, bigint>;
  /** When the last message came. */
  heardMs: number;
}

/** A consumer of which nothing was heard; its error is one of the client's. */
class SilentConsumer extends Error {
  override readonly name = "KafkaJSSilentConsumer";
}

/** One consumer, as long as it lasts. */
class Attempt {
  #client: KafkaClient;
  #options: ReadTopicOptions;
  #reading: Reading;
  #ending = Promise.withResolvers<unknown>();
  /** When the broker was heard last, of whatever. */
  #aliveMs = performance.now();
  #batch: Promise<void> | undefined;
  #over = false;

  constructor(client: KafkaClient, options: ReadTopicOptions, reading: Reading) {
    this.#client = client;
    this.#options = options;
    this.#reading = reading;
  }

  /** Reads on; resolves to what ended it, `undefined` where the reader has had enough. */
  async run(): Promise<unknown> {
    const { groupId = `sorlab-${crypto.randomUUID().slice(0, 8)}` } = this.#options;
    const { timeoutMs } = this.#client;
    const leftMs = timeoutMs - (performance.now() - this.#reading.heardMs);
    let consumer: Consumer;
    try {
      consumer = await this.#client.consumer(groupId, Math.min(leftMs, timeoutMs / LEAST_CONSUMERS));
    } catch (error) {
      if (!(error instanceof KafkaFailure) || error.kind !== "unreachable") throw error;
      return new SilentConsumer(error.message, { cause: error });
    }
    this.#aliveMs = performance.now();
    const watch = setInterval(() => this.#watch(), WATCH_EVERY_MS);
    this.#listen(consumer);
    this.#start(consumer).catch((error) => this.#end(error));
    try {
      return await this.#ending.promise;
    } finally {
      clearInterval(watch);
      this.#over = true;
      // Its reader must not meet the next consumer's first batch in the middle of this one's last.
      await this.#batch?.catch(() => {});
      await farewell(consumer);
    }
  }

  #end(reason?: unknown): void {
    this.#ending.resolve(reason);
  }

  #watch(): void {
    const { topic, signal, waitingFor } = this.#options;
    const { timeoutMs, brokers, groupDenied } = this.#client;
    const nowMs = performance.now();
    if (signal?.aborted) return this.#end(signal.reason);
    if (groupDenied) return this.#end(groupDenied);
    if (nowMs - this.#reading.heardMs >= timeoutMs) {
      const waited = `nothing from topic ${topic} at ${brokers} for ${seconds(timeoutMs)}`;
      return this.#end(new KafkaFailure("unreachable", `${waited}: waited for ${waitingFor()}`));
    }
    if (this.#batch === undefined && nowMs - this.#aliveMs >= timeoutMs / LEAST_CONSUMERS) {
      this.#end(new SilentConsumer(`nothing heard for ${seconds(timeoutMs / LEAST_CONSUMERS)}`));
    }
  }

  #listen(consumer: Consumer): void {
    const { FETCH, GROUP_JOIN, HEARTBEAT, CRASH } = consumer.events;
    for (const event of [FETCH, GROUP_JOIN, HEARTBEAT]) {
      consumer.on(event, () => {
        this.#aliveMs = performance.now();
      });
    }
    // A consumer that kafkajs does not restart would never hand out a message again.
    consumer.on(CRASH, ({ payload: { error, restart } }) => {
      const failure = permanentFailure(error, `read topic ${this.#options.topic}`);
      if (failure !== undefined || !restart) this.#end(failure ?? error);
    });
  }

  async #start(consumer: Consumer): Promise<void> {
    const { topic } = this.#options;
    await consumer.subscribe({ topic, fromBeginning: true });
    const running = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      partitionsConsumedConcurrently: 1,
      eachBatch: (payload) => this.#batch = this.#each(payload, consumer),
    });
    // kafkajs allows no seek before run(); right after it, the seek still comes before the first fetch.
    for (const [partition, offset] of this.#reading.positions) {
      consumer.seek({ topic, partition, offset: offset.toString() });
    }
    await running;
  }

  async #each(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    if (this.#over) return;
    this.#reading.heardMs = performance.now();
    try {
      if (await this.#take(payload, consumer)) this.#end();
    } catch (error) {
      // kafkajs would retry the reader's own failure for ever.
      if (!isClientError(error)) this.#end(error);
      throw error;
    } finally {
      this.#aliveMs = performance.now();
      this.#batch = undefined;
    }
  }

  async #take(payload: EachBatchPayload, consumer: Consumer): Promise<boolean> {
    const { batch } = payload;
    const { partition } = batch;
    const { topic, onBatch, commit } = this.#options;
    const { positions } = this.#reading;
    const first = positions.get(partition);
    if (payload.isStale() || (first !== undefined && BigInt(batch.lastOffset()) < first)) return false;
    const nextOffset = BigInt(batch.lastOffset()) + 1n;
    const enough = await onBatch({ partition, messages: storedOf(payload), nextOffset });
    positions.set(partition, nextOffset);
    if (commit) {
      await payload.heartbeat();
      await consumer.commitOffsets([{ topic, partition, offset: nextOffset.toString() }]);
    }
    return enough;
  }
}

/**
 * The messages of a batch.
 *
 * @throws {KafkaFailure} if there is something that cannot be read: what follows cannot be trusted either.
 */
function storedOf({ batch: { topic, partition, messages } }: EachBatchPayload): readonly StoredMessage[] {
  const records = messages as unknown as readonly FetchedRecord[];
  // A record that could not be read, if any, is the last one.
  const { fault, offset } = records.at(-1) ?? {};
  if (fault !== undefined) {
    const where = `topic ${topic}, partition ${partition}, up to offset ${offset}`;
    throw new KafkaFailure("incomplete", `${where}: ${fault}`);
  }
  return records.some(({ isPassed }) => isPassed) ? records.filter(({ isPassed }) => !isPassed) : records;
}
