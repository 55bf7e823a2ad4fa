/** A topic of another producer, read as a tape. @module */

import { DataError } from "../market/data_error.ts";
import { type Tape, TAPE_COLUMNS, TapeBuilder, type TapeOrder } from "../market/tape.ts";
import { notesOf } from "../market/tape_notes.ts";
import { SnapshotDecoder } from "../source/snapshot_codec.ts";
import type { TimeUnit } from "../source/time_unit.ts";
import type { KafkaClient } from "./client.ts";
import { KafkaFailure } from "./failure.ts";
import { readTopic, type StoredMessage } from "./read_topic.ts";
import { envelopeOf } from "./replay_messages.ts";
import { partitionRanges } from "./topic.ts";

/** What to read of a topic that another producer has written. */
interface ConsumeForeignOptions {
  readonly topic: string;
  /** Name of the instrument, which the messages do not have. */
  readonly symbol: string;
  /** Order of the tape's rows. @default "file" as they lie in the topic, the partitions one after the other */
  readonly order?: TapeOrder | undefined;
  /** What times count that are numbers; without it nanoseconds, and another unit is an error. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Leave unreadable messages out and count them; venues they tell of show nothing then. @default false */
  readonly skipBad?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A topic as a tape. */
interface ConsumedForeign {
  readonly tape: Tape;
  readonly messages: number;
  /** Unreadable messages left out. */
  readonly skipped: number;
  /** Messages of sorlab's own runs, left out. */
  readonly own: number;
}

/**
 * Reads a topic without markers from its beginning to its end as of now. Nothing in it tells whether its
 * producer has lost or doubled messages.
 *
 * @throws {DataError} naming topic, partition and offset, if a message cannot be read.
 * @throws {KafkaFailure} if there is nothing to read, or nothing comes for the client's timeout.
 */
export async function consumeForeign(
  client: KafkaClient,
  options: ConsumeForeignOptions,
): Promise<ConsumedForeign> {
  const { topic } = options;
  const ranges = (await partitionRanges(client, topic)).filter(({ low, end }) => low < end);
  const left = new Map(ranges.map(({ partition, end }) => [partition, end]));
  const total = ranges.reduce((sum, { low, end }) => sum + Number(end - low), 0);
  const logs = new Map(ranges.map(({ partition }) => [partition, new ForeignLog(topic, partition, options)]));
  if (left.size > 0) {
    await readTopic(client, {
      topic,
      from: new Map(ranges.map(({ partition, low }) => [partition, low])),
      signal: options.signal,
      waitingFor: () => "what it holds",
      onBatch({ partition, messages, nextOffset }) {
        const end = left.get(partition);
        if (end === undefined) return false;
        for (const message of messages) if (BigInt(message.offset) < end) logs.get(partition)!.take(message);
        if (nextOffset >= end) left.delete(partition);
        options.onProgress?.([...logs.values()].reduce((sum, log) => sum + log.taken, 0), total);
        return left.size === 0;
      },
    });
  }
  return joined([...logs.values()], client, options);
}

/** One partition's rows. */
class ForeignLog {
  readonly builder = new TapeBuilder();
  readonly decoder: SnapshotDecoder;
  messages = 0;
  skipped = 0;
  withdrawn = 0;
  own = 0;
  #where: string;
  #skipBad: boolean;

  constructor(topic: string, partition: number, { skipBad = false, timeUnit }: ConsumeForeignOptions) {
    this.decoder = new SnapshotDecoder(this.builder, { foreign: true, timeUnit });
    this.#where = `topic ${topic}, partition ${partition}`;
    this.#skipBad = skipBad;
  }

  get taken(): number {
    return this.messages + this.skipped + this.own;
  }

  take({ value, offset, headers }: StoredMessage): void {
    if (envelopeOf(headers) !== undefined) {
      this.own++;
      return;
    }
    try {
      this.decoder.append(value ?? new Uint8Array(0));
      this.messages++;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      if (!this.#skipBad) {
        const file = `${this.#where}, offset ${offset}`;
        throw new DataError(`${error.reason} (--skip-bad leaves such messages out)`, { file }, {
          cause: error,
        });
      }
      this.skipped++;
      this.withdrawn += this.decoder.withdraw(value ?? new Uint8Array(0));
    }
  }
}

function joined(
  logs: readonly ForeignLog[],
  client: KafkaClient,
  { topic, symbol, order }: ConsumeForeignOptions,
): ConsumedForeign {
  const filled = logs.filter(({ messages }) => messages > 0);
  if (filled.length === 0) {
    throw new KafkaFailure("incomplete", `topic ${topic} at ${client.brokers} holds no foreign snapshot`);
  }
  const originNs = filled.map(({ decoder }) => decoder.originNs!).reduce((a, b) => a < b ? a : b);
  const all = new TapeBuilder(filled.reduce((sum, { builder }) => sum + builder.length, 0));
  for (const { builder, decoder } of filled) {
    const laterNs = Number(decoder.originNs! - originNs);
    for (let row = 0; row < builder.length; row++) {
      const at = all.next();
      for (const name of TAPE_COLUMNS) all.columns[name][at] = builder.columns[name][row]!;
      all.columns.tsEventNs[at]! += laterNs;
      all.columns.tsRecvNs[at]! += laterNs;
    }
  }
  const sum = (of: (log: ForeignLog) => number) => logs.reduce((total, log) => total + of(log), 0);
  const skipped_messages = sum((log) => log.skipped);
  const withdrawn_quotes = sum((log) => log.withdrawn);
  return {
    tape: all.finish({ originNs, symbol, order, notes: notesOf({ skipped_messages, withdrawn_quotes }) }),
    messages: sum((log) => log.messages),
    skipped: skipped_messages,
    own: sum((log) => log.own),
  };
}
