/**
 * The messages that a replay is made of: one event of a tape each, JSON.
 *
 * ```json
 * {"ts_event":"2024-08-01T13:39:38.644819587Z","records":[{"publisher_id":2,"ask_px":224.3,"ask_sz":600,
 *   "bid_px":224.28,"bid_sz":900,"ts_recv":"2024-08-01T13:39:38.644984552Z","action":"A","side":"B",
 *   "price":224.28,"size":100,"flags":130}]}
 * ```
 *
 * The first five keys of a record are those of every published producer; the others say the rest of the
 * row, and are left out where they say nothing. Prices are decimal text of the exact number of 1e-9 dollars.
 *
 * @module
 */

import { DataError } from "../market/data_error.ts";
import { NO_PRICE } from "../market/price.ts";
import { ACTION_MODIFY, SIDE_NONE, type Tape, type TapeBuilder, type TapeColumns } from "../market/tape.ts";
import { NS_PER_DAY } from "../market/time.ts";
import { meaning, parseCount, parsePrice, parseTime, timeForm } from "./csv/fields.ts";
import type { TimeUnit } from "./time_unit.ts";
import { JsonWriter } from "./snapshot_codec/json_writer.ts";
import { JsonScanner } from "./snapshot_codec/json_scanner.ts";

/** Changes when a message no longer means what it did; every message carries it in a header. */
export const CODEC_VERSION = "1";

/**
 * Encodes events of one tape. The same rows give the same bytes.
 *
 * @example
 * ```ts
 * import { generateTape } from "./generated.ts";
 * import { TapeBuilder } from "../market/tape.ts";
 * import { SnapshotDecoder, SnapshotEncoder } from "./snapshot_codec.ts";
 * import { assertEquals } from "@std/assert";
 * const tape = generateTape({ durationSeconds: 1 });
 * const builder = new TapeBuilder();
 * new SnapshotDecoder(builder, { originNs: tape.originNs }).append(new SnapshotEncoder(tape).encode(0, 3));
 * assertEquals(builder.columns.askPx.slice(0, 3), tape.columns.askPx.slice(0, 3));
 * ```
 */
export class SnapshotEncoder {
  #tape: Tape;
  #writer: JsonWriter;

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#writer = new JsonWriter(tape.originNs);
  }

  /** The message of rows `[from, to)`; the bytes stay as they are. */
  encode(from: number, to: number): Uint8Array<ArrayBuffer> {
    const writer = this.#writer;
    const { tsEventNs } = this.#tape.columns;
    // The event happened when its last row did.
    const nowNs = tsEventNs[to - 1]!;
    writer.begin(to - from);
    writer.text('{"ts_event":"');
    writer.time(nowNs);
    for (let row = from; row < to; row++) {
      writer.text(row === from ? '","records":[' : ",");
      this.#encodeRow(row, nowNs);
    }
    writer.text("]}");
    return writer.end();
  }

  #encodeRow(row: number, nowNs: number): void {
    const writer = this.#writer;
    const { columns } = this.#tape;
    const eventNs = columns.tsEventNs[row]!;
    if (eventNs === nowNs) {
      writer.text('{"publisher_id":');
    } else {
      writer.text('{"ts_event":"');
      writer.time(eventNs);
      writer.text('","publisher_id":');
    }
    writer.count(columns.publisher[row]!);
    writer.text(',"ask_px":');
    writer.price(columns.askPx[row]!);
    writer.text(',"ask_sz":');
    writer.count(columns.askSz[row]!);
    writer.text(',"bid_px":');
    writer.price(columns.bidPx[row]!);
    writer.text(',"bid_sz":');
    writer.count(columns.bidSz[row]!);
    this.#encodeRest(row);
    writer.text("}");
  }

  #encodeRest(row: number): void {
    const writer = this.#writer;
    const { tsRecvNs, action, side, price, size, flags } = this.#tape.columns;
    const recvNs = tsRecvNs[row]!;
    if (recvNs === recvNs) {
      writer.text(',"ts_recv":"');
      writer.time(recvNs);
      writer.text('"');
    }
    if (action[row] !== ACTION_MODIFY) {
      writer.text(',"action":"');
      writer.letter(action[row]!);
      writer.text('"');
    }
    if (side[row] !== SIDE_NONE) {
      writer.text(',"side":"');
      writer.letter(side[row]!);
      writer.text('"');
    }
    const units = price[row]!;
    if (units === units) {
      writer.text(',"price":');
      writer.price(units);
    }
    if (size[row] !== 0) {
      writer.text(',"size":');
      writer.count(size[row]!);
    }
    if (flags[row] !== 0) {
      writer.text(',"flags":');
      writer.count(flags[row]!);
    }
  }
}

/** Where a decoder counts time from, and whose messages it reads. */
interface SnapshotDecoderOptions {
  /** A midnight, UTC, ns; without it, that of the first message. */
  readonly originNs?: bigint | undefined;
  /**
   * Messages are of somebody else's producer: a price or size of 0, or without the other, is no quote. They
   * have no flags, so an event is what happened at one time.
   *
   * @default false
   */
  readonly foreign?: boolean | undefined;
  /** What times count that are numbers; without it nanoseconds, and another unit is an error. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** Decodes messages into rows of a tape under construction. */
export class SnapshotDecoder {
  #builder: TapeBuilder;
  #originNs: bigint | undefined;
  #foreign: boolean;
  #timeUnit: TimeUnit | undefined;
  #scanner: JsonScanner | undefined;
  #text = new TextDecoder("utf-8", { fatal: true });

  constructor(builder: TapeBuilder, { originNs, foreign = false, timeUnit }: SnapshotDecoderOptions = {}) {
    this.#builder = builder;
    this.#foreign = foreign;
    this.#timeUnit = timeUnit;
    if (originNs !== undefined) this.#anchor(originNs);
  }

  /** Midnight that the rows' times count from; `undefined` before the first message. */
  get originNs(): bigint | undefined {
    return this.#originNs;
  }

  /**
   * Appends the rows of a message.
   *
   * @param message as it was sent, or an object of the same keys, whose numbers may be text.
   * @throws {DataError} if it cannot be read; no row was appended then.
   */
  append(message: Uint8Array | object): void {
    const rows = this.#builder.length;
    // A message of our own is read in place; any other JSON of the same meaning takes the slow way.
    if (!this.#foreign && message instanceof Uint8Array && this.#scanner?.appendRows(message)) return;
    this.#takeBack(rows);
    try {
      this.#appendJson(message);
    } catch (error) {
      this.#takeBack(rows);
      if (!(error instanceof DataError)) throw error;
      throw new DataError(`not a snapshot message: ${error.reason}`, {}, { cause: error });
    }
  }

  /**
   * Takes of a message that cannot be read what can: a record that cannot, but says whose it is and when, has its
   * venue show nothing from then on.
   *
   * @returns how many did.
   */
  withdraw(message: Uint8Array | object): number {
    if (this.#originNs === undefined) return 0;
    let value: Json;
    try {
      value = Object(this.#parse(message)) as Json;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return 0;
    }
    const records = value["records"] ?? value["snapshot"];
    if (!Array.isArray(records)) return 0;
    return records.filter((record) => this.#withdrawRecord(Object(record) as Json, value)).length;
  }

  #withdrawRecord(record: Json, message: Json): boolean {
    const { ts_event, publisher_id } = record;
    const attempts: Json[] = [record, { ts_event: ts_event ?? message["ts_event"], publisher_id }];
    for (const [attempt, json] of attempts.entries()) {
      const rows = this.#builder.length;
      try {
        this.#appendRecord(json, message);
        return attempt > 0;
      } catch (error) {
        this.#takeBack(rows);
        if (!(error instanceof DataError)) throw error;
      }
    }
    return false;
  }

  #takeBack(rows: number): void {
    while (this.#builder.length > rows) this.#builder.undo();
  }

  #anchor(originNs: bigint): void {
    this.#originNs = originNs;
    this.#scanner = new JsonScanner(this.#builder, originNs);
  }

  #appendJson(message: Uint8Array | object): void {
    const value = Object(this.#parse(message)) as Json;
    const records = value["records"] ?? value["snapshot"];
    if (!Array.isArray(records) || records.length === 0) throw new DataError('no "records"');
    for (const record of records) this.#appendRecord(Object(record) as Json, value);
  }

  #parse(message: Uint8Array | object): unknown {
    if (!(message instanceof Uint8Array)) return message;
    try {
      return parseExactly(this.#text.decode(message));
    } catch (error) {
      // Not UTF-8, no JSON, or so deep that the parser runs out of stack: all of it is the message's fault.
      throw new DataError((error as Error).message, {}, { cause: error });
    }
  }

  #appendRecord(record: Json, message: Json): void {
    const builder = this.#builder;
    const time = this.#time(record, "ts_event") ?? this.#time(message, "ts_event");
    if (time === null) throw new DataError('no "ts_event"');
    if (this.#originNs === undefined) this.#anchor(time - time % BigInt(NS_PER_DAY));
    const row = builder.next();
    const { columns } = builder;
    columns.tsEventNs[row] = this.#offset(time);
    const received = this.#time(record, "ts_recv");
    if (received !== null) columns.tsRecvNs[row] = this.#offset(received);
    columns.publisher[row] = count(record, "publisher_id", 0xffff) ?? missing("publisher_id");
    columns.askPx[row] = this.#price(pick(record, "ask_px", "ask_px_00"));
    columns.bidPx[row] = this.#price(pick(record, "bid_px", "bid_px_00"));
    columns.askSz[row] = count(record, "ask_sz", MAX_SIZE) ?? count(record, "ask_sz_00", MAX_SIZE) ?? 0;
    columns.bidSz[row] = count(record, "bid_sz", MAX_SIZE) ?? count(record, "bid_sz_00", MAX_SIZE) ?? 0;
    columns.price[row] = this.#price(record["price"]);
    columns.size[row] = count(record, "size", MAX_SIZE) ?? 0;
    columns.flags[row] = count(record, "flags", 0xff) ?? 0;
    columns.action[row] = letter(record, "action", "ACMRTFN") ?? ACTION_MODIFY;
    columns.side[row] = letter(record, "side", "ABN") ?? SIDE_NONE;
    if (this.#foreign) dropHalfQuotes(columns, row);
  }

  #time(of: Json, key: string): bigint | null {
    const given = of[key];
    if (given === undefined || given === null) return null;
    return parseTime(String(given), timeForm(String(given)), this.#timeUnit);
  }

  #price(given: unknown): number {
    const units = price(given);
    // In sorlab's own messages a missing price is null, so that a 0 is a price of 0.
    return !this.#foreign && Number.isNaN(units) && Number(given ?? NaN) === 0 ? 0 : units;
  }

  #offset(ns: bigint): number {
    const offsetNs = Number(ns - this.#originNs!);
    if (!Number.isSafeInteger(offsetNs)) throw new DataError("a time more than 104 days from the first");
    return offsetNs;
  }
}

type Json = Record<string, unknown>;

const MAX_SIZE = 0xffffffff;

/** Numbers stay as they are written: a double holds neither every price nor a time in nanoseconds. */
function parseExactly(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" ? new Written(context?.source ?? String(value)) : value;
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

class Written {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }
}

function pick(record: Json, ...keys: string[]): unknown {
  return keys.map((key) => record[key]).find((value) => value !== undefined);
}

function price(given: unknown): number {
  if (given === undefined || given === null) return NO_PRICE;
  return parsePrice(String(given), "pretty");
}

function count(record: Json, key: string, max: number): number | undefined {
  const given = record[key];
  if (given === undefined || given === null || meaning(String(given)) === "") return undefined;
  try {
    return parseCount(String(given), max);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`"${key}" is ${given}: ${error.reason}`, { value: String(given) });
  }
}

function missing(key: string): never {
  throw new DataError(`no "${key}"`);
}

function letter(record: Json, key: string, letters: string): number | undefined {
  const given = record[key];
  if (given === undefined || given === null) return undefined;
  const text = String(given);
  if (text.length === 1 && letters.includes(text)) return text.charCodeAt(0);
  throw new DataError(`"${key}" is ${JSON.stringify(text)}: not one of ${[...letters].join(", ")}`);
}

function dropHalfQuotes(columns: { -readonly [K in keyof TapeColumns]: TapeColumns[K] }, row: number): void {
  if (columns.bidSz[row] === 0) columns.bidPx[row] = NO_PRICE;
  else if (Number.isNaN(columns.bidPx[row])) columns.bidSz[row] = 0;
  if (columns.askSz[row] === 0) columns.askPx[row] = NO_PRICE;
  else if (Number.isNaN(columns.askPx[row])) columns.askSz[row] = 0;
}
