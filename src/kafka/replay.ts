/** A tape sent into a topic as one run. @module */

import { Buffer } from "node:buffer";
import type { Message } from "kafkajs";
import { tapeDigest } from "../market/digest.ts";
import type { Tape } from "../market/tape.ts";
import { CODEC_VERSION, SnapshotEncoder } from "../source/snapshot_codec.ts";
import { eventsOf } from "../source/tape_events.ts";
import type { KafkaClient } from "./client.ts";
import { sleep } from "./deadline.ts";
import { KafkaFailure } from "./failure.ts";
import { findRuns, type FoundRun, isWhole } from "./find_runs.ts";
import { MessageDigest } from "./message_digest.ts";
import { Pace, type PaceOptions } from "./pace.ts";
import {
  dataHeaders,
  type EndMarker,
  markerHeaders,
  newRunId,
  partitionOf,
  type StartMarker,
} from "./replay_messages.ts";
import { BATCH_HEAD_BYTES, recordBytes } from "./record_size.ts";
import { Sender, type SenderOptions } from "./sender.ts";
import { ensureTopic, topicLimits } from "./topic.ts";

/** How to replay a tape into a topic. */
export interface ReplayOptions
  extends PaceOptions, Pick<SenderOptions, "acks" | "compression" | "onTrouble"> {
  readonly topic: string;
  /** Partitions of the topic, if it has to be made. */
  readonly partitions: number;
  /** The most messages in one send; fewer where they are more bytes than the topic takes. */
  readonly batch: number;
  /** Wait so long for more messages of a batch, ms. */
  readonly lingerMs: number;
  /** Go on with the newest run of this tape, if it was interrupted. */
  readonly resume: boolean;
  /** Send nothing if this tape is there whole. */
  readonly once: boolean;
  /** What was asked for, for the start marker. */
  readonly arguments: StartMarker["arguments"];
  /** Ends the replay once the batch in flight is acknowledged. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
}

/** How far a replay is: told when a batch is sent, and when it is acknowledged. */
export interface ReplayProgress {
  /** Messages of the run in the topic. */
  readonly acknowledged: number;
  /** Those, and the ones on their way. */
  readonly sent: number;
  /** Messages of the whole run. */
  readonly messages: number;
  /** Bytes of the messages acknowledged this time, as they lie in a batch before compression. */
  readonly bytes: number;
  /** When the oldest message on its way was due, by `performance.now()`; without a pace, when it was sent. */
  readonly waitingSinceMs: number | undefined;
  /** How long the last batch's first message was sent after it was due, ms. */
  readonly lagMs: number;
}

/** How a replay ended. */
export interface ReplayResult {
  readonly topic: string;
  readonly partition: number;
  readonly runId: string;
  readonly tapeDigest: string;
  /** Messages of the whole run. */
  readonly messages: number;
  /** Messages of it in the topic. */
  readonly acknowledged: number;
  /** Messages sent this time. */
  readonly sent: number;
  /** Messages that were in the topic before. */
  readonly resumedFrom: number;
  readonly outcome: "complete" | "interrupted" | "already there";
  readonly takeovers: number;
  readonly largestLagMs: number;
}

/**
 * Sends a tape, sorted by event time, as one run: start marker, a message an event, end marker.
 *
 * @throws {KafkaFailure} saying how much was acknowledged and how to go on, if the broker fails; or that
 *   the run is not whole in the topic, though it was acknowledged.
 */
export async function replay(client: KafkaClient, tape: Tape, options: ReplayOptions): Promise<ReplayResult> {
  const { topic } = options;
  const partitions = await ensureTopic(client, topic, options.partitions);
  const partition = partitionOf(tape.symbol, partitions);
  const digest = tapeDigest(tape);
  const plan = await planRun(client, { tape, digest, partition, options });
  const result = {
    topic,
    partition,
    runId: plan.start.run_id,
    tapeDigest: digest,
    messages: plan.start.messages,
    resumedFrom: plan.present,
  };
  if (plan.ended) {
    return {
      ...result,
      acknowledged: plan.present,
      sent: 0,
      outcome: "already there",
      takeovers: 0,
      largestLagMs: 0,
    };
  }
  const { acks, compression, onTrouble } = options;
  const sender = await Sender.open(client, { topic, partition, acks, compression, onTrouble });
  const run = new Replay(tape, plan, partition, sender, options);
  try {
    const { batchBytes, isCompacted } = await topicLimits(client, topic);
    if (isCompacted) {
      onTrouble?.(
        `warning: topic ${topic} is compacted, so that it will lose the run: all its messages are of one key`,
      );
    }
    await run.play(batchBytes);
    if (run.ended) await verify(client, sender, { topic, partition, runId: plan.start.run_id });
  } catch (error) {
    throw run.explain(error);
  } finally {
    await sender.close();
  }
  return {
    ...result,
    acknowledged: run.acknowledged,
    sent: run.acknowledged - plan.present,
    outcome: run.ended ? "complete" : "interrupted",
    takeovers: sender.takeovers,
    largestLagMs: run.largestLagMs,
  };
}

/**
 * Looks whether what was acknowledged is in the topic.
 *
 * @throws {KafkaFailure} if it is not, or lies there as no reader can use it.
 */
async function verify(
  client: KafkaClient,
  sender: Sender,
  run: { topic: string; partition: number; runId: string },
): Promise<void> {
  await sender.verify();
  if (sender.strangers === 0 || await isWhole(client, run)) return;
  throw new KafkaFailure(
    "incomplete",
    `${sender.strangers} other messages came between those of the run, which is torn: somebody else writes to ` +
      `partition ${run.partition} of topic ${run.topic}; send it all again when that is over`,
  );
}

/** The run to send, or to go on with. */
interface Plan {
  readonly start: StartMarker;
  /** Messages that are in the topic. */
  readonly present: number;
  /** The start marker is in the topic. */
  readonly begun: boolean;
  readonly ended: boolean;
}

async function planRun(
  client: KafkaClient,
  { tape, digest, partition, options }: {
    tape: Tape;
    digest: string;
    partition: number;
    options: ReplayOptions;
  },
): Promise<Plan> {
  const start: StartMarker = {
    run_id: newRunId(digest),
    codec: CODEC_VERSION,
    tape_digest: digest,
    messages: countMessages(tape),
    rows: tape.length,
    origin_ns: tape.originNs.toString(),
    symbol: tape.symbol,
    skipped_rows: tape.skippedRows,
    notes: tape.notes,
    started: new Date().toISOString(),
    arguments: options.arguments,
  };
  if (options.resume || options.once) {
    const runs = await findRuns(client, options.topic, partition);
    const same = (run: FoundRun) =>
      run.start.tape_digest === digest && run.start.codec === CODEC_VERSION &&
      run.start.messages === start.messages;
    const whole = runs.filter(same).findLast((run) => run.ended && run.messages === run.start.messages);
    // Only the newest run can be resumed: readers count the others as torn.
    const newest = runs.at(-1);
    if (options.resume && newest !== undefined && !newest.ended && same(newest)) {
      return { start: newest.start, present: newest.messages, begun: true, ended: false };
    }
    if (whole !== undefined && (options.once || whole === newest)) {
      return { start: whole.start, present: whole.messages, begun: true, ended: true };
    }
  }
  return { start, present: 0, begun: false, ended: false };
}

function countMessages(tape: Tape): number {
  let messages = 0;
  for (const _ of eventsOf(tape)) messages++;
  return messages;
}

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

/** One run being sent: the start marker, then batches as they are due, then the end marker. */
class Replay {
  acknowledged: number;
  ended = false;
  largestLagMs = 0;
  #bytes = 0;
  #tape: Tape;
  #plan: Plan;
  #partition: number;
  #sender: Sender;
  #options: ReplayOptions;
  #encoder: SnapshotEncoder;
  #digest = new MessageDigest();
  #batchBytes = Infinity;

  constructor(tape: Tape, plan: Plan, partition: number, sender: Sender, options: ReplayOptions) {
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
    // What the broker refuses once it refuses again, and a run that is torn stays so.
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
