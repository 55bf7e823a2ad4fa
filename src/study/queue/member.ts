/** One member of the group of workers: it does one task at a time, as long as it lasts. @module */

import type { Consumer, EachBatchPayload, KafkaMessage } from "kafkajs";
import { farewell, type KafkaClient } from "../../kafka/client.ts";
import { sleep } from "../../kafka/deadline.ts";
import { permanentFailure } from "../../kafka/failure.ts";
import type { Begun, QueuedTask } from "./messages.ts";
import { readTask } from "./messages.ts";
import { groupStates } from "./progress.ts";
import type { QueueNames } from "./topics.ts";

/** How a member works. */
export interface MemberOptions {
  /** Longest that a task may take: so long the others wait for it when a worker comes or goes. */
  readonly longestTaskMs: number;
  /**
   * Does a task, however that ends.
   *
   * @param before how it was begun before, if it was.
   * @param begin notes that it is begun, before it is.
   */
  readonly onTask: (
    task: QueuedTask,
    before: Begun | undefined,
    begin: (begun: Begun | undefined) => Promise<void>,
  ) => Promise<void>;
  /** Ends the member once its task is done. */
  readonly signal: AbortSignal;
}

const BEAT_MS = 1_000;
const WATCH_MS = 500;
/** Consumers that the client's timeout leaves room for: what falls silent in the first is replaced. */
const LEAST_CONSUMERS = 3;

/** How the broker says that the group goes on without this member, or in another arrangement. */
const REGROUPED = ["REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"];

/** Works until it is told to end; a consumer that fails, or of which nothing is heard, is replaced. */
export async function workAsMember(
  client: KafkaClient,
  names: QueueNames,
  options: MemberOptions,
): Promise<void> {
  while (!options.signal.aborted) {
    const error = await new Membership(client, names, options).run();
    if (error === undefined) continue;
    const failure = permanentFailure(error, `work as ${names.group}`) ?? client.groupDenied;
    if (failure !== undefined) throw failure;
    if (!isClientError(error)) throw error;
    await sleep(WATCH_MS, options.signal); // whether a broker answers at all, the queue's progress tells
  }
}

/** One consumer, as long as it lasts. */
class Membership {
  #client: KafkaClient;
  #names: QueueNames;
  #options: MemberOptions;
  #ending = Promise.withResolvers<unknown>();
  /** When the broker was heard last. */
  #aliveMs = performance.now();
  /** Told by a heartbeat: after the task at hand the member has to join the group anew. */
  #regrouped: unknown;
  #busy: Promise<void> | undefined;

  constructor(client: KafkaClient, names: QueueNames, options: MemberOptions) {
    this.#client = client;
    this.#names = names;
    this.#options = options;
  }

  /** Works; resolves to what ended it, `undefined` where it was told to end. */
  async run(): Promise<unknown> {
    const { signal, longestTaskMs } = this.#options;
    const consumer = await this.#client.consumer(this.#names.group, undefined, longestTaskMs);
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
    await consumer.subscribe({ topic: this.#names.tasks, fromBeginning: true });
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
      await this.#tasksOf(payload, consumer);
    } catch (error) {
      // kafkajs would try again for ever what is not its own.
      if (!isClientError(error)) this.#end(error);
      throw error;
    } finally {
      clearInterval(beat);
      this.#aliveMs = performance.now();
      this.#busy = undefined;
    }
  }

  /** Does the tasks of a partition that were fetched, one after the other. */
  async #tasksOf(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    const { batch: { topic, partition, messages } } = payload;
    const state = await this.#stateOf(partition);
    for (const message of messages) {
      if (this.#options.signal.aborted || !payload.isRunning() || payload.isStale()) return;
      if (this.#regrouped !== undefined) throw this.#regrouped;
      if (BigInt(message.offset) < state.offset) {
        payload.resolveOffset(message.offset);
        continue;
      }
      const before = state.offset === BigInt(message.offset) ? state.begun : undefined;
      await this.#options.onTask(taskOf(message), before, async (begun) => {
        const metadata = begun === undefined ? "" : JSON.stringify(begun);
        await consumer.commitOffsets([{ topic, partition, offset: message.offset, metadata }]);
      });
      if (this.#options.signal.aborted) return;
      const offset = (BigInt(message.offset) + 1n).toString();
      await consumer.commitOffsets([{ topic, partition, offset, metadata: "" }]);
      payload.resolveOffset(message.offset);
    }
  }

  async #stateOf(partition: number): Promise<{ offset: bigint; begun?: Begun | undefined }> {
    const states = await groupStates(this.#client, this.#names);
    return states.get(partition) ?? { offset: 0n };
  }
}

function taskOf({ value }: KafkaMessage): QueuedTask {
  return readTask(value);
}

function isClientError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith("KafkaJS");
}
