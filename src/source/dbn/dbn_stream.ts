/** A DBN file as its metadata and, piece by piece, its records. @module */

import { DataError } from "../../market/data_error.ts";
import type { ByteSource } from "../byte_source.ts";
import { type Metadata, PRELUDE_BYTES, readMetadata, readPrelude } from "./metadata.ts";

/** Bytes that are looked at in one piece: they and the columns they go to fit a processor's cache. */
const BUFFER_BYTES = 1 << 18;
/** The longest record that a header can announce. */
const LONGEST_RECORD_BYTES = 255 * 4;

/** Takes whole records out of `bytes[0, end)`; returns where the unfinished one starts. */
type TakeRecords = (end: number) => number;

/** Pulls a DBN file through one buffer. */
export class DbnStream {
  /** The records at hand; they begin at 0. */
  readonly bytes = new Uint8Array(BUFFER_BYTES);
  #source: ByteSource;
  #total = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /**
   * Reads what stands before the records. Memory grows with what is there, not with what the length says.
   *
   * @throws {DataError} if it cannot be read, or the file ends in it.
   */
  async readMetadata(): Promise<Metadata> {
    const { version, length } = readPrelude(await this.#take(PRELUDE_BYTES));
    return readMetadata(await this.#take(length), version);
  }

  async #take(length: number): Promise<Uint8Array> {
    let taken = new Uint8Array(Math.min(length, BUFFER_BYTES));
    for (let filled = 0; filled < length;) {
      if (filled === taken.length) {
        const larger = new Uint8Array(Math.min(length, 2 * filled));
        larger.set(taken);
        taken = larger;
      }
      const count = await this.#source.read(taken.subarray(filled));
      if (count === null) throw new DataError(`is cut off: ${filled} of ${length} bytes of its metadata`);
      filled += count;
      this.#total += count;
    }
    return taken;
  }

  /**
   * Has all records taken, a buffer's at a time.
   *
   * @param onTaken told how many bytes of the file that makes; what follows waits for it.
   * @returns bytes of an unfinished record at the end, which are the first of {@linkcode bytes}.
   */
  async readRecords(take: TakeRecords, onTaken: (bytes: number) => Promise<void>): Promise<number> {
    const { bytes } = this;
    let filled = 0;
    while (true) {
      // Few and large pieces: a decompressor hands out small ones.
      while (filled < BUFFER_BYTES - LONGEST_RECORD_BYTES) {
        const count = await this.#source.read(bytes.subarray(filled));
        if (count === null) {
          const rest = take(filled);
          bytes.copyWithin(0, rest, filled);
          return filled - rest;
        }
        filled += count;
        this.#total += count;
      }
      const rest = take(filled);
      bytes.copyWithin(0, rest, filled);
      filled -= rest;
      await onTaken(this.#total);
    }
  }
}
