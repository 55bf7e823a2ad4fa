/** A member of a consumer group that takes one message at a time, however long that takes. @module */

import type { Consumer, EachBatchPayload } from "kafkajs";
import { farewell, type KafkaClient } from "./client.ts";
import { sleep } from "./deadline.ts";
import { isClientError, permanentFailure } from "./failure.ts";
import { groupOffsets } from "./group_offsets.ts";

/** What a member does. */
interface MemberOptions {
  readonly topic: string;
  readonly groupId: string;
  /** Longest that a message may take: so long the others wait for the member when one comes or goes. */
  readonly longestMs: number;
  /** Takes a message; once it has, the group is past it. What it throws ends the member. */
  readonly onMessage: (message: TakenMessage) => Promise<void>;
  /** Ends the member. The message at hand is left to the group, once `onMessage` is back. */
  readonly signal: AbortSignal;
}

/** A message, and what was noted about it. */
export interface TakenMessage {
  readonly value: Uint8Array | null;
  /** What a member before has noted, of this message; empty where none has. */
  readonly noted: string;
  /** Keeps a note with the group for whoever takes the message next, should this member not get past it. */
  readonly note: (text: string) => Promise<void>;
}

const BEAT_MS = 1_000;
const WATCH_MS = 500;
/** Consumers that the client's timeout leaves room for: what falls silent in the first is replaced. */
const LEAST_CONSUMERS = 3;

/** How the broker says that the group goes on without this member, or in another arrangement. */
const REGROUPED = ["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"];

/**
 * Takes messages until it is told to end; a consumer that fails, or of which nothing is heard, is replaced. The group
 * gives each message to one member at a time, and to another should this one be gone before it is past it.
 *
 * It bears a broker that is away for as long as that is: whoever runs it asks something now and then, and ends it.
 *
 * @throws {KafkaFailure} if the broker refuses.
 */
export async function workAsMember(client: KafkaClient, options: MemberOptions): Promise<void> {
  while (!options.signal.aborted) {
    const error = await new Membership(client, options).run();
    if (error === undefined) continue;
    const failure = permanentFailure(error, `read as group ${options.groupId}`) ?? client.groupDenied;
    if (failure !== undefined) throw failure;
    if (!isClientError(error)) throw error;
    await sleep(WATCH_MS, options.signal);
  }
}

/** One consumer, as long as it lasts. */
class Membership {
  #client: KafkaClient;
  #options: MemberOptions;
  #ending = Promise.withResolvers<unknown>();
  /** When the broker was heard last. */
  #aliveMs = performance.now();
  /** Told by a heartbeat: after the message at hand the member has to join the group anew. */
  #regrouped: unknown;
  #busy: Promise<void> | undefined;

  constructor(client: KafkaClient, options: MemberOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Works; resolves to what ended it, `undefined` where it was told to end. */
  async run(): Promise<unknown> {
    const { signal, groupId, longestMs } = this.#options;
    const consumer = await this.#client.consumer(groupId, undefined, longestMs);
    const end = (): void => this.#end();
    signal.addEventListener("abort", end);
    const watch = setInterval(() => this.#watch(), WATCH_MS);
    this.#listen(consumer);
    this.#start(consumer).catch((error) => this.#end(error));
    try {
      return await this.#ending.promise;
    } finally {
      clearInterval(watch);
      signal.removeEventListener("abort", end);
      await this.#busy?.catch(() => {}); // has ended the membership already
      await farewell(consumer);
    }
  }

  #end(reason?: unknown): void {
    this.#ending.resolve(reason);
  }

  #watch(): void {
    const silentMs = performance.now() - this.#aliveMs;
    if (silentMs < this.#client.timeoutMs / LEAST_CONSUMERS || this.#busy !== undefined) return;
    this.#end(Object.assign(new Error("nothing heard"), { name: "KafkaJSSilentConsumer" }));
  }

  #listen(consumer: Consumer): void {
    const { FETCH, GROUP_JOIN, HEARTBEAT, CRASH } = consumer.events;
    for (const event of [FETCH, GROUP_JOIN, HEARTBEAT]) {
      consumer.on(event, () => {
        this.#aliveMs = performance.now();
        if (event === GROUP_JOIN) this.#regrouped = undefined;
      });
    }
    consumer.on(CRASH, ({ payload: { error, restart } }) => {
      if (!restart) this.#end(error);
    });
  }

  async #start(consumer: Consumer): Promise<void> {
    await consumer.subscribe({ topic: this.#options.topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: (payload) => this.#busy = this.#each(payload, consumer),
    });
  }

  async #each(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    const beat = setInterval(() =>
      void payload.heartbeat().catch((error) => {
        if (REGROUPED.includes(error?.type)) this.#regrouped = error;
      }), BEAT_MS);
    try {
      await this.#take(payload, consumer);
    } catch (error) {
      // kafkajs would retry errors that are not its own for ever.
      if (!isClientError(error)) this.#end(error);
      throw error;
    } finally {
      clearInterval(beat);
      this.#aliveMs = performance.now();
      this.#busy = undefined;
    }
  }

  /** Takes the messages of a partition that were fetched, one after the other. */
  async #take(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    const { batch: { topic, partition, messages } } = payload;
    const { signal, groupId, onMessage } = this.#options;
    const state = (await groupOffsets(this.#client, groupId, topic)).get(partition) ?? NOWHERE;
    const commit = (offset: bigint, metadata = ""): Promise<void> =>
      consumer.commitOffsets([{ topic, partition, offset: String(offset), metadata }]);
    for (const { offset, value } of messages) {
      if (signal.aborted || !payload.isRunning() || payload.isStale()) return;
      if (this.#regrouped !== undefined) throw this.#regrouped;
      const at = BigInt(offset);
      if (at >= state.offset) {
        const noted = at === state.offset ? state.note : "";
        await onMessage({ value, noted, note: (text) => commit(at, text) });
        if (signal.aborted) return;
        await commit(at + 1n);
      }
      payload.resolveOffset(offset);
    }
  }
}

const NOWHERE = { offset: 0n, note: "" };
