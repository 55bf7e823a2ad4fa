/** Record batches of a fetch, checked and read. @module */

import { crc32c } from "./crc32c.ts";
import { decompress } from "../compression/codecs.ts";
import { LatelyRead } from "../lately_read.ts";

/**
 * A record as kafkajs's batches want it, of which we take offset, value and headers. What is no record stands in
 * the list all the same, so that kafkajs hands out how far a fetch has come: it keeps quiet about one that holds
 * nothing else.
 */
export interface FetchedRecord {
  readonly offset: string;
  readonly value: Uint8Array | null;
  readonly headers: Record<string, RecordHeader | RecordHeader[]>;
  readonly isControlRecord: false;
  /** No record: those before it, up to its offset, are of aborted transactions, or deleted. */
  readonly isPassed?: true;
  /** No record: why those up to its offset cannot be read. */
  readonly fault?: string;
}

type RecordHeader = Uint8Array | null;

/** A transaction that was aborted: its producer, and the offset of its first record. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

// A batch: offset of its first record (8 bytes), length of what follows (4), leader's epoch (4), magic (1),
// checksum (4), attributes (2), last offset (4), two times (16), producer (8 + 2 + 4), number of records (4).
const LENGTH_AT = 8;
const HEAD_BYTES = 12;
const MAGIC_AT = 16;
const CHECKSUM_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_AT = 23;
const PRODUCER_AT = 43;
const COUNT_AT = 57;
const RECORDS_AT = 61;

const MAGIC = 2;
const CODEC = 0b111;
const TRANSACTION = 0b1_0000;
const CONTROL = 0b10_0000;
/** Length, attributes, time, offset, key, value and number of headers, a byte each. */
const LEAST_RECORD_BYTES = 7;
const ABORT = 0;

/**
 * Reads the record batches of a fetch in place. kafkajs makes a dozen objects and big integers of a record,
 * most of the time that reading a topic takes and of the memory; it takes no look at checksums, and believes
 * every count.
 */
export class RecordReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #names = new LatelyRead();

  /**
   * The records in order; values and headers are views of `bytes`, or of what they were decompressed to. A
   * batch cut off at the end, as a fetch of limited size has it, is left out. A batch that cannot be read ends
   * the list with its `fault`.
   *
   * @param aborted in the order of their first offsets.
   * @returns `undefined` if the first batch is of an old version.
   */
  async read(
    bytes: Uint8Array,
    aborted: readonly AbortedTransaction[] = [],
  ): Promise<FetchedRecord[] | undefined> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: FetchedRecord[] = [];
    const transactions = new Transactions(aborted);
    for (let at = 0; at + RECORDS_AT <= bytes.length;) {
      if (view.getInt8(at + MAGIC_AT) < MAGIC) return at === 0 ? undefined : records;
      const length = view.getInt32(at + LENGTH_AT);
      const end = at + HEAD_BYTES + length;
      if (end > bytes.length && length > 0) break;
      const lastOffset = view.getBigInt64(at) + BigInt(Math.max(0, view.getInt32(at + LAST_OFFSET_AT)));
      try {
        if (end < at + RECORDS_AT) throw new RangeError(`a batch of ${length} bytes`);
        await this.#readBatch(bytes.subarray(at, end), transactions, lastOffset, records);
      } catch (error) {
        records.push(faultAt(lastOffset, (error as Error).message));
        return records;
      }
      // A batch's last offset may have no record: it was deleted by compaction, or never was one.
      if (records.at(-1)?.offset !== String(lastOffset)) records.push(passed(lastOffset));
      at = end;
    }
    return records;
  }

  async #readBatch(
    batch: Uint8Array,
    transactions: Transactions,
    lastOffset: bigint,
    records: FetchedRecord[],
  ): Promise<void> {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const magic = view.getInt8(MAGIC_AT);
    if (magic !== MAGIC) throw new RangeError(`a batch of version ${magic}`);
    if (crc32c(batch.subarray(ATTRIBUTES_AT)) !== view.getUint32(CHECKSUM_AT)) {
      throw new RangeError("a batch whose checksum does not match");
    }
    const attributes = view.getInt16(ATTRIBUTES_AT);
    const producerId = view.getBigInt64(PRODUCER_AT);
    const firstOffset = Number(view.getBigInt64(0));
    const count = view.getInt32(COUNT_AT);
    const codec = attributes & CODEC;
    const isAborted = transactions.has(producerId, lastOffset) && (attributes & TRANSACTION) !== 0;
    const isControl = (attributes & CONTROL) !== 0;
    if (isAborted && !isControl) return;
    this.#bytes = codec === 0 ? batch : await decompress(codec, batch.subarray(RECORDS_AT));
    const from = codec === 0 ? RECORDS_AT : 0;
    if (count < 0 || count * LEAST_RECORD_BYTES > this.#bytes.length - from) {
      throw new RangeError(`a batch of ${count} records in ${this.#bytes.length - from} bytes`);
    }
    this.#at = from;
    if (isControl) {
      if (this.#isAbort()) transactions.end(producerId);
      return;
    }
    for (let left = count; left > 0; left--) {
      records.push(this.#record(firstOffset));
      if (!(this.#at <= this.#bytes.length)) throw new RangeError("a batch whose last record is cut off");
    }
  }

  /** Whether a control record ends an aborted transaction: its key is a version and a kind, two bytes each. */
  #isAbort(): boolean {
    this.#varint();
    this.#at++;
    this.#skipVarint();
    this.#skipVarint();
    const key = this.#view();
    return key !== null && key[3] === ABORT;
  }

  /** Length, attributes, time, offset, key, value, headers. */
  #record(firstOffset: number): FetchedRecord {
    const length = this.#varint();
    const end = this.#at + length;
    this.#at++;
    this.#skipVarint();
    const offset = String(firstOffset + this.#varint());
    this.#skipBytes();
    const value = this.#view();
    const headers: FetchedRecord["headers"] = {};
    for (let left = this.#varint(); left > 0 && this.#at < end; left--) {
      const name = this.#name();
      const header = this.#view();
      const earlier = headers[name];
      headers[name] = earlier === undefined ? header : [earlier, header].flat();
    }
    this.#at = end;
    return { offset, value, headers, isControlRecord: false };
  }

  #name(): string {
    const length = this.#varint();
    const from = this.#at;
    this.#at = from + length;
    return this.#names.text(this.#bytes, from, this.#at);
  }

  #view(): Uint8Array | null {
    const length = this.#varint();
    if (length < 0) return null;
    const from = this.#at;
    this.#at = from + length;
    return this.#bytes.subarray(from, this.#at);
  }

  #skipBytes(): void {
    const length = this.#varint();
    if (length > 0) this.#at += length;
  }

  #skipVarint(): void {
    while (this.#bytes[this.#at++]! >= 128);
  }

  /** A whole number in sevens of bits, the lowest first, its sign in the lowest bit of all. */
  #varint(): number {
    let byte = this.#bytes[this.#at++]!;
    let value = byte & 127;
    for (let shift = 7; byte >= 128; shift += 7) {
      byte = this.#bytes[this.#at++]!;
      value |= (byte & 127) << shift;
    }
    return (value >>> 1) ^ -(value & 1);
  }
}

/** The producers whose transactions, as far as the fetch was read, are going to be aborted. */
class Transactions {
  #left: AbortedTransaction[];
  #producers = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#left = aborted.toSorted((a, b) => a.firstOffset < b.firstOffset ? -1 : 1);
  }

  /** Whether a batch of this producer that ends at this offset is in one. */
  has(producerId: bigint, lastOffset: bigint): boolean {
    while (this.#left[0] !== undefined && this.#left[0].firstOffset <= lastOffset) {
      this.#producers.add(this.#left.shift()!.producerId);
    }
    return this.#producers.has(producerId);
  }

  end(producerId: bigint): void {
    this.#producers.delete(producerId);
  }
}

function passed(offset: bigint): FetchedRecord {
  return { offset: String(offset), value: null, headers: {}, isControlRecord: false, isPassed: true };
}

/** Says why nothing can be read up to an offset. */
export function faultAt(offset: bigint, fault: string): FetchedRecord {
  return { ...passed(offset), fault };
}
