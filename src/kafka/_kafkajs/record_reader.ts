/** Record batches of a fetch, read in place. @module */

import { LatelyRead } from "../lately_read.ts";

/** A record as kafkajs's batches want it, of which we take offset, value and headers. */
export interface FetchedRecord {
  readonly offset: string;
  readonly value: Uint8Array | null;
  readonly headers: Record<string, RecordHeader | RecordHeader[]>;
  readonly isControlRecord: false;
}

type RecordHeader = Uint8Array | null;

// A batch: offset of its first record (8 bytes), length of what follows (4), leader's epoch (4), magic (1),
// checksum (4), attributes (2), last offset (4), two times (16), producer (8 + 2 + 4), number of records (4).
const LENGTH_AT = 8;
const HEAD_BYTES = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const COUNT_AT = 57;
const RECORDS_AT = 61;

const MAGIC = 2;
/** Compressed, or control records. */
const UNUSUAL = 0b10_0111;

/**
 * Reads the record batches of a fetch in place. kafkajs makes a dozen objects and big integers of a record:
 * most of the time that reading a topic takes, and of the memory.
 */
export class RecordReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #names = new LatelyRead();

  /**
   * The records in order; values and headers are views of `bytes`. A batch cut off at the end, as a fetch
   * of limited size has it, is left out.
   *
   * @returns `undefined` if a batch is not plain: of an old version, compressed, of control records.
   */
  read(bytes: Uint8Array): FetchedRecord[] | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: FetchedRecord[] = [];
    this.#bytes = bytes;
    for (let at = 0; at + RECORDS_AT <= bytes.length;) {
      const end = at + HEAD_BYTES + view.getInt32(at + LENGTH_AT);
      if (view.getInt8(at + MAGIC_AT) !== MAGIC || end < at + RECORDS_AT) return undefined;
      if (end > bytes.length) break;
      if ((view.getInt16(at + ATTRIBUTES_AT) & UNUSUAL) !== 0) return undefined;
      const firstOffset = Number(view.getBigInt64(at));
      this.#at = at + RECORDS_AT;
      for (let left = view.getInt32(at + COUNT_AT); left > 0; left--) {
        records.push(this.#record(firstOffset));
        if (!(this.#at <= end)) return undefined;
      }
      at = end;
    }
    return records;
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
