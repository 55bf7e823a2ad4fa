/** A tape on its way into a topic, batch by batch. @module */

import { Buffer } from "node:buffer";
import type { Message } from "kafkajs";
import type { Tape } from "../market/tape.ts";
import { SnapshotEncoder } from "../source/snapshot_codec.ts";
import { eventsOf } from "../source/tape_events.ts";
import { sleep } from "./deadline.ts";
import { KafkaFailure } from "./failure.ts";
import { MessageDigest } from "./message_digest.ts";
import { Pace } from "./pace.ts";
import { BATCH_HEAD_BYTES, recordBytes } from "./record_size.ts";
import type { ReplayOptions, ReplayProgress } from "./replay_options.ts";
import { dataHeaders, type EndMarker, markerHeaders, type StartMarker } from "./replay_messages.ts";
import type { ReplayPlan } from "./replay_plan.ts";
import type { Sender } from "./sender.ts";

/** More than a row takes, so that only messages of many rows have to be measured in advance. */
const MOST_ROW_BYTES = 1 << 10;

/** Messages of one send. */
interface Batch {
  readonly messages: Message[];
  readonly bytes: number;
  /** How long after it was due the first of them is sent, ms. */
  readonly lagMs: number;
  /** When that was due, by `performance.now()`. */
  readonly waitingSinceMs: number;
}

/** What is sent, and how. */
interface SentRun {
  readonly tape: Tape;
  readonly plan: ReplayPlan;
  readonly partition: number;
  readonly sender: Sender;
  readonly options: ReplayOptions;
}

/** One run being sent: the start marker, then batches as they are due, then the end marker. */
export class RunSender {
  acknowledged: number;
  ended = false;
  largestLagMs = 0;
  #bytes = 0;
  #tape: Tape;
  #plan: ReplayPlan;
  #partition: number;
  #sender: Sender;
  #options: ReplayOptions;
  #encoder: SnapshotEncoder;
  #digest = new MessageDigest();
  #batchBytes = Infinity;

  constructor({ tape, plan, partition, sender, options }: SentRun) {
    this.#tape = tape;
    this.#plan = plan;
    this.#partition = partition;
    this.#sender = sender;
    this.#options = options;
    this.#encoder = new SnapshotEncoder(tape);
    this.acknowledged = plan.present;
  }

  /** @param batchBytes the largest batch that the topic takes. */
  async play(batchBytes: number): Promise<void> {
    const { start, begun } = this.#plan;
    this.#batchBytes = batchBytes;
    this.#checkSizes();
    if (!begun) await this.#sender.send([this.#marker("start", start)]);
    const events = eventsOf(this.#tape);
    this.#passOver(events);
    const stopped = await this.#playRest(events);
    if (stopped) return;
    const { run_id, messages } = start;
    const end: EndMarker = { run_id, messages, digest: this.#digest.finish() };
    await this.#sender.send([this.#marker("end", end)]);
    this.ended = true;
  }

  /** Finds a message that is too large before any is sent; only those of many rows can be. */
  #checkSizes(): void {
    const encoder = new SnapshotEncoder(this.#tape);
    let sequence = 0;
    for (const { from, to } of eventsOf(this.#tape)) {
      if ((to - from) * MOST_ROW_BYTES > this.#batchBytes) {
        this.#sizeOf(this.#envelope(encoder.encode(from, to), sequence), sequence);
      }
      sequence++;
    }
  }

  /**
   * Bytes of a message in a batch.
   *
   * @throws {KafkaFailure} if no batch can hold it. (Compressed it may be small enough, as the broker will say.)
   */
  #sizeOf(message: Message, sequence: number): number {
    const { topic, compression } = this.#options;
    const bytes = recordBytes(message);
    const alone = BATCH_HEAD_BYTES + bytes;
    if (alone <= this.#batchBytes || compression !== "none") return bytes;
    throw new KafkaFailure(
      "denied",
      `message ${sequence} takes ${alone} bytes, and topic ${topic} takes ${this.#batchBytes} at most: raise ` +
        "its max.message.bytes, or the broker's message.max.bytes",
    );
  }

  /** Encodes what is in the topic already once more: the end marker has the digest of all messages. */
  #passOver(events: Iterator<{ from: number; to: number }>): void {
    for (let sequence = 0; sequence < this.#plan.present; sequence++) {
      const { value } = events.next();
      this.#digest.update(this.#encoder.encode(value.from, value.to));
    }
  }

  /** Sends what is due, batch by batch, the next one made while one is on its way; true if stopped. */
  async #playRest(events: Iterator<{ from: number; to: number }>): Promise<boolean> {
    const { batch, lingerMs, signal } = this.#options;
    const { tsEventNs } = this.#tape.columns;
    const pace = new Pace(this.#options);
    const zeroMs = performance.now();
    let sequence = this.#plan.present;
    let flight: Promise<void> = Promise.resolve();
    let held: Message | undefined;
    let event = events.next();
    let dueMs = event.done ? 0 : pace.dueMs(tsEventNs[event.value.to - 1]!);
    while (!event.done && !signal?.aborted) {
      const waitMs = dueMs + lingerMs - (performance.now() - zeroMs);
      if (waitMs > 0 && dueMs > 0) {
        await Promise.race([sleep(waitMs, signal), rejection(flight)]);
        if (signal?.aborted) break;
      }
      const nowMs = performance.now() - zeroMs;
      const lagMs = this.#options.speed === Infinity ? 0 : Math.max(0, nowMs - dueMs - lingerMs);
      this.largestLagMs = Math.max(this.largestLagMs, lagMs);
      const waitingSinceMs = zeroMs + nowMs - lagMs;
      const messages: Message[] = [];
      let bytes = BATCH_HEAD_BYTES;
      while (!event.done && messages.length < batch && dueMs <= nowMs) {
        held ??= this.#message(event.value, sequence);
        const size = this.#sizeOf(held, sequence);
        if (messages.length > 0 && bytes + size > this.#batchBytes) break;
        bytes += size;
        messages.push(held);
        held = undefined;
        sequence++;
        event = events.next();
        if (!event.done) dueMs = pace.dueMs(tsEventNs[event.value.to - 1]!);
      }
      await flight;
      if (messages.length > 0) flight = this.#deliver({ messages, bytes, lagMs, waitingSinceMs });
    }
    await flight;
    return !event.done;
  }

  async #deliver({ messages, bytes, lagMs, waitingSinceMs }: Batch): Promise<void> {
    this.#report({ onTheirWay: messages.length, lagMs, waitingSinceMs });
    await this.#sender.send(messages);
    this.acknowledged += messages.length;
    this.#bytes += bytes;
    this.#report({ onTheirWay: 0, lagMs, waitingSinceMs: undefined });
  }

  #report(
    { onTheirWay, lagMs, waitingSinceMs }:
      & Pick<ReplayProgress, "lagMs" | "waitingSinceMs">
      & { onTheirWay: number },
  ): void {
    this.#options.onProgress?.({
      acknowledged: this.acknowledged,
      sent: this.acknowledged + onTheirWay,
      messages: this.#plan.start.messages,
      bytes: this.#bytes,
      waitingSinceMs,
      lagMs,
    });
  }

  #message({ from, to }: { from: number; to: number }, sequence: number): Message {
    const bytes = this.#encoder.encode(from, to);
    this.#digest.update(bytes);
    return this.#envelope(bytes, sequence);
  }

  #envelope(bytes: Uint8Array<ArrayBuffer>, sequence: number): Message {
    return {
      key: this.#tape.symbol,
      partition: this.#partition,
      // kafkajs takes only a Buffer for bytes.
      value: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      headers: dataHeaders(this.#plan.start.run_id, sequence),
    };
  }

  #marker(kind: "start" | "end", marker: StartMarker | EndMarker): Message {
    return {
      key: this.#tape.symbol,
      partition: this.#partition,
      value: JSON.stringify(marker),
      headers: markerHeaders(kind, this.#plan.start.run_id),
    };
  }

  /** The failure, with how much was acknowledged and how to go on. */
  explain(error: unknown): unknown {
    if (!(error instanceof KafkaFailure)) return error;
    const { run_id, messages } = this.#plan.start;
    const state = `${this.acknowledged} of ${messages} messages of run ${run_id} are acknowledged`;
    // Going on helps only against a broker that was away: what it refused it refuses again, and a torn run stays torn.
    const advice = error.kind !== "unreachable"
      ? ""
      : ", and the same command with --resume goes on from there";
    const message = `${error.message}; ${state}${advice}`;
    return new KafkaFailure(error.kind, message, { cause: error });
  }
}

/** Rejects if the work does, and otherwise stays pending. */
function rejection(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => work.catch(reject));
}
