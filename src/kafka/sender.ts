/** Messages sent to a partition, in order and each once. @module */

import type { Message, Producer } from "kafkajs";
import { type Codec, CODECS } from "./compression/codec.ts";
import { farewell, type KafkaClient } from "./client.ts";
import { DeadlineError, seconds, sleep, withDeadline } from "./deadline.ts";
import { KafkaFailure, permanentFailure, reasonOf } from "./failure.ts";
import { type PartitionRange, partitionRanges } from "./topic.ts";

/** How messages are sent. */
export interface SenderOptions {
  readonly topic: string;
  readonly partition: number;
  /** Replicas that must have a message: all, the leader, or none asked. Only `all` is idempotent. */
  readonly acks: "all" | "1" | "0";
  readonly compression: Codec;
  /** Told of an outage, in one line. */
  readonly onTrouble?: ((message: string) => void) | undefined;
}

const ACKS = { all: -1, "1": 1, "0": 0 } as const;
const AGAIN_MS = 500;
/** How long a new leader may take to know what the old one has acknowledged. */
const SETTLING_MS = 3_000;

/**
 * Sends batches to one partition, one in flight, in order, and tries again within the client's timeout. After
 * a rejected send kafkajs's producer would reuse the sequence numbers of that send, and the broker would drop
 * the next message as a duplicate: so a new producer takes over, and first looks whether the batch has
 * arrived.
 *
 * What is sent should lie in the partition as one piece. An acknowledgement of a later place means that somebody
 * else writes there; one of an earlier place, that the topic was made anew.
 */
export class Sender {
  /** Times that a new producer took over. */
  takeovers = 0;
  /** Messages between those sent that are somebody else's, or came twice. */
  strangers = 0;
  #client: KafkaClient;
  #options: SenderOptions;
  #producer: Producer;
  /** Where the first message sent lies. */
  #firstOffset: bigint;
  /** Where the next one has to. */
  #nextOffset: bigint;

  private constructor(client: KafkaClient, options: SenderOptions, producer: Producer, end: bigint) {
    this.#client = client;
    this.#options = options;
    this.#producer = producer;
    this.#firstOffset = end;
    this.#nextOffset = end;
  }

  /** Connects, to go on at the partition's end. */
  static async open(client: KafkaClient, options: SenderOptions): Promise<Sender> {
    const { topic, acks } = options;
    const producer = await client.producer(topic, { idempotent: acks === "all" });
    try {
      return new Sender(client, options, producer, (await rangeOf(client, options)).end);
    } catch (error) {
      await farewell(producer);
      throw error;
    }
  }

  /**
   * Sends messages and waits for their acknowledgement.
   *
   * @throws {KafkaFailure} if there is none by the client's timeout, or the broker refuses them: they may
   *   have arrived all the same; or if what was acknowledged before is gone.
   */
  async send(messages: readonly Message[]): Promise<void> {
    const endMs = performance.now() + this.#client.timeoutMs;
    while (true) {
      try {
        return await this.#sendOnce(messages, endMs - performance.now());
      } catch (error) {
        const what = `write to topic ${this.#options.topic}`;
        const failure = permanentFailure(error, what);
        if (failure !== undefined) throw failure;
        if (error instanceof DeadlineError || performance.now() + AGAIN_MS >= endMs) {
          throw this.#noAnswer(what, error);
        }
        this.#options.onTrouble?.(`a new producer takes over: ${reasonOf(error)}`);
        await sleep(AGAIN_MS);
        if (await this.#takeOver(messages.length)) return;
      }
    }
  }

  #noAnswer(what: string, error: unknown): KafkaFailure {
    const waited = `no acknowledgement from ${this.#client.brokers} within ${
      seconds(this.#client.timeoutMs)
    }`;
    return new KafkaFailure("unreachable", `cannot ${what}: ${waited}`, { cause: error });
  }

  async #sendOnce(messages: readonly Message[], ms: number): Promise<void> {
    const { topic, acks, compression } = this.#options;
    const work = this.#producer.send({
      topic,
      acks: ACKS[acks],
      messages: messages as Message[],
      compression: CODECS.indexOf(compression),
    });
    const [answer] = await withDeadline(work, ms);
    this.#place(answer?.baseOffset, messages.length);
  }

  /** Takes an acknowledgement; of a duplicate, or without replicas asked, it may tell no offset. */
  #place(baseOffset: string | undefined, count: number): void {
    const base = baseOffset === undefined || BigInt(baseOffset) < 0n ? this.#nextOffset : BigInt(baseOffset);
    if (base < this.#nextOffset) throw this.#lost(base);
    this.strangers += Number(base - this.#nextOffset);
    this.#nextOffset = base + BigInt(count);
  }

  #lost(found: bigint): KafkaFailure {
    const { topic, partition } = this.#options;
    return new KafkaFailure(
      "incomplete",
      `partition ${partition} of topic ${topic} has come to offset ${found}, and had acknowledged all before ` +
        `${this.#nextOffset}: the topic was made anew or has lost messages; send it all again`,
    );
  }

  /** A new producer; true if the messages of the old one have arrived: a batch arrives whole or not at all. */
  async #takeOver(messages: number): Promise<boolean> {
    const { topic, acks } = this.#options;
    this.takeovers++;
    await farewell(this.#producer);
    this.#producer = await this.#client.producer(topic, { idempotent: acks === "all" });
    if (acks === "0") return false;
    // A broker that was paused gets the old producer's batch and these questions together when it goes on.
    await sleep(AGAIN_MS);
    const { end } = await this.#settledRange();
    if (end < this.#nextOffset) throw this.#lost(end);
    if (end !== this.#nextOffset + BigInt(messages)) return false;
    this.#nextOffset = end;
    return true;
  }

  /**
   * Looks whether all that was acknowledged is there.
   *
   * @throws {KafkaFailure} saying how many messages are, if some are gone.
   */
  async verify(): Promise<void> {
    const { topic, partition, acks } = this.#options;
    if (acks === "0") return;
    const { low, end } = await this.#settledRange();
    if (low <= this.#firstOffset && end >= this.#nextOffset) return;
    const sent = this.#nextOffset - this.#firstOffset;
    const from = low > this.#firstOffset ? low : this.#firstOffset;
    const to = end < this.#nextOffset ? end : this.#nextOffset;
    throw new KafkaFailure(
      "incomplete",
      `of ${sent} messages that partition ${partition} of topic ${topic} acknowledged as ${this.#firstOffset} ` +
        `to ${this.#nextOffset - 1n}, ${
          to > from ? to - from : 0n
        } are left: it was made anew, or has deleted ` +
        "them; send it all again",
    );
  }

  /** What the partition holds, once its end is not before what it has acknowledged, or will not be. */
  async #settledRange(): Promise<PartitionRange> {
    const endMs = performance.now() + Math.min(SETTLING_MS, this.#client.timeoutMs);
    while (true) {
      const range = await rangeOf(this.#client, this.#options);
      if (range.end >= this.#nextOffset || performance.now() >= endMs) return range;
      await sleep(AGAIN_MS);
    }
  }

  /** Disconnects. */
  async close(): Promise<void> {
    await farewell(this.#producer);
  }
}

async function rangeOf(
  client: KafkaClient,
  { topic, partition }: Pick<SenderOptions, "topic" | "partition">,
): Promise<PartitionRange> {
  const ranges = await partitionRanges(client, topic);
  const range = ranges.find((each) => each.partition === partition);
  if (range !== undefined) return range;
  throw new KafkaFailure("incomplete", `topic ${topic} has no partition ${partition} any more`);
}
