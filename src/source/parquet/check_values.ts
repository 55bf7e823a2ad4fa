/** The encoded values of a Parquet page, checked before a library that trusts their lengths decodes them. @module */

import { VarintReader } from "./varint_reader.ts";

/** Of the values of one page, decoded, in bytes. */
const MOST_BYTES = 1 << 28;
const WIDEST = 32;
/** A last run of packed values is filled up: DuckDB does so to 256. */
const PADDING = 1024;
const MOST_MINIBLOCKS = 1 << 10;
const MOST_IN_BLOCK = 1 << 20;
const LITTLE_ENDIAN = true;

/** Encodings, by their numbers in parquet.thrift. */
export const ENCODING = {
  plainDictionary: 2,
  rle: 3,
  deltaBinaryPacked: 5,
  deltaLengthByteArray: 6,
  deltaByteArray: 7,
  rleDictionary: 8,
} as const;

/** What the values of a page are, as its header and the schema tell. */
export interface EncodedValues {
  /** How many, at most. */
  readonly count: number;
  /** Of {@linkcode ENCODING}, or another that can do no harm. */
  readonly encoding: number;
  /** Whether runs that tell which values are null stand before them, behind their length. */
  readonly haveLevels: boolean;
  /** Whether runs of them stand behind their length, and are one bit wide. */
  readonly areTruths: boolean;
}

/**
 * Checks a page's values.
 *
 * @param page decompressed.
 * @throws {RangeError} if they would be decoded to more than there are.
 * @see {@link https://parquet.apache.org/docs/file-format/data-pages/encodings/} "Encodings".
 */
export function checkValues(
  page: Uint8Array,
  { count, encoding, haveLevels, areTruths }: EncodedValues,
): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  let at = 0;
  if (haveLevels) {
    checkRuns(view, 4, 1, count);
    at = 4 + view.getUint32(0, LITTLE_ENDIAN);
  }
  if (count === 0 || at >= page.length) return;
  const reader = new VarintReader(view, at);
  switch (encoding) {
    case ENCODING.plainDictionary:
    case ENCODING.rleDictionary:
    case ENCODING.rle:
      return areTruths ? checkRuns(view, at + 4, 1, count) : checkRuns(view, at + 1, reader.byte(), count);
    case ENCODING.deltaBinaryPacked:
    case ENCODING.deltaLengthByteArray:
      readBlockSizes(reader);
      return;
    case ENCODING.deltaByteArray:
      checkPrefixes(reader, count);
  }
}

/** Checks runs of one value, and runs of packed values, `width` bits each. */
export function checkRuns(view: DataView, at: number, width: number, count: number): void {
  if (width > WIDEST) throw new RangeError(`values of ${width} bits`);
  const reader = new VarintReader(view, at);
  for (let seen = 0; seen < count && reader.at < view.byteLength;) {
    const head = reader.unsigned();
    const isPacked = head % 2 === 1;
    const length = isPacked ? 8 * Math.floor(head / 2) : head / 2;
    if (length > count - seen + (isPacked ? PADDING : 0)) {
      throw new RangeError(`a run of ${length} values where ${count - seen} are left`);
    }
    seen += length;
    reader.at += isPacked ? length / 8 * width : Math.ceil(width / 8);
  }
}

/** Of blocks of differences, the values of a block and its parts. */
function readBlockSizes(reader: VarintReader): { readonly parts: number; readonly perPart: number } {
  const [values, parts] = [reader.unsigned(), reader.unsigned()];
  const perPart = values / parts;
  if (!(values <= MOST_IN_BLOCK && parts <= MOST_MINIBLOCKS && Number.isInteger(perPart) && perPart > 0)) {
    throw new RangeError(`blocks of ${values} values in ${parts} parts`);
  }
  return { parts, perPart };
}

/** Texts that begin as the one before: no more of it may be taken than there is. */
function checkPrefixes(reader: VarintReader, count: number): void {
  const prefixes = readDeltas(reader, count);
  const suffixes = readDeltas(reader, count);
  let [length, total] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (!(prefixes[i]! >= 0 && prefixes[i]! <= length && suffixes[i]! >= 0)) {
      throw new RangeError("a text that begins with more than the one before");
    }
    length = prefixes[i]! + suffixes[i]!;
    total += length;
    if (total > MOST_BYTES) throw new RangeError(`texts of more than ${MOST_BYTES} bytes in a page`);
  }
}

function readDeltas(reader: VarintReader, count: number): Int32Array {
  const { parts, perPart } = readBlockSizes(reader);
  reader.unsigned(); // how many, which the page's header tells too
  const values = new Int32Array(count);
  values[0] = reader.signed();
  for (let i = 1; i < count;) {
    const least = reader.signed();
    const widths = Array.from({ length: parts }, () => reader.byte());
    for (const width of widths) {
      if (i >= count) break;
      for (let k = 0; k < perPart && i < count; k++, i++) {
        values[i] = values[i - 1]! + least + bitsAt(reader, k * width, width);
      }
      reader.at += perPart * width / 8;
    }
  }
  return values;
}

function bitsAt({ view, at }: VarintReader, bit: number, width: number): number {
  let bits = 0;
  for (let i = 0; i < width; i++) {
    const place = bit + i;
    bits += (view.getUint8(at + (place >> 3)) >> (place & 7) & 1) * 2 ** i;
  }
  return bits;
}
