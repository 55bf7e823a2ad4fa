/** The metadata that a DBN file begins with. @module */

import { DataError } from "../../market/data_error.ts";
import { type Schema, schemaOf } from "./schemas.ts";

/** Bytes before the metadata: `DBN`, the version, and the metadata's length. */
export const PRELUDE_BYTES = 8;
/** The order of bytes in all numbers of the format. */
export const LITTLE_ENDIAN = true;
/** The newest version that is read. */
export const NEWEST_VERSION = 3;

/** Symbologies that say how mappings are meant, as the metadata numbers them. */
export const INSTRUMENT_ID = 0;
export const RAW_SYMBOL = 1;

/** A symbol's meaning on some days. */
interface MappingInterval {
  /** First day, `yyyymmdd`. */
  readonly start: number;
  /** Day behind the last one. */
  readonly end: number;
  /** What the symbol was on them: an instrument id, or what an id stood for. */
  readonly symbol: string;
}

/** What a DBN file says of itself. */
export interface Metadata {
  readonly version: number;
  /** Databento's dataset, such as `DBEQ.BASIC`. */
  readonly dataset: string;
  /** `undefined` where records of several schemas may follow. */
  readonly schema: Schema | undefined;
  /** Symbologies of the mappings. */
  readonly stypeIn: number;
  readonly stypeOut: number;
  /** Whether every record ends with the time it was sent at. */
  readonly hasTsOut: boolean;
  /** Symbols, and what they were on which days. */
  readonly mappings: readonly { readonly symbol: string; readonly intervals: readonly MappingInterval[] }[];
}

const DATASET_BYTES = 16;
const SYMBOL_BYTES_V1 = 22;
const RESERVED_BYTES_V1 = 47;
const RESERVED_BYTES = 53;

/**
 * Reads version and length.
 *
 * @param prelude the first {@linkcode PRELUDE_BYTES}.
 * @throws {DataError} for a version that is not read.
 */
export function readPrelude(prelude: Uint8Array): { version: number; length: number } {
  const version = prelude[3]!;
  if (version < 1 || version > NEWEST_VERSION) {
    throw new DataError(
      `is DBN of version ${version}; sorlab reads versions 1 to ${NEWEST_VERSION} ` +
        "(the packages databento and databento-dbn of that time can rewrite it)",
    );
  }
  return { version, length: new DataView(prelude.buffer, prelude.byteOffset).getUint32(4, LITTLE_ENDIAN) };
}

/**
 * Reads the metadata. What follows the last list, up to the length that the prelude gives, is padding.
 *
 * @param bytes as many as the prelude says.
 * @throws {DataError} if a list or a text would end behind them.
 */
export function readMetadata(bytes: Uint8Array, version: number): Metadata {
  const fields = new Fields(bytes);
  const dataset = fields.text(DATASET_BYTES);
  const schema = schemaOf(fields.u16());
  fields.skip(8 + 8 + 8); // start, end, limit
  if (version === 1) fields.skip(8); // number of records
  const stypeIn = fields.u8();
  const stypeOut = fields.u8();
  const hasTsOut = fields.u8() !== 0;
  const symbolBytes = version === 1 ? SYMBOL_BYTES_V1 : fields.u16();
  fields.skip(version === 1 ? RESERVED_BYTES_V1 : RESERVED_BYTES);
  if (fields.u32() !== 0) {
    throw new DataError("its metadata has a schema definition, which no version so far has");
  }
  fields.skipTexts(symbolBytes); // symbols
  fields.skipTexts(symbolBytes); // partial
  fields.skipTexts(symbolBytes); // not found
  const mappings: Metadata["mappings"][number][] = [];
  for (let left = fields.count(symbolBytes + 4); left > 0; left--) {
    const symbol = fields.text(symbolBytes);
    const intervals: MappingInterval[] = [];
    for (let days = fields.count(symbolBytes + 8); days > 0; days--) {
      intervals.push({ start: fields.u32(), end: fields.u32(), symbol: fields.text(symbolBytes) });
    }
    mappings.push({ symbol, intervals });
  }
  return { version, dataset, schema, stypeIn, stypeOut, hasTsOut, mappings };
}

/** Takes one field after the other, and none behind the end. */
class Fields {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), LITTLE_ENDIAN);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), LITTLE_ENDIAN);
  }

  /** A text of a fixed number of bytes, ended by a zero where it is shorter. */
  text(length: number): string {
    const from = this.skip(length);
    return cString(this.#bytes.subarray(from, this.#at));
  }

  /** The length of a list, each of whose elements takes so many bytes at least. */
  count(elementBytes: number): number {
    const count = this.u32();
    if (count * elementBytes > this.#bytes.length - this.#at) throw new DataError(CUT_OFF);
    return count;
  }

  skipTexts(symbolBytes: number): void {
    this.skip(this.count(symbolBytes) * symbolBytes);
  }

  /** Passes over so many bytes; returns where they began. */
  skip(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new DataError(CUT_OFF);
    this.#at += length;
    return from;
  }
}

const CUT_OFF = "its metadata is longer than it says";

/** The text before the first zero. */
export function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
