/** Tables for notebooks, as files: `--per-order` and `--fills`. @module */

import { type Cell, type Column, csvLine } from "../report/table.ts";
import { UsageError } from "./errors.ts";
import { writeFile } from "./written_file.ts";

/** Rows of a table, some at a time. */
type Blocks = Iterable<readonly (readonly Cell[])[]> | AsyncIterable<readonly (readonly Cell[])[]>;

/** @throws {UsageError} if the file of an option cannot be one of a table. */
export function checkTableFile(option: string, path: string | undefined): void {
  if (path === "-") {
    throw new UsageError(`--${option} -: the artefact goes to standard output; name a file`);
  }
  if (path?.endsWith(".arrow")) {
    throw new UsageError(`--${option} ${path}: Arrow is not written; name a .parquet or .csv file`);
  }
}

/** Writes a table: as Parquet if the file's name ends with `.parquet`, a row group a block, else as CSV. */
export async function writeTable(path: string, columns: readonly Column[], blocks: Blocks): Promise<void> {
  await writeFile(path, path.endsWith(".parquet") ? parquetOf(columns, blocks) : csvOf(columns, blocks));
}

async function* csvOf(columns: readonly Column[], blocks: Blocks): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(csvLine(columns.map(({ name }) => name)));
  for await (const rows of blocks) yield encoder.encode(rows.map(csvLine).join(""));
}

async function* parquetOf(columns: readonly Column[], blocks: Blocks): AsyncGenerator<Uint8Array> {
  const { ParquetTable } = await import("../source/parquet/parquet_table.ts");
  const table = new ParquetTable(columns);
  for await (const rows of blocks) {
    yield table.group(columns.map((_, column) => rows.map((row) => row[column]!)));
  }
  yield table.finish();
}
