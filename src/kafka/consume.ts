/** A run taken from a topic, complete and as its producer sent it. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape, TapeOrder } from "../market/tape.ts";
import type { KafkaClient } from "./client.ts";
import { KafkaFailure } from "./failure.ts";
import { readTopic, type StoredMessage } from "./read_topic.ts";
import { type CollectedRun, RunCollector } from "./run_collector.ts";
import type { StartMarker } from "./replay_messages.ts";
import { Spool } from "./spool.ts";
import { type PartitionRange, partitionRanges } from "./topic.ts";

/** Which run to take, and how. */
interface ConsumeOptions {
  readonly topic: string;
  /** The run to take; the newest complete one where it is absent. */
  readonly runId?: string | undefined;
  /** Take only runs of this instrument. */
  readonly symbol?: string | undefined;
  /** Wait for the end of a run in flight, or for a run to begin where there is none. @default false */
  readonly follow?: boolean | undefined;
  /** Consumer group that commits its offsets; needs `spool`. */
  readonly groupId?: string | undefined;
  /** File for what a group has taken, from which it goes on after a crash. */
  readonly spool?: string | undefined;
  /** Order of the tape's rows; as they were sent, which is by event time, where it is absent. */
  readonly order?: TapeOrder | undefined;
  /** Leave messages out that cannot be read, and count them. @default false */
  readonly skipBad?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many messages were read, of how many where that is known. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

/** A run taken from a topic, and what else was there. */
export interface Consumed {
  readonly tape: Tape;
  readonly start: StartMarker;
  readonly partition: number;
  readonly messages: number;
  /** Messages that were there twice, left out. */
  readonly duplicates: number;
  /** Unreadable messages left out. */
  readonly skipped: number;
  /** Other complete runs. */
  readonly stale: number;
  /** Runs without an end. */
  readonly torn: number;
  /** Messages of no run. */
  readonly unclaimed: number;
  /** Those of them without a value. */
  readonly tombstones: number;
  /** Where among them a start marker is that is none, and why; the first of each partition. */
  readonly malformed: readonly string[];
  /** Messages that were in the spool already. */
  readonly resumed: number;
}

/**
 * Takes a run from a topic. Reading ends at the run's end marker, or at what was the topic's end when it
 * began; never just because no message has come for a while.
 *
 * @throws {KafkaFailure} if there is no such run, or it is not what its producer said (`incomplete`), or
 *   nothing comes for the client's timeout (`unreachable`).
 * @throws {DataError} if an unreadable message lies between the run's, naming it.
 */
export async function consumeRun(client: KafkaClient, options: ConsumeOptions): Promise<Consumed> {
  const ranges = await partitionRanges(client, options.topic);
  const reader = new RunReader(ranges, options);
  const spooled = await openSpool(client, ranges, options, reader);
  try {
    const from = startOffsets(ranges, spooled?.next, await committedOffsets(client, options));
    if (!reader.enough()) {
      await readTopic(client, {
        topic: options.topic,
        groupId: options.groupId,
        from,
        commit: options.groupId !== undefined,
        signal: options.signal,
        waitingFor: () => reader.waitingFor(),
        onBatch: async ({ partition, messages, nextOffset }) => {
          await spooled?.spool.add(partition, messages);
          for (const message of messages) reader.take(partition, message);
          reader.reach(partition, nextOffset);
          return reader.enough();
        },
      });
    }
    const consumed = reader.finish(client, spooled?.resumed ?? 0);
    await spooled?.spool.remove();
    return consumed;
  } finally {
    spooled?.spool.close();
  }
}

async function openSpool(
  client: KafkaClient,
  ranges: readonly PartitionRange[],
  { spool: path, topic }: ConsumeOptions,
  reader: RunReader,
): Promise<{ spool: Spool; next: Map<number, bigint>; resumed: number } | undefined> {
  if (path === undefined) return undefined;
  const { clusterId } = await client.admin((admin) => admin.describeCluster(), "ask which cluster it is");
  let resumed = 0;
  const { spool, last } = await Spool.open(path, { topic, cluster: clusterId }, (partition, message) => {
    resumed++;
    reader.take(partition, message);
    reader.reach(partition, BigInt(message.offset) + 1n);
  });
  try {
    for (const [partition, message] of last) {
      const range = ranges.find((each) => each.partition === partition);
      if (await holds(client, { topic, partition, range, message, spool })) continue;
      throw new DataError(
        `holds messages that topic ${topic} has not or not any more: remove it to read the topic anew`,
        { file: path },
      );
    }
  } catch (error) {
    spool.close();
    throw error;
  }
  const next = new Map([...last].map(([partition, { offset }]) => [partition, BigInt(offset) + 1n]));
  return { spool, next, resumed };
}

/** Whether a partition still holds a message, which it does not if its topic was made anew. */
async function holds(
  client: KafkaClient,
  { topic, partition, range, message, spool }: {
    topic: string;
    partition: number;
    range: PartitionRange | undefined;
    message: StoredMessage;
    spool: Spool;
  },
): Promise<boolean> {
  const offset = BigInt(message.offset);
  if (range === undefined || offset < range.low || offset >= range.end) return false;
  let found: StoredMessage | undefined;
  await readTopic(client, {
    topic,
    from: new Map([[partition, offset]]),
    waitingFor: () => `offset ${offset}`,
    onBatch(batch) {
      if (batch.partition !== partition) return false;
      found = batch.messages.find((each) => BigInt(each.offset) >= offset);
      return true;
    },
  });
  return found !== undefined && spool.isSame(message, found);
}

async function committedOffsets(
  client: KafkaClient,
  { groupId, topic }: ConsumeOptions,
): Promise<Map<number, bigint>> {
  const committed = new Map<number, bigint>();
  if (groupId === undefined) return committed;
  const topics = await client.admin(
    async (admin) => {
      // Without it the client does not know yet which broker to ask for the group's offsets.
      await admin.fetchTopicMetadata({ topics: [topic] });
      return await admin.fetchOffsets({ groupId, topics: [topic] });
    },
    `read the offsets of group ${groupId}`,
  );
  for (const { partition, offset } of topics[0]?.partitions ?? []) {
    if (BigInt(offset) >= 0n) committed.set(partition, BigInt(offset));
  }
  return committed;
}

/**
 * Where to begin: at the group's offset, but not beyond what the spool holds, as the messages between would
 * be lost. Messages that come twice then are recognised by their run and number.
 */
function startOffsets(
  ranges: readonly PartitionRange[],
  spooled: ReadonlyMap<number, bigint> | undefined,
  committed: ReadonlyMap<number, bigint>,
): Map<number, bigint> {
  return new Map(ranges.map(({ partition, low }) => {
    const held = spooled?.get(partition) ?? low;
    const offset = committed.get(partition) ?? low;
    return [partition, offset < held ? offset : held];
  }));
}

type RunCounts = Pick<Consumed, "stale" | "torn" | "unclaimed" | "tombstones">;

/** Reads partitions side by side until the run is complete, or cannot become so. */
class RunReader {
  #options: ConsumeOptions;
  #ranges: readonly PartitionRange[];
  #collectors: Map<number, RunCollector>;
  #left: Map<number, bigint>;
  #read = 0;
  #total: number;

  constructor(ranges: readonly PartitionRange[], options: ConsumeOptions) {
    this.#options = options;
    this.#ranges = ranges;
    const wanted = ({ run_id, symbol }: StartMarker) =>
      (options.runId === undefined || run_id === options.runId) &&
      (options.symbol === undefined || symbol === options.symbol);
    this.#collectors = new Map(
      ranges.map(({ partition }) => [partition, new RunCollector(partition, wanted, options.order)]),
    );
    this.#left = new Map(
      ranges.filter(({ low, end }) => low < end).map(({ partition, end }) => [partition, end]),
    );
    this.#total = ranges.reduce((sum, { low, end }) => sum + Number(end - low), 0);
  }

  take(partition: number, message: Parameters<RunCollector["take"]>[0]): void {
    this.#collectors.get(partition)?.take(message);
    this.#read++;
  }

  /** Everything before this offset has been taken. */
  reach(partition: number, nextOffset: bigint): void {
    const end = this.#left.get(partition);
    if (end !== undefined && nextOffset >= end) this.#left.delete(partition);
    this.#options.onProgress?.(this.#read, this.#options.follow ? undefined : this.#total);
  }

  enough(): boolean {
    const { runId, follow } = this.#options;
    const complete = this.#complete();
    if (runId !== undefined && complete !== undefined) return true;
    if (this.#left.size > 0) return false;
    return !follow || (complete !== undefined && this.#open() === undefined);
  }

  /** What the reader waits for, for a message. */
  waitingFor(): string {
    const open = this.#open();
    if (open !== undefined) {
      return `the rest of run ${open.start.run_id}, which has ${open.messages} of ${open.start.messages} messages`;
    }
    return this.#left.size > 0 ? "what it holds" : "a run to begin";
  }

  #complete(): CollectedRun | undefined {
    const runs = [...this.#collectors.values()].map(({ complete }) => complete).filter((run) =>
      run !== undefined
    );
    return runs.toSorted((a, b) => a.start.started < b.start.started ? -1 : 1).at(-1);
  }

  /** The run in flight, unless a newer one is complete. */
  #open(): RunCollector["open"] {
    const newest = this.#complete()?.start.started ?? "";
    return [...this.#collectors.values()].map(({ open }) => open)
      .find((run) => run !== undefined && run.start.started > newest);
  }

  finish(client: KafkaClient, resumed: number): Consumed {
    const run = this.#complete();
    const counts = this.#close(run);
    const { topic, skipBad } = this.#options;
    if (run === undefined) throw this.#noRun(client, counts);
    const where = `run ${run.start.run_id} in topic ${topic}, partition ${run.partition}`;
    if (run.fault !== "") throw new KafkaFailure("incomplete", `${where} is damaged: ${run.fault}`);
    const unreadable = run.unreadable[0];
    if (unreadable !== undefined && !skipBad) {
      const file = `topic ${topic}, partition ${run.partition}, offset ${unreadable.offset}`;
      throw new DataError(`${unreadable.reason} (--skip-bad leaves such messages out)`, { file });
    }
    return {
      tape: run.tape,
      start: run.start,
      partition: run.partition,
      messages: run.messages,
      skipped: run.unreadable.length,
      resumed,
      malformed: this.#malformed(),
      ...counts,
      duplicates: run.duplicates,
    };
  }

  #malformed(): string[] {
    return [...this.#collectors].flatMap(([partition, { malformed }]) =>
      malformed === undefined ? [] : [
        `topic ${this.#options.topic}, partition ${partition}, offset ${malformed.offset}: ${malformed.reason}`,
      ]
    );
  }

  #close(run: CollectedRun | undefined): RunCounts {
    const counts = { stale: 0, torn: 0, unclaimed: 0, tombstones: 0 };
    for (const collector of this.#collectors.values()) {
      collector.close();
      counts.stale += collector.counts.stale +
        (collector.complete !== undefined && collector.complete !== run ? 1 : 0);
      counts.torn += collector.counts.torn;
      counts.unclaimed += collector.counts.unclaimed;
      counts.tombstones += collector.counts.tombstones;
    }
    return counts;
  }

  #noRun(client: KafkaClient, { torn, stale, unclaimed, tombstones }: RunCounts): KafkaFailure {
    const { topic, runId } = this.#options;
    const held = this.#ranges.reduce((sum, { low, end }) => sum + Number(end - low), 0);
    const what = runId === undefined ? "no complete run" : `no complete run ${runId}`;
    const tornToo = torn === 0
      ? ""
      : `, ${torn} torn (sorlab produce --resume, or --follow while it is sent)`;
    const gone = held > 0 && this.#read === 0 ? ", all of aborted transactions, or deleted" : "";
    const others = unclaimed - tombstones;
    const foreign = others > 0 && torn === 0 && stale === 0
      ? `, ${others} of them not sorlab's (--foreign reads another producer's)`
      : "";
    const empty = tombstones > 0 ? `, ${tombstones} tombstones` : "";
    return new KafkaFailure(
      "incomplete",
      `topic ${topic} at ${client.brokers} holds ${what}: ${held} messages${tornToo}${gone}${foreign}${empty}`,
    );
  }
}
