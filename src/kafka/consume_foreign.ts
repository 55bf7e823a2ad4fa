/** A topic of another producer, read as a tape. @module */

import { DataError } from "../market/data_error.ts";
import { type Tape, TapeBuilder, type TapeOrder } from "../market/tape.ts";
import { notesOf } from "../market/tape_notes.ts";
import type { KafkaClient } from "./client.ts";
import { KafkaFailure } from "./failure.ts";
import { type ForeignOptions, ForeignReader, ForeignTopic } from "./foreign/foreign_reader.ts";
import { readTopic, type StoredMessage } from "./read_topic.ts";
import { envelopeOf } from "./replay_messages.ts";
import { type PartitionRange, partitionRanges } from "./topic.ts";

/** What to read of a topic that another producer has written. */
interface ConsumeForeignOptions extends ForeignOptions {
  readonly topic: string;
  /** Order of the tape's rows. @default "file" as they lie in the topic, the partitions one after the other */
  readonly order?: TapeOrder | undefined;
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
  /** How the messages were read, in a sentence. */
  readonly shape: string;
  /** What its user must know of. */
  readonly warnings: readonly string[];
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
  const foreign = new ForeignTopic(options);
  const left = new Map(ranges.map(({ partition, end }) => [partition, end]));
  const total = ranges.reduce((sum, { low, end }) => sum + Number(end - low), 0);
  const logs = new Map(
    ranges.map((range) => [range.partition, new ForeignLog(range, foreign, options)]),
  );
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
  return joined([...logs.values()], foreign, client, options);
}

/** Messages of one kind: how many, and the offset of the first. */
interface Met {
  count: number;
  first: string;
}

/** One partition's rows. */
class ForeignLog {
  readonly reader: ForeignReader;
  messages = 0;
  skipped = 0;
  withdrawn = 0;
  own = 0;
  #noNumbers: Met = { count: 0, first: "" };
  #tombstones: Met = { count: 0, first: "" };
  #where: string;
  #skipBad: boolean;
  #low: bigint;

  constructor(
    { partition, low }: PartitionRange,
    foreign: ForeignTopic,
    { topic, skipBad = false }: ConsumeForeignOptions,
  ) {
    this.reader = new ForeignReader(foreign);
    this.#where = `topic ${topic}, partition ${partition}`;
    this.#skipBad = skipBad;
    this.#low = low;
  }

  get taken(): number {
    return this.messages + this.skipped + this.own + this.#tombstones.count;
  }

  take({ value, offset, headers }: StoredMessage): void {
    if (envelopeOf(headers) !== undefined) {
      this.own++;
      return;
    }
    if (value === null) return meet(this.#tombstones, offset);
    try {
      const noNumbers = this.reader.append(value);
      if (noNumbers.length > 0) meet(this.#noNumbers, `${offset}, ${noNumbers[0]}`);
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
      this.withdrawn += this.reader.withdraw(value);
    }
  }

  get warnings(): string[] {
    const gone = this.#low > 0n
      ? [`${this.#where} begins at offset ${this.#low}: what was before it is gone`]
      : [];
    const told = ({ count, first }: Met, what: string): string[] =>
      count === 0 ? [] : [`${this.#where}: ${count} ${what}; the first at offset ${first}`];
    return [
      ...gone,
      ...told(this.#tombstones, "tombstones (messages without a value), which tell nothing"),
      ...told(this.#noNumbers, "messages with NaN or Infinity for a number, which is no quote on that side"),
    ];
  }
}

function meet(met: Met, offset: string): void {
  if (met.count === 0) met.first = offset;
  met.count++;
}

function joined(
  logs: readonly ForeignLog[],
  foreign: ForeignTopic,
  client: KafkaClient,
  { topic, order }: ConsumeForeignOptions,
): ConsumedForeign {
  const filled = logs.filter(({ reader }) => reader.builder.length > 0);
  const sum = (of: (log: ForeignLog) => number) => logs.reduce((total, log) => total + of(log), 0);
  if (filled.length === 0 || foreign.shape === undefined) {
    if (foreign.badBooks > 0) {
      throw new DataError(
        `${
          foreign.badBooks === 1 ? "the only record is" : `all ${foreign.badBooks} records are`
        } flagged as of a book that may be wrong; --keep-bad-books keeps them`,
        { file: `topic ${topic}` },
      );
    }
    foreign.symbolRead();
    const own = sum((log) => log.own) > 0 ? "; it has runs of sorlab's: leave --foreign out" : "";
    throw new KafkaFailure(
      "incomplete",
      `topic ${topic} at ${client.brokers} holds no foreign snapshot${own}`,
    );
  }
  const originNs = filled.map(({ reader }) => reader.originNs!).reduce((a, b) => a < b ? a : b);
  const all = new TapeBuilder(filled.reduce((rows, { reader }) => rows + reader.builder.length, 0));
  for (const { reader: { builder, originNs: ownNs } } of filled) {
    const laterNs = Number(ownNs! - originNs);
    for (let row = 0; row < builder.length; row++) {
      const at = all.copy(builder.columns, row);
      all.columns.tsEventNs[at]! += laterNs;
      all.columns.tsRecvNs[at]! += laterNs;
    }
  }
  const notes = notesOf({
    bad_book_rows: foreign.badBooks,
    bad_receipt_rows: foreign.badReceipts,
    skipped_messages: sum((log) => log.skipped),
    withdrawn_quotes: sum((log) => log.withdrawn),
  });
  const dayless = foreign.daylessTimes === 0 ? [] : [
    `topic ${topic}: its times are of the day alone, taken for those of 1970-01-01; "date" in --foreign-map names another`,
  ];
  return {
    tape: all.finish({ originNs, symbol: foreign.symbolRead(), order, notes }),
    messages: sum((log) => log.messages),
    skipped: sum((log) => log.skipped),
    own: sum((log) => log.own),
    shape: foreign.shape.text,
    warnings: [...logs.flatMap((log) => log.warnings), ...dayless],
  };
}
