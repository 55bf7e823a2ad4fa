/** A Parquet file as `hyparquet` reads it: its columns, its row groups, their values. @module */

import {
  type DecodedArray,
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  type SchemaElement,
} from "hyparquet";
import { DataError } from "../../market/data_error.ts";
import type { RandomAccess } from "../byte_source.ts";
import { checkPages, type ColumnChunk } from "./check_pages.ts";
import { checkValues } from "./check_values.ts";
import { decompressors, UNREAD_CODECS } from "./compression.ts";
import { ThriftReader } from "./thrift.ts";

/** A column of plain values. */
interface ParquetColumn {
  readonly name: string;
  /** How its numbers are to be understood; they come as they are stored. */
  readonly meaning: ColumnMeaning;
}

/** What stored values mean. */
export type ColumnMeaning =
  /** Numbers, or texts. */
  | { readonly kind: "plain" }
  /** Numbers of single precision. */
  | { readonly kind: "single" }
  /** Since the Unix epoch, UTC, counting so many nanoseconds. */
  | { readonly kind: "time"; readonly unitNs: bigint }
  /** So many decimals. */
  | { readonly kind: "decimal"; readonly scale: number };

/** Rows that stand together, and what is known of their values. */
export interface RowGroup {
  /** Number of its first row in the file, from 0. */
  readonly start: number;
  readonly rows: number;
  /** Where it ends in the file, roughly. */
  readonly endByte: number;
  /** Least and largest value of a column, as stored, where the file says so. */
  range(column: string): { readonly least: unknown; readonly largest: unknown } | undefined;
}

/** Values as they are stored are what is wanted. */
const AS_STORED = {
  timestampFromMilliseconds: (value: bigint) => value,
  timestampFromMicroseconds: (value: bigint) => value,
  timestampFromNanoseconds: (value: bigint) => value,
  dateFromDays: (value: number) => value,
};

/** Of the end of the file, read at once: most footers are shorter. */
const FOOTER_BYTES = 1 << 16;
/** The footer's length and the magic number. */
const TAIL_BYTES = 8;
const LITTLE_ENDIAN = true;

/** Rows that a file may have, and for each of its bytes: market data does not repeat itself so much. */
const ANY_ROWS = 1 << 20;
const ROWS_PER_BYTE = 1 << 10;

/** The digits of 256 bits. */
const MOST_DECIMALS = 76;

const UNIT_NS = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n } as const;

/** An open Parquet file. */
export class ParquetFile {
  /** Its columns of plain values; those of lists and structures are no market data. */
  readonly columns: readonly ParquetColumn[];
  /** Its rows, in order. */
  readonly groups: readonly RowGroup[];
  #bytes: RandomAccess;
  #metadata: FileMetaData;

  private constructor(bytes: RandomAccess, metadata: FileMetaData) {
    this.#bytes = bytes;
    this.columns = columnsOf(metadata);
    this.groups = groupsOf(metadata);
    this.#metadata = { ...metadata, schema: metadata.schema.map(asStored) };
  }

  /**
   * Opens a file by its footer.
   *
   * @throws {DataError} if it is none, or is damaged.
   */
  static async open(bytes: RandomAccess): Promise<ParquetFile> {
    const metadata = await understood(() => Promise.resolve(metadataOf(bytes)));
    const codecs = metadata.row_groups.flatMap(({ columns }) =>
      columns.map(({ meta_data }) => meta_data?.codec)
    );
    const unreadable = codecs.find((codec) => codec !== undefined && UNREAD_CODECS[codec] !== undefined);
    if (unreadable !== undefined) {
      throw new DataError(
        `is a Parquet file compressed by ${UNREAD_CODECS[unreadable]}, which sorlab does not read; ` +
          "write it with compression zstd or snappy",
      );
    }
    return await understood(() => Promise.resolve(new ParquetFile(bytes, metadata)));
  }

  /**
   * The values of one column in rows `[from, to)`, which are of one row group, page by page; `null` where there
   * is none. Numbers are as they are stored.
   *
   * @param take gets values, and the number of the first one's row; some may lie outside `[from, to)`.
   * @throws {DataError} if the file is damaged.
   */
  async read(
    name: string,
    from: number,
    to: number,
    take: (values: DecodedArray, firstRow: number) => void,
  ): Promise<void> {
    const pages: [DecodedArray, number][] = [];
    const chunk = this.#chunkOf(name, from);
    let compressed: ReturnType<typeof checkPages> = new Map();
    await understood(() =>
      parquetRead({
        file: {
          byteLength: this.#bytes.byteLength,
          slice: (start, end) => {
            const bytes = this.#slice(start, end);
            compressed = checkPages(new Uint8Array(bytes), chunk);
            return bytes;
          },
        },
        metadata: this.#metadata,
        columns: [name],
        rowStart: from,
        rowEnd: to,
        compressors: decompressors((page, { byteOffset }) => {
          const values = compressed.get(byteOffset);
          if (values !== undefined) checkValues(page, values);
        }),
        parsers: AS_STORED,
        onChunk: ({ columnData, rowStart }) => void pages.push([columnData, rowStart]),
      })
    );
    for (const [values, firstRow] of pages) take(values, firstRow);
    const end = pages.reduce((last, [values, firstRow]) => Math.max(last, firstRow + values.length), from);
    if (end < to) throw damaged(`column ${name} ends before row ${end + 1}`);
  }

  /** A column in the row group of a row. */
  #chunkOf(name: string, row: number): ColumnChunk {
    const at = this.groups.findIndex((group) => row < group.start + group.rows);
    const chunks =
      this.#metadata.row_groups[at]?.columns.filter(({ meta_data }) =>
        meta_data?.path_in_schema[0] === name
      ) ?? [];
    const elements = plainElements(this.#metadata).filter((element) => element.name === name);
    const [[chunk], [element]] = [chunks, elements];
    if (chunk?.meta_data === undefined || element === undefined || chunks.length + elements.length > 2) {
      throw damaged(`${elements.length} columns ${name}, of which row ${row + 1} has ${chunks.length}`);
    }
    return {
      rows: this.groups[at]!.rows,
      codec: chunk.meta_data.codec,
      isNullable: element.repetition_type !== "REQUIRED",
      isTruth: element.type === "BOOLEAN",
    };
  }

  #slice(start: number, end = this.#bytes.byteLength): ArrayBuffer {
    if (start >= 0 && start <= end && end <= this.#bytes.byteLength) return this.#bytes.slice(start, end);
    throw new RangeError(`bytes ${start} to ${end} of ${this.#bytes.byteLength}`);
  }
}

/** The footer, checked and read. */
function metadataOf(bytes: RandomAccess): FileMetaData {
  const size = bytes.byteLength;
  if (size < TAIL_BYTES) throw new RangeError("it is too short");
  let tail = bytes.slice(Math.max(0, size - FOOTER_BYTES), size);
  const length = new DataView(tail).getUint32(tail.byteLength - TAIL_BYTES, LITTLE_ENDIAN);
  if (length > size - TAIL_BYTES) throw new RangeError("its footer is cut off");
  if (length > tail.byteLength - TAIL_BYTES) tail = bytes.slice(size - TAIL_BYTES - length, size);
  const footer = tail.slice(tail.byteLength - TAIL_BYTES - length);
  new ThriftReader(new DataView(footer), 0).struct();
  const metadata = parquetMetadata(footer, { parsers: AS_STORED });
  const rows = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n);
  if (rows !== metadata.num_rows) throw new RangeError(`${metadata.num_rows} rows in row groups of ${rows}`);
  if (rows > ANY_ROWS + ROWS_PER_BYTE * size) throw new RangeError(`${rows} rows in ${size} bytes`);
  return metadata;
}

const DAMAGED = "is a damaged Parquet file";

/** What the library throws is about the file, whatever its class. */
async function understood<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError && error.reason.startsWith(DAMAGED)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(reason, error);
  }
}

function damaged(reason: string, cause?: unknown): DataError {
  return new DataError(`${DAMAGED} (${reason})`, {}, { cause });
}

function columnsOf(metadata: FileMetaData): ParquetColumn[] {
  return plainElements(metadata).map((element) => {
    if (typeof element.name !== "string") throw damaged("a column without a name");
    return { name: element.name, meaning: meaningOf(element) };
  });
}

/** The columns of plain values, as the schema has them. */
function plainElements({ schema }: FileMetaData): SchemaElement[] {
  const elements: SchemaElement[] = [];
  // The elements stand depth first, the root before all others.
  for (let at = 1; at < schema.length; at = behind(schema, at)) {
    const element = schema[at]!;
    if (element.num_children === undefined && element.repetition_type !== "REPEATED") elements.push(element);
  }
  return elements;
}

function behind(schema: readonly SchemaElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) next = behind(schema, next);
  return next;
}

function meaningOf(
  { type, converted_type: converted, logical_type: logical, scale }: SchemaElement,
): ColumnMeaning {
  if (logical?.type === "TIMESTAMP") return { kind: "time", unitNs: UNIT_NS[logical.unit] };
  if (converted === "TIMESTAMP_MILLIS") return { kind: "time", unitNs: UNIT_NS.MILLIS };
  if (converted === "TIMESTAMP_MICROS") return { kind: "time", unitNs: UNIT_NS.MICROS };
  // The library makes nanoseconds of the old form of 96 bits.
  if (type === "INT96") return { kind: "time", unitNs: 1n };
  if (logical?.type === "DECIMAL") return decimalOf(logical.scale);
  if (converted === "DECIMAL") return decimalOf(scale ?? 0);
  return { kind: type === "FLOAT" ? "single" : "plain" };
}

function decimalOf(scale: number): ColumnMeaning {
  if (!(scale >= 0 && scale <= MOST_DECIMALS)) throw damaged(`numbers of ${scale} decimals`);
  return { kind: "decimal", scale };
}

/** An element without what would have the library convert its values. */
function asStored(element: SchemaElement): SchemaElement {
  const meaning = meaningOf(element);
  if (meaning.kind !== "time" && meaning.kind !== "decimal") return element;
  const { converted_type: _converted, logical_type: _logical, ...stored } = element;
  return stored;
}

function groupsOf({ row_groups }: FileMetaData): RowGroup[] {
  let start = 0;
  return row_groups.map(({ num_rows, columns }) => {
    const rows = Number(num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw damaged(`a row group of ${num_rows} rows`);
    const ends = columns.map(({ meta_data }) =>
      meta_data === undefined ? 0 : Number(meta_data.data_page_offset + meta_data.total_compressed_size)
    );
    const group: RowGroup = {
      start,
      rows,
      endByte: Math.max(0, ...ends),
      range(name) {
        const column = columns.find(({ meta_data }) => meta_data?.path_in_schema.join(".") === name);
        const { min_value, max_value, min, max } = column?.meta_data?.statistics ?? {};
        const least = min_value ?? min;
        const largest = max_value ?? max;
        return least === undefined || largest === undefined ? undefined : { least, largest };
      },
    };
    start += rows;
    return group;
  });
}
