/** A table as Parquet, a row group at a time. @module */

import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { SchemaElement } from "hyparquet";

/** What the values of a column are. */
const TYPES = {
  /** Nanoseconds since the Unix epoch, UTC: bigints. */
  time: { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" } },
  /** Whole numbers from 0 to 2^32 - 1. */
  count: { type: "INT32", converted_type: "UINT_32" },
  /** Numbers of double precision. */
  number: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
} as const satisfies Record<string, Partial<SchemaElement>>;

/** A column of a table to be written. */
export interface TableColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
}

/** Values of one column: `null` where there is none. */
export type TableValues = ColumnSource["data"];

/**
 * A table as Parquet (snappy, with the ranges of values by row group), in chunks.
 *
 * @param groups the values of each row group, by column.
 *
 * @example
 * ```ts
 * import { parquetTable } from "./parquet_table.ts";
 * import { assertEquals } from "@std/assert";
 * const [start] = parquetTable([{ name: "price", type: "number" }], [[[9.5, null]]]);
 * assertEquals(new TextDecoder().decode(start!.subarray(0, 4)), "PAR1");
 * ```
 */
export function* parquetTable(
  columns: readonly TableColumn[],
  groups: Iterable<readonly TableValues[]>,
): Generator<Uint8Array<ArrayBuffer>> {
  const table = new ParquetTable(columns);
  for (const values of groups) yield table.group(values);
  yield table.finish();
}

/** A table as Parquet, for those who have one row group after the other; each call gives the file's next bytes. */
export class ParquetTable {
  #columns: readonly TableColumn[];
  #bytes = new ByteWriter();
  #writer: ParquetWriter;

  constructor(columns: readonly TableColumn[]) {
    this.#columns = columns;
    const schema: SchemaElement[] = [
      { name: "root", num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, repetition_type: "OPTIONAL" as const, ...TYPES[type] })),
    ];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: "sorlab" });
  }

  /** A row group, from its values by column. */
  group(values: readonly TableValues[]): Uint8Array<ArrayBuffer> {
    const rowGroupSize = Math.max(1, values[0]?.length ?? 0);
    const columnData = this.#columns.map(({ name }, i) => ({ name, data: values[i]! }));
    this.#writer.write({ columnData, rowGroupSize });
    return this.#taken();
  }

  /** The file's end. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#writer.finish();
    return this.#taken();
  }

  /** What was written since the last time; the writer goes on counting from the beginning of the file. */
  #taken(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
