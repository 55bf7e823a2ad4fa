/** Messages sent to a partition, in order and each once. @module */

import { CompressionTypes, type Message, type Producer } from "kafkajs";
import { farewell, type KafkaClient } from "./client.ts";
import { DeadlineError, seconds, sleep, withDeadline } from "./deadline.ts";
import { KafkaFailure, permanentFailure, reasonOf } from "./failure.ts";
import { partitionRanges } from "./topic.ts";

/** How messages are sent. */
export interface SenderOptions {
  readonly topic: string;
  readonly partition: number;
  /** Replicas that must have a message: all, the leader, or none asked. Only `all` is idempotent. */
  readonly acks: "all" | "1" | "0";
  readonly compression: "none" | "gzip";
  /** Told of an outage, in one line. */
  readonly onTrouble?: ((message: string) => void) | undefined;
}

const ACKS = { all: -1, "1": 1, "0": 0 } as const;
const AGAIN_MS = 500;

/**
 * Sends batches to one partition, one in flight, in order, and tries again within the client's timeout. After
 * a rejected send kafkajs's producer would reuse the sequence numbers of that send, and the broker would drop
 * the next message as a duplicate: so a new producer takes over, and first looks whether the batch has
 * arrived.
 */
export class Sender {
  /** Times that a new producer took over. */
  takeovers = 0;
  #client: KafkaClient;
  #options: SenderOptions;
  #producer: Producer;
  // The offset behind the last message known to be in the partition; unknown where acknowledgements have
  // none.
  #nextOffset: bigint | undefined;

  private constructor(client: KafkaClient, options: SenderOptions, producer: Producer) {
    this.#client = client;
    this.#options = options;
    this.#producer = producer;
  }

  /** Connects. */
  static async open(client: KafkaClient, options: SenderOptions): Promise<Sender> {
    return new Sender(
      client,
      options,
      await client.producer(options.topic, { idempotent: options.acks === "all" }),
    );
  }

  /**
   * Sends messages and waits for their acknowledgement.
   *
   * @throws {KafkaFailure} if there is none by the client's timeout, or the broker refuses them. They may
   *   have arrived all the same.
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
      compression: compression === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
    });
    const [answer] = await withDeadline(work, ms);
    const base = answer?.baseOffset;
    if (base !== undefined && BigInt(base) >= 0n) {
      this.#nextOffset = BigInt(base) + BigInt(messages.length);
    } else if (this.#nextOffset !== undefined) {
      // The broker has found a duplicate, and does not tell its offset.
      this.#nextOffset += BigInt(messages.length);
    }
  }

  /** A new producer; true if the messages of the old one have arrived: a batch arrives whole or not at all. */
  async #takeOver(messages: number): Promise<boolean> {
    const { topic, partition, acks } = this.#options;
    this.takeovers++;
    await farewell(this.#producer);
    this.#producer = await this.#client.producer(topic, { idempotent: acks === "all" });
    const ranges = await partitionRanges(this.#client, topic);
    const end = ranges.find((range) => range.partition === partition)?.end;
    if (this.#nextOffset === undefined || end !== this.#nextOffset + BigInt(messages)) return false;
    this.#nextOffset = end;
    return true;
  }

  /** Disconnects. */
  async close(): Promise<void> {
    await farewell(this.#producer);
  }
}
