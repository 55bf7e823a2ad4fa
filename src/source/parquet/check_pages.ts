/** The pages of a Parquet column, checked before a library that trusts their headers decodes them. @module */

import { checkRuns, checkValues, type EncodedValues, ENCODING } from "./check_values.ts";
import { ThriftReader, type ThriftStruct } from "./thrift.ts";

/** Pages are of a MiB or so; some writers make one of a whole row group. */
const LARGEST_PAGE = 1 << 28;
/** The most that a byte becomes, where room is made before it does: snappy copies 64 bytes by 3, LZ4 255 by one. */
const FOLDS: Readonly<Record<string, number>> = { SNAPPY: 22, LZ4_RAW: 255 };

/** A column chunk, as the footer tells of it; its column must be one of plain values, one a row. */
export interface ColumnChunk {
  /** Of its row group. */
  readonly rows: number;
  readonly codec: string;
  readonly isNullable: boolean;
  /** Whether its values are true or false. */
  readonly isTruth: boolean;
}

/** The values of pages that are compressed, to be checked once they are not, by where their bytes begin. */
type CompressedValues = ReadonlyMap<number, EncodedValues>;

/**
 * Checks the pages of a column chunk, up to the one that ends the row group: their headers, and the values of those
 * that are not compressed.
 *
 * @throws {RangeError} if they would become more than they can, or hold more values than there are rows.
 * @see {@link https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift} "parquet.thrift",
 *   PageHeader.
 */
export function checkPages(bytes: Uint8Array<ArrayBuffer>, chunk: ColumnChunk): CompressedValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const compressed = new Map<number, EncodedValues>();
  let seen = 0;
  for (let at = 0; seen < chunk.rows && at < bytes.length;) {
    const reader = new ThriftReader(view, at);
    const header = reader.struct();
    const [becomes, size] = [count(header, 2), count(header, 3)];
    const start = reader.at;
    at = start + size;
    if (at > bytes.length) throw new RangeError("a page that is cut off");
    checkSizes(size, becomes, chunk.codec);
    const [data, dictionary, dataV2] = [part(header, 5), part(header, 7), part(header, 8)];
    // A dictionary may hold more values than there are rows, but each takes a byte or more.
    if (dictionary && count(dictionary, 1) > becomes) throw new RangeError("a dictionary beyond its page");
    for (const values of [data, dataV2]) if (values) seen += count(values, 1);
    if (seen > chunk.rows) throw new RangeError(`${seen} values or more in ${chunk.rows} rows`);
    if (data) {
      const values: EncodedValues = {
        count: count(data, 1),
        encoding: count(data, 2),
        haveLevels: chunk.isNullable,
        areTruths: chunk.isTruth,
      };
      if (chunk.codec === "UNCOMPRESSED") checkValues(bytes.subarray(start, at), values);
      else compressed.set(start, values);
    }
    if (dataV2) {
      const values = valuesOfV2(dataV2);
      const [levels, ofNulls] = [count(dataV2, 6), count(dataV2, 5)];
      if (levels + ofNulls > size) throw new RangeError("levels beyond their page");
      if (chunk.isNullable) checkRuns(view, start + levels, 1, count(dataV2, 1));
      const begin = start + levels + (chunk.isNullable ? ofNulls : 0);
      const isCompressed = chunk.codec !== "UNCOMPRESSED" && dataV2.get(7) !== 0;
      if (isCompressed) compressed.set(begin, values);
      else checkValues(bytes.subarray(begin, at), values);
    }
  }
  return compressed;
}

function checkSizes(size: number, becomes: number, codec: string): void {
  if (becomes > LARGEST_PAGE) {
    throw new RangeError(`a page of ${becomes} bytes; at most ${LARGEST_PAGE} are read`);
  }
  if (becomes > (FOLDS[codec] ?? Infinity) * size) {
    throw new RangeError(`${size} bytes of ${codec} that are said to become ${becomes}`);
  }
}

/** Of the second form of data pages, in which the levels stand apart. */
function valuesOfV2(header: ThriftStruct): EncodedValues {
  const [values, nulls, encoding] = [count(header, 1), count(header, 2), count(header, 4)];
  if (nulls > values) throw new RangeError(`${nulls} of ${values} values that are null`);
  if (count(header, 3) > values) throw new RangeError(`${count(header, 3)} rows of ${values} values`);
  return { count: values - nulls, encoding, haveLevels: false, areTruths: encoding === ENCODING.rle };
}

/** A number that must be there, and cannot be negative. */
function count(header: ThriftStruct, field: number): number {
  const value = header.get(field);
  if (typeof value !== "number" || value < 0) throw new RangeError(`a page header with a bad field ${field}`);
  return value;
}

function part(header: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = header.get(field);
  if (typeof value === "number") throw new RangeError(`a page header with a bad field ${field}`);
  return value;
}
