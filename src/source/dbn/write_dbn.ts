/** A tape written as DBN. @module */

import { hasPrice } from "../../market/price.ts";
import type { Tape } from "../../market/tape.ts";
import { bidBelow, sizeAt } from "../made_up_levels.ts";
import { TapeFacts } from "../tape_facts.ts";
import { INSTRUMENT_ID, LITTLE_ENDIAN, NEWEST_VERSION, PRELUDE_BYTES, RAW_SYMBOL } from "./metadata.ts";
import { schemaNumber } from "./schemas.ts";

/** Schemas that a tape can be written in. */
export type DbnLayout = "mbp-1" | "mbp-10" | "bbo-1s" | "bbo-1m";

/** How {@linkcode databentoDbn} writes. */
interface DatabentoDbnOptions {
  readonly layout: DbnLayout;
  /** Distance of the levels that mbp-10 has beyond the first, 1e-9 dollars. @default 1e7 */
  readonly tick?: number | undefined;
  /** Rows written before these: behind any, there is no metadata. @default 0 */
  readonly rowsBefore?: number | undefined;
  /** Of all rows, if there are others than these. */
  readonly facts?: TapeFacts | undefined;
  /** A chunk ends with the record that brings it to so many bytes. @default 131072 */
  readonly chunkBytes?: number | undefined;
}

const HEAD_BYTES = 48;
const LEVEL_BYTES = 32;
const SYMBOL_BYTES = 71;
const DATASET_BYTES = 16;
const RESERVED_BYTES = 53;
/** Of the metadata, up to the lists. */
const FIXED_BYTES = DATASET_BYTES + 2 + 3 * 8 + 3 + 2 + RESERVED_BYTES + 4;
const METADATA_ALIGNMENT = 8;
/** The instrument's id, since a tape knows none. */
const WRITTEN_ID = 1;
const NULL_PRICE = 2n ** 63n - 1n;
const NS_PER_DAY = 86_400_000_000_000n;
const NS_PER_MS = 1_000_000n;

const encoder = new TextEncoder();

const NULL_TIME = 2n ** 64n - 1n;

const FORMS = {
  "mbp-1": { rtype: 1, levels: 1, isSampled: false },
  "mbp-10": { rtype: 10, levels: 10, isSampled: false },
  "bbo-1s": { rtype: 195, levels: 1, isSampled: true },
  "bbo-1m": { rtype: 196, levels: 1, isSampled: true },
} as const;

/**
 * The tape as DBN of version 3, a chunk at a time: the same rows, and the same made-up fields, as
 * `databentoCsv` writes, so that the official decoder makes the same CSV of it. Of quotes sampled by the second or the
 * minute (bbo) the venue's own time, action and sequence are not known.
 *
 * @throws {RangeError} when the first chunk is asked for, if the symbol does not fit its 70 bytes.
 *
 * @example
 * ```ts
 * import { databentoDbn } from "./write_dbn.ts";
 * import { generateTape } from "../generated.ts";
 * import { assertEquals } from "@std/assert";
 * const tape = generateTape({ durationSeconds: 1 });
 * const bytes = [...databentoDbn(tape, { layout: "mbp-1" })].reduce((sum, chunk) => sum + chunk.length, 0);
 * assertEquals(bytes, 360 + 80 * tape.length);
 * ```
 */
export function* databentoDbn(tape: Tape, options: DatabentoDbnOptions): Generator<Uint8Array<ArrayBuffer>> {
  const { layout, tick = 1e7, rowsBefore = 0, chunkBytes = 1 << 17 } = options;
  if (rowsBefore === 0) yield metadataOf(options.facts ?? new TapeFacts().add(tape), layout);
  const recordBytes = HEAD_BYTES + FORMS[layout].levels * LEVEL_BYTES;
  const rowsAChunk = Math.max(1, Math.ceil(chunkBytes / recordBytes));
  for (let from = 0; from < tape.length; from += rowsAChunk) {
    const to = Math.min(tape.length, from + rowsAChunk);
    const chunk = new Uint8Array((to - from) * recordBytes);
    const writer = new RecordWriter(tape, { layout, tick, rowsBefore }, new DataView(chunk.buffer));
    for (let row = from; row < to; row++) writer.write(row, (row - from) * recordBytes, recordBytes);
    yield chunk;
  }
}

/** Puts rows into records. */
class RecordWriter {
  #tape: Tape;
  #form: (typeof FORMS)[DbnLayout];
  #tick: number;
  #rowsBefore: number;
  #view: DataView;

  constructor(
    tape: Tape,
    { layout, tick, rowsBefore }: { layout: DbnLayout; tick: number; rowsBefore: number },
    view: DataView,
  ) {
    this.#tape = tape;
    this.#form = FORMS[layout];
    this.#tick = tick;
    this.#rowsBefore = rowsBefore;
    this.#view = view;
  }

  write(row: number, at: number, recordBytes: number): void {
    const view = this.#view;
    const { columns, originNs } = this.#tape;
    const { rtype, levels, isSampled } = this.#form;
    const eventNs = columns.tsEventNs[row]!;
    const recvNs = columns.tsRecvNs[row]!;
    const isReceived = !Number.isNaN(recvNs);
    view.setUint8(at, recordBytes >> 2);
    view.setUint8(at + 1, rtype);
    view.setUint16(at + 2, columns.publisher[row]!, LITTLE_ENDIAN);
    view.setUint32(at + 4, WRITTEN_ID, LITTLE_ENDIAN);
    view.setBigUint64(at + 8, originNs + BigInt(eventNs), LITTLE_ENDIAN);
    this.#price(at + 16, columns.price[row]!);
    view.setUint32(at + 24, columns.size[row]!, LITTLE_ENDIAN);
    view.setUint8(at + 28, isSampled ? 0 : columns.action[row]!);
    view.setUint8(at + 29, columns.side[row]!);
    view.setUint8(at + 30, columns.flags[row]!);
    view.setBigUint64(at + 32, isReceived ? originNs + BigInt(recvNs) : NULL_TIME, LITTLE_ENDIAN);
    if (isReceived && !isSampled) view.setInt32(at + 40, within32Bits(recvNs - eventNs), LITTLE_ENDIAN);
    view.setUint32(at + 44, this.#rowsBefore + row + 1, LITTLE_ENDIAN);
    const { bidPx, askPx, bidSz, askSz } = columns;
    this.#level(at + HEAD_BYTES, bidPx[row]!, askPx[row]!, bidSz[row]!, askSz[row]!);
    for (let level = 1; level < levels; level++) this.#deeperLevel(at + HEAD_BYTES, row, level);
  }

  #deeperLevel(firstAt: number, row: number, level: number): void {
    const { bidPx, askPx, publisher } = this.#tape.columns;
    const bid = bidBelow(bidPx[row]!, level * this.#tick);
    const ask = askPx[row]! + level * this.#tick;
    const venue = publisher[row]!;
    this.#level(firstAt + level * LEVEL_BYTES, bid, ask, sizeAt(bid, venue), sizeAt(ask, venue));
  }

  #level(at: number, bid: number, ask: number, bidSize: number, askSize: number): void {
    const view = this.#view;
    const bidShares = hasPrice(bid) ? bidSize : 0;
    const askShares = hasPrice(ask) ? askSize : 0;
    this.#price(at, bid);
    this.#price(at + 8, ask);
    view.setUint32(at + 16, bidShares, LITTLE_ENDIAN);
    view.setUint32(at + 20, askShares, LITTLE_ENDIAN);
    view.setUint32(at + 24, bidShares > 0 ? 1 : 0, LITTLE_ENDIAN);
    view.setUint32(at + 28, askShares > 0 ? 1 : 0, LITTLE_ENDIAN);
  }

  #price(at: number, units: number): void {
    this.#view.setBigInt64(at, hasPrice(units) ? BigInt(units) : NULL_PRICE, LITTLE_ENDIAN);
  }
}

const LARGEST_32_BITS = 0x7fffffff;

function within32Bits(ns: number): number {
  return Math.max(-LARGEST_32_BITS - 1, Math.min(LARGEST_32_BITS, ns));
}

/** What the file says of itself: one instrument, its symbol mapped to {@linkcode WRITTEN_ID} on the tape's days. */
function metadataOf(facts: TapeFacts, layout: DbnLayout): Uint8Array<ArrayBuffer> {
  const symbols = facts.symbol === "" ? [] : [encoder.encode(facts.symbol)];
  if (symbols.some((symbol) => symbol.length >= SYMBOL_BYTES)) {
    throw new RangeError(
      `Cannot write symbol ${JSON.stringify(facts.symbol)}: longer than ${SYMBOL_BYTES - 1} bytes`,
    );
  }
  const [firstNs, lastNs] = facts.spanNs;
  const symbolsBytes = symbols.length * SYMBOL_BYTES;
  const mappingsBytes = symbols.length * (SYMBOL_BYTES + 4 + 8 + SYMBOL_BYTES);
  const length = FIXED_BYTES + 4 * 4 + symbolsBytes + mappingsBytes;
  const padded = Math.ceil(length / METADATA_ALIGNMENT) * METADATA_ALIGNMENT;
  const fields = new FieldWriter(new Uint8Array(PRELUDE_BYTES + padded));
  fields.bytes(encoder.encode("DBN"), 3).u8(NEWEST_VERSION).u32(padded);
  fields.bytes(encoder.encode(facts.dataset), DATASET_BYTES).u16(schemaNumber(layout));
  fields.u64(firstNs).u64(lastNs + 1n).u64(0n); // no limit
  fields.u8(RAW_SYMBOL).u8(INSTRUMENT_ID).u8(0).u16(SYMBOL_BYTES);
  fields.bytes(new Uint8Array(0), RESERVED_BYTES).u32(0);
  fields.u32(symbols.length);
  for (const symbol of symbols) fields.bytes(symbol, SYMBOL_BYTES);
  fields.u32(0).u32(0); // none is partial, none was not found
  fields.u32(symbols.length);
  for (const symbol of symbols) {
    fields.bytes(symbol, SYMBOL_BYTES).u32(1).u32(dayNumber(firstNs)).u32(dayNumber(lastNs + NS_PER_DAY));
    fields.bytes(encoder.encode(String(WRITTEN_ID)), SYMBOL_BYTES);
  }
  return fields.written;
}

function dayNumber(ns: bigint): number {
  const day = new Date(Number(ns / NS_PER_MS));
  return day.getUTCFullYear() * 10_000 + (day.getUTCMonth() + 1) * 100 + day.getUTCDate();
}

/** Writes one field behind the other. */
class FieldWriter {
  readonly written: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  constructor(room: Uint8Array<ArrayBuffer>) {
    this.written = room;
    this.#view = new DataView(room.buffer);
  }

  u8(value: number): this {
    this.#view.setUint8(this.#take(1), value);
    return this;
  }

  u16(value: number): this {
    this.#view.setUint16(this.#take(2), value, LITTLE_ENDIAN);
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#take(4), value, LITTLE_ENDIAN);
    return this;
  }

  u64(value: bigint): this {
    this.#view.setBigUint64(this.#take(8), value, LITTLE_ENDIAN);
    return this;
  }

  /** Bytes, and zeros behind them up to a length. */
  bytes(bytes: Uint8Array, length: number): this {
    this.written.set(bytes, this.#take(length));
    return this;
  }

  #take(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
