/** A Parquet file as `hyparquet` reads it: its columns, its row groups, their values. @module */

import {
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  type SchemaElement,
} from "hyparquet";
import { DataError } from "../../market/data_error.ts";
import type { RandomAccess } from "../byte_source.ts";
import { COMPRESSORS, UNREAD_CODECS } from "./compression.ts";

/** A column of plain values. */
export interface ParquetColumn {
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
    const metadata = await understood(() =>
      parquetMetadataAsync(bytes, { parsers: AS_STORED, initialFetchSize: FOOTER_BYTES })
    );
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
    await understood(() =>
      parquetRead({
        file: this.#bytes,
        metadata: this.#metadata,
        columns: [name],
        rowStart: from,
        rowEnd: to,
        compressors: COMPRESSORS,
        parsers: AS_STORED,
        onChunk: ({ columnData, rowStart }) => void pages.push([columnData, rowStart]),
      })
    );
    for (const [values, firstRow] of pages) take(values, firstRow);
    const end = pages.reduce((last, [values, firstRow]) => Math.max(last, firstRow + values.length), from);
    if (end < to) throw damaged(`column ${name} ends before row ${end + 1}`);
  }
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

function columnsOf({ schema }: FileMetaData): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  // The elements stand depth first, the root before all others.
  for (let at = 1; at < schema.length; at = behind(schema, at)) {
    const element = schema[at]!;
    if (typeof element.name !== "string") throw damaged("a column without a name");
    if (element.num_children === undefined && element.repetition_type !== "REPEATED") {
      columns.push({ name: element.name, meaning: meaningOf(element) });
    }
  }
  return columns;
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
  if (logical?.type === "DECIMAL") return { kind: "decimal", scale: logical.scale };
  if (converted === "DECIMAL") return { kind: "decimal", scale: scale ?? 0 };
  return { kind: type === "FLOAT" ? "single" : "plain" };
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
