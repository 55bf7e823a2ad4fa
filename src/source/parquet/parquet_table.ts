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
  const bytes = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: "OPTIONAL" as const, ...TYPES[type] })),
  ];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "sorlab" });
  for (const values of groups) {
    const rowGroupSize = Math.max(1, values[0]?.length ?? 0);
    writer.write({ columnData: columns.map(({ name }, i) => ({ name, data: values[i]! })), rowGroupSize });
    yield taken(bytes);
  }
  writer.finish();
  yield taken(bytes);
}

/** What was written since the last time; the writer goes on counting from the beginning of the file. */
function taken(writer: ByteWriter): Uint8Array<ArrayBuffer> {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}
