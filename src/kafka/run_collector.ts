/** The runs of a partition, put together message by message. @module */

import { DataError } from "../market/data_error.ts";
import { tapeDigest } from "../market/digest.ts";
import { notesOf } from "../market/tape_notes.ts";
import { type Tape, TapeBuilder, type TapeColumns, type TapeOrder } from "../market/tape.ts";
import { CODEC_VERSION, SnapshotDecoder } from "../source/snapshot_codec.ts";
import { MessageDigest } from "./message_digest.ts";
import { type EndMarker, envelopeOf, parseEnd, parseStart, type StartMarker } from "./replay_messages.ts";
import type { StoredMessage } from "./read_topic.ts";

/** A run that has begun, and how far it has come. */
interface OpenRun {
  readonly start: StartMarker;
  readonly partition: number;
  /** Messages so far, in order and without a gap. */
  readonly messages: number;
}

/** A run under construction. */
interface GrowingRun extends OpenRun {
  /** What is wrong with it so far; empty where nothing is. */
  readonly fault: string;
  /** Its rows so far, as they were sent: where they are, and stay until the run's end. */
  rows(): TapeColumns;
}

/** A run with an end marker. */
export interface CollectedRun extends OpenRun {
  readonly tape: Tape;
  /** What is wrong with it; empty where it is what its producer said. */
  readonly fault: string;
  /** Messages that came again, left out. */
  readonly duplicates: number;
  /** Messages between the run's that belong to no run and cannot be read. */
  readonly unreadable: readonly UnreadableMessage[];
}

/** A message that cannot be read: where it lies, and why. */
interface UnreadableMessage {
  readonly offset: string;
  readonly reason: string;
}

/** Which runs are wanted: of those that are complete, the newest. */
export interface WantedRuns {
  /** One alone. */
  readonly runId?: string | undefined;
  /** Those of an instrument. */
  readonly symbol?: string | undefined;
}

/** Tells by its start marker whether a run is wanted. */
export function wanted({ runId, symbol }: WantedRuns): (start: StartMarker) => boolean {
  return (start) =>
    (runId === undefined || start.run_id === runId) && (symbol === undefined || start.symbol === symbol);
}

/** The run that began last; `undefined` of none. */
export function newest<Run extends { readonly start: StartMarker }>(runs: readonly Run[]): Run | undefined {
  return runs.toSorted((a, b) => a.start.started < b.start.started ? -1 : 1).at(-1);
}

/** What a collector met that is not in the run it hands out. */
interface CollectorCounts {
  /** Complete runs, but older or not asked for. */
  stale: number;
  /** Runs without an end. */
  torn: number;
  /** Messages of no run, or of a run whose beginning is not in the topic any more. */
  unclaimed: number;
  /** Those of them without a value, which delete in a compacted topic. */
  tombstones: number;
  /** Messages of the runs kept that came again, left out. */
  duplicates: number;
}

/**
 * Puts the runs of one partition together, message by message, and keeps the newest complete one. At any
 * moment it holds that one's tape and the one under construction, nothing else.
 */
export class RunCollector {
  readonly counts: CollectorCounts = {
    stale: 0,
    torn: 0,
    unclaimed: 0,
    tombstones: 0,
    duplicates: 0,
  };
  /** The first start marker that is none, which counts as unclaimed. */
  malformed: UnreadableMessage | undefined;
  /** The newest complete run so far. */
  complete: CollectedRun | undefined;
  #partition: number;
  #wanted: (start: StartMarker) => boolean;
  #order: TapeOrder | undefined;
  #open: RunBuilder | undefined;

  /**
   * @param wanted says of a run whether it may be the one.
   * @param order of the rows of its tape.
   */
  constructor(partition: number, wanted: (start: StartMarker) => boolean, order?: TapeOrder) {
    this.#partition = partition;
    this.#wanted = wanted;
    this.#order = order;
  }

  /** The run under construction. */
  get open(): GrowingRun | undefined {
    return this.#open;
  }

  /** Takes the next message of the partition. */
  take(message: StoredMessage): void {
    const envelope = envelopeOf(message.headers);
    const open = this.#open;
    if (envelope === undefined) {
      this.counts.unclaimed++;
      if (message.value === null) this.counts.tombstones++;
      else open?.meet(message.value, message.offset);
    } else if (envelope.kind === "start") {
      this.#begin(message, envelope.runId);
    } else if (open === undefined || open.start.run_id !== envelope.runId) {
      // It is not of the run under construction; nor, if one is complete, a repeated message of that.
      if (envelope.kind === "data" && this.complete?.start.run_id !== envelope.runId) this.counts.unclaimed++;
    } else if (envelope.kind === "data") {
      if (!open.append(envelope.sequence, message)) this.counts.duplicates++;
    } else {
      this.#finish(open, message);
    }
  }

  #begin(message: StoredMessage, runId: string): void {
    // Sent twice, or read twice after a crash.
    if (this.#open?.start.run_id === runId || this.complete?.start.run_id === runId) return;
    if (this.#open !== undefined) this.counts.torn++;
    this.#open = undefined;
    let start: StartMarker;
    try {
      start = parseStart(message.value);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.counts.unclaimed++;
      this.malformed ??= { offset: message.offset, reason: error.message };
      return;
    }
    if (this.#wanted(start)) this.#open = new RunBuilder(start, this.#partition);
    else this.counts.stale++;
  }

  #finish(open: RunBuilder, message: StoredMessage): void {
    if (this.complete !== undefined) this.counts.stale++;
    this.#open = undefined;
    this.complete = open.finish(message, this.#order);
  }

  /** Ends the collection: a run that has no end yet is torn. */
  close(): void {
    if (this.#open !== undefined) this.counts.torn++;
    this.#open = undefined;
  }
}

const MOST_ROWS_RESERVED = 1 << 20;

/** A run's tape under construction. */
class RunBuilder implements GrowingRun {
  readonly start: StartMarker;
  readonly partition: number;
  #builder: TapeBuilder;
  #decoder: SnapshotDecoder;
  #digest = new MessageDigest();
  #messages = 0;
  #duplicates = 0;
  #fault = "";
  #unreadable: UnreadableMessage[] = [];

  constructor(start: StartMarker, partition: number) {
    this.start = start;
    this.partition = partition;
    // The number of rows is only a hint: anybody may have written that message.
    this.#builder = new TapeBuilder(Math.min(Number(start.rows) || 0, MOST_ROWS_RESERVED));
    this.#decoder = new SnapshotDecoder(this.#builder, { originNs: BigInt(start.origin_ns) });
    if (start.codec !== CODEC_VERSION) {
      this.#fault = `its messages are of version ${start.codec}, and this sorlab reads ${CODEC_VERSION}`;
    }
  }

  get messages(): number {
    return this.#messages;
  }

  get fault(): string {
    return this.#fault;
  }

  rows(): TapeColumns {
    return this.#builder.rows();
  }

  /** Takes a message of the run; false if it was there already. */
  append(sequence: number, { value, offset }: StoredMessage): boolean {
    if (sequence < this.#messages) {
      this.#duplicates++;
      return false;
    }
    if (this.#fault !== "") return true;
    if (sequence > this.#messages || value === null) {
      this.#fault = `message ${this.#messages} is missing before offset ${offset}`;
      return true;
    }
    try {
      this.#decoder.append(value);
      this.#digest.update(value);
      this.#messages++;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.#fault = `message ${sequence} at offset ${offset} cannot be read: ${error.message}`;
    }
    return true;
  }

  /**
   * Meets a message that belongs to no run. A snapshot of another producer may lie in the same topic; what
   * cannot be read at all is noted, since it may have been a message of this run.
   */
  meet(value: Uint8Array, offset: string): void {
    try {
      new SnapshotDecoder(new TapeBuilder(1), { foreign: true }).append(value);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.#unreadable.push({ offset, reason: error.message });
    }
  }

  finish(message: StoredMessage, order: TapeOrder | undefined): CollectedRun {
    const { start } = this;
    const tape = this.#builder.finish({
      originNs: BigInt(start.origin_ns),
      symbol: start.symbol,
      skippedRows: start.skipped_rows,
      // The run itself is whole: no venue's quote is lost, so that none is withdrawn.
      notes: notesOf({ ...Object(start.notes), skipped_messages: this.#unreadable.length }),
      order,
    });
    return {
      start,
      partition: this.partition,
      messages: this.#messages,
      tape,
      fault: this.#fault || this.#compare(message, tape),
      duplicates: this.#duplicates,
      unreadable: this.#unreadable,
    };
  }

  #compare({ value }: StoredMessage, tape: Tape): string {
    let end: EndMarker;
    try {
      end = parseEnd(value);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return "its end marker cannot be read";
    }
    const { messages, tape_digest } = this.start;
    if (end.messages !== messages || this.#messages !== messages) {
      return `it has ${this.#messages} messages, its start says ${messages}, its end ${end.messages}`;
    }
    if (this.#digest.finish() !== end.digest) {
      return "the digest of its messages differs from its end marker's";
    }
    if (tapeDigest(tape, "event") !== tape_digest) {
      return "the digest of its tape differs from its start marker's";
    }
    return "";
  }
}
