/** Partitions read side by side until a run is complete, or cannot become so. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape, TapeOrder } from "../market/tape.ts";
import type { KafkaClient } from "./client.ts";
import { KafkaFailure } from "./failure.ts";
import type { StoredMessage } from "./read_topic.ts";
import type { StartMarker } from "./replay_messages.ts";
import { type CollectedRun, newest, RunCollector, wanted, type WantedRuns } from "./run_collector.ts";
import type { PartitionRange } from "./topic.ts";

/** Which run to read, and how. */
export interface ReaderOptions extends WantedRuns {
  readonly topic: string;
  /** Wait for the end of a run in flight, or for a run to begin where there is none. @default false */
  readonly follow?: boolean | undefined;
  /** Order of the tape's rows; as they were sent, which is by event time, where it is absent. */
  readonly order?: TapeOrder | undefined;
  /** Leave messages out that cannot be read, and count them. @default false */
  readonly skipBad?: boolean | undefined;
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

type RunCounts = Pick<Consumed, "stale" | "torn" | "unclaimed" | "tombstones">;

/** Reads partitions side by side until the run is complete, or cannot become so. */
export class RunReader {
  #options: ReaderOptions;
  #ranges: readonly PartitionRange[];
  #collectors: Map<number, RunCollector>;
  #left: Map<number, bigint>;
  #read = 0;
  #total: number;

  constructor(ranges: readonly PartitionRange[], options: ReaderOptions) {
    this.#options = options;
    this.#ranges = ranges;
    this.#collectors = new Map(
      ranges.map(({ partition }) => [partition, new RunCollector(partition, wanted(options), options.order)]),
    );
    this.#left = new Map(
      ranges.filter(({ low, end }) => low < end).map(({ partition, end }) => [partition, end]),
    );
    this.#total = ranges.reduce((sum, { low, end }) => sum + Number(end - low), 0);
  }

  take(partition: number, message: StoredMessage): void {
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
    return newest([...this.#collectors.values()].flatMap(({ complete }) => complete ?? []));
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
