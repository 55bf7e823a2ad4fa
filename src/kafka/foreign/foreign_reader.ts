/** Messages of another producer, as rows of a tape. @module */

import { DataError } from "../../market/data_error.ts";
import { FLAG_BAD_TS_RECV, FLAG_MAYBE_BAD_BOOK, TapeBuilder } from "../../market/tape.ts";
import { SnapshotDecoder } from "../../source/snapshot_codec.ts";
import { type TimeUnit, unitOfFraction } from "../../source/time_unit.ts";
import type { Field } from "./fields.ts";
import { parseLeniently } from "./lenient_json.ts";
import type { ForeignMap } from "./map.ts";
import type { FoundFields } from "./record.ts";
import { recognise, recordsOf, type Shape } from "./shape.ts";
import { publisherNamed } from "./venue_names.ts";

/** How to read such messages. */
export interface ForeignOptions {
  /** What the user says of them. @default {} */
  readonly map?: ForeignMap | undefined;
  /** The instrument, where the messages tell of several. */
  readonly symbol?: string | undefined;
  /** What times count that are numbers; without it nanoseconds, and another unit is an error. */
  readonly timeUnit?: TimeUnit | undefined;
  /** Keep rows that are flagged as of a book that may be wrong. @default false */
  readonly keepBadBooks?: boolean | undefined;
}

/** What the messages of a topic have in common, found while its partitions are read. */
export class ForeignTopic {
  readonly options: ForeignOptions;
  /** Set by the first message whose shape is known. */
  shape: Shape | undefined;
  /** Records by the instrument that they name. */
  readonly symbols: Map<string, number> = new Map();
  badBooks = 0;
  badReceipts = 0;
  /** Times that are of the day alone, which had to be guessed. */
  daylessTimes = 0;

  constructor(options: ForeignOptions) {
    this.options = options;
  }

  /**
   * The instrument that was read: the one asked for, or the only one.
   *
   * @throws {DataError} if there are others than it, or several.
   */
  symbolRead(): string {
    const { symbol } = this.options;
    const listed = [...this.symbols].map(([name, count]) => `${name} (${count})`).slice(0, MOST_LISTED).join(
      ", ",
    );
    if (symbol !== undefined) {
      if (this.symbols.size === 0 || this.symbols.has(symbol)) return symbol;
      throw new DataError(`no message is of symbol ${JSON.stringify(symbol)}; they are of: ${listed}`);
    }
    if (this.symbols.size > 1) {
      throw new DataError(
        `its messages are of ${this.symbols.size} symbols; choose one with --symbol: ${listed}`,
      );
    }
    return [...this.symbols.keys()][0] ?? "";
  }
}

const MOST_LISTED = 20;
const EPOCH_DAY = "1970-01-01";
const TIME_OF_DAY = /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?/;
/** Kept where they are what Databento means by them; other producers use the names for other things. */
const LETTERS = { action: /^[ACMRTFN]$/, side: /^[ABN]$/ } as const;
const QUOTE: readonly Field[] = ["ts_recv", "ask_px", "ask_sz", "bid_px", "bid_sz"];

/** Reads the messages of one partition. */
export class ForeignReader {
  readonly builder: TapeBuilder = new TapeBuilder();
  #topic: ForeignTopic;
  #decoder: SnapshotDecoder;

  constructor(topic: ForeignTopic) {
    this.#topic = topic;
    this.#decoder = new SnapshotDecoder(this.builder, { foreign: true, timeUnit: topic.options.timeUnit });
  }

  /** Midnight that the rows' times count from; `undefined` before the first row. */
  get originNs(): bigint | undefined {
    return this.#decoder.originNs;
  }

  /**
   * Appends the rows of a message.
   *
   * @returns the bare `NaN` and `Infinity` in it, which are no quote.
   * @throws {DataError} if it cannot be read; no row was appended then.
   */
  append(message: Uint8Array): readonly string[] {
    const { value, noNumbers } = parseLeniently(message);
    const shape = this.#topic.shape ??= recognise(value, this.#topic.options.map ?? {});
    const records = this.#records(value, shape, { counts: true });
    if (records.length > 0) this.#decoder.append({ records });
    return noNumbers;
  }

  /**
   * Takes of a message that cannot be read what can, as {@linkcode SnapshotDecoder.withdraw} does.
   *
   * @returns how many venues show nothing from then on.
   */
  withdraw(message: Uint8Array): number {
    const { shape } = this.#topic;
    if (shape === undefined) return 0;
    try {
      const records = this.#records(parseLeniently(message).value, shape, { counts: false });
      return this.#decoder.withdraw({ records });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return 0;
    }
  }

  /** A message's records of the instrument wanted, by sorlab's own names. */
  #records(value: unknown, shape: Shape, { counts }: { counts: boolean }): Record<string, unknown>[] {
    const { symbol } = this.#topic.options;
    const kept: Record<string, unknown>[] = [];
    for (const fields of recordsOf(value, shape)) {
      const name = textOf(fields, "symbol");
      if (name !== undefined) {
        if (counts) this.#topic.symbols.set(name, (this.#topic.symbols.get(name) ?? 0) + 1);
        if (symbol !== undefined && name !== symbol) continue;
      }
      const record = this.#record(fields, shape.map);
      if (this.#obeysFlags(record, fields)) kept.push(record);
    }
    return kept;
  }

  #record(fields: FoundFields, map: ForeignMap): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (const name of QUOTE) {
      if (fields[name] !== undefined) record[name] = fields[name].value;
    }
    const time = textOf(fields, "ts_event");
    if (time !== undefined) record["ts_event"] = this.#dated(time, map.date);
    const venue = textOf(fields, "publisher_id");
    if (venue !== undefined) record["publisher_id"] = publisherNamed(venue, map.venues);
    for (const name of ["action", "side"] as const) {
      const letter = textOf(fields, name);
      if (letter !== undefined && LETTERS[name].test(letter)) record[name] = letter;
    }
    if (record["action"] === undefined) return record;
    for (const name of ["price", "size"] as const) {
      if (fields[name] !== undefined) record[name] = fields[name].value;
    }
    return record;
  }

  #dated(time: string, date: string | undefined): string {
    const unit = this.#topic.options.timeUnit === undefined ? unitOfFraction(time) : undefined;
    if (unit !== undefined) {
      throw new DataError(
        `the time ${time} counts no nanoseconds, which have no fraction: use --time-unit ${unit}`,
      );
    }
    if (!TIME_OF_DAY.test(time)) return time;
    if (date === undefined) this.#topic.daylessTimes++;
    return `${date ?? EPOCH_DAY}T${time}`;
  }

  /** Does what flags say about a record's quality; false if it has to go. */
  #obeysFlags(record: Record<string, unknown>, fields: FoundFields): boolean {
    const text = textOf(fields, "flags") ?? "";
    if (!/^\d{1,3}$/.test(text) || Number(text) > 0xff) return true;
    const flags = Number(text);
    record["flags"] = flags;
    if ((flags & FLAG_MAYBE_BAD_BOOK) !== 0 && this.#topic.options.keepBadBooks !== true) {
      this.#topic.badBooks++;
      return false;
    }
    if ((flags & FLAG_BAD_TS_RECV) !== 0 && record["ts_recv"] !== undefined) {
      this.#topic.badReceipts++;
      delete record["ts_recv"];
    }
    return true;
  }
}

function textOf(fields: FoundFields, field: Field): string | undefined {
  const value = fields[field]?.value;
  return value === undefined || value === null || value === "" ? undefined : String(value);
}
