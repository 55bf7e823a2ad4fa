/** The rows of a table of text, field by field. @module */

import { DataError } from "../../market/data_error.ts";
import { allBytes, type ByteSource, peek, startsWith } from "../../source/byte_source.ts";
import { splitRow } from "../../source/csv/layout.ts";
import { openBytes } from "../../source/open_bytes.ts";
import { readLines } from "./lines.ts";
import { type Columns, columnsAmong, findColumns, type TableLayout, withNeeded } from "./table_layout.ts";

/** A row: reads its fields, and says where a bad one stands. */
export class TableRow<Name extends string> {
  /** Number of its line, from 1. */
  line = 0;
  #fields: readonly string[] = [];
  #index: ReadonlyMap<Name, number>;
  #names: readonly string[];

  constructor(index: ReadonlyMap<Name, number>, names: readonly string[]) {
    this.#index = index;
    this.#names = names;
  }

  /** Takes the fields of the next row. */
  set(fields: readonly string[], line: number): void {
    this.#fields = fields;
    this.line = line;
  }

  /** Whether the table has a column. */
  has(name: Name): boolean {
    return this.#index.has(name);
  }

  /** The text of a field; empty where the table has no such column. */
  text(name: Name): string {
    const at = this.#index.get(name);
    return at === undefined ? "" : this.#fields[at]!;
  }

  /**
   * A field as `read` takes it.
   *
   * @throws {DataError} with line, column and value, for what `read` refuses.
   */
  read<T>(name: Name, read: (text: string) => T): T {
    const text = this.text(name);
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const at = this.#index.get(name) ?? 0;
      throw new DataError(`${this.#names[at]} is ${JSON.stringify(text.slice(0, 60))}: ${error.reason}`, {
        line: this.line,
        column: at + 1,
        value: text,
      });
    }
  }
}

/** What a table is read for. */
interface TableReading<Name extends string> {
  readonly columns: Columns<Name>;
  readonly needed: readonly Name[];
  readonly onRow: (row: TableRow<Name>) => void;
  readonly layout: TableLayout;
}

/** Rows of Parquet that are texts at a time: row groups may have a million. */
const BLOCK_ROWS = 1 << 17;

/** First bytes of files that are no text; of Arrow a file's, and a stream's. */
const [PARQUET, ARROW_FILE] = ["PAR1", "ARROW1"].map((magic) => [...new TextEncoder().encode(magic)]);
const ARROW_STREAM = [0xff, 0xff, 0xff, 0xff];

/**
 * Reads a table: text with a header (comma, semicolon, tab or bar between the fields), Parquet, or Arrow's files and
 * streams, known by its first bytes. A value of Parquet or Arrow is read as the text that it would be; their libraries
 * are loaded where there is such a file.
 *
 * @param onRow told of each row; the same object every time.
 * @throws {DataError} naming file, line (of Parquet and Arrow the row) and column.
 */
export async function readTable<Name extends string>(
  path: string,
  columns: Columns<Name>,
  needed: readonly NoInfer<Name>[],
  onRow: (row: TableRow<Name>) => void,
  layout: TableLayout = {},
): Promise<void> {
  const opened = await openBytes(path);
  try {
    const { head, source } = await peek(opened, ARROW_FILE!.length);
    const isArrow = startsWith(head, ARROW_FILE!) || startsWith(head, ARROW_STREAM);
    const reading = { columns, needed, onRow, layout };
    if (startsWith(head, PARQUET!)) await readParquetTable(source, reading);
    else if (isArrow) await readArrowTable(source, reading);
    else await readTextTable(source, reading);
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: path }) : error;
  } finally {
    opened.close();
  }
}

async function readTextTable<Name extends string>(
  source: ByteSource,
  { columns, needed, onRow, layout }: TableReading<Name>,
): Promise<void> {
  let row: TableRow<Name> | undefined;
  let separator = ",";
  let width = 0;
  await readLines(source, (text, line) => {
    if (row === undefined) {
      const found = findColumns(text, columns, needed, layout);
      separator = found.separator;
      width = found.names.length;
      row = new TableRow(found.index, found.names);
      return;
    }
    const fields = text.includes('"') ? splitRow(text, separator) : text.split(separator);
    if (fields.length !== width) {
      throw new DataError(`${fields.length} fields where the header has ${width}`, { line });
    }
    row.set(fields, line);
    onRow(row);
  });
  if (row === undefined) throw new DataError("is empty; needs a header with the columns' names");
}

async function readParquetTable<Name extends string>(
  source: ByteSource,
  { columns, needed, onRow, layout }: TableReading<Name>,
): Promise<void> {
  const { openParquet } = await import("../../source/parquet/read_parquet.ts");
  const { textOf } = await import("../../source/parquet/column_reader.ts");
  const file = await openParquet(source);
  const found = columnsAmong(file.columns.map(({ name }) => name), columns, layout);
  const { index, names } = withNeeded(found, columns, needed);
  const row = new TableRow(index, names);
  for (const { start, rows } of file.groups) {
    for (let from = start; from < start + rows; from += BLOCK_ROWS) {
      const to = Math.min(start + rows, from + BLOCK_ROWS);
      const texts: string[][] = names.map(() => []);
      for (const at of index.values()) {
        const { name, meaning } = file.columns[at]!;
        await file.read(name, from, to, (values, first) => {
          // Whole pages come: what of them lies outside is of other blocks.
          const end = Math.min(values.length, to - first);
          for (let i = Math.max(0, from - first); i < end; i++) {
            texts[at]![first + i - from] = textOf(values[i], meaning);
          }
        });
      }
      for (let i = 0; i < to - from; i++) {
        row.set(texts.map((column) => column[i] ?? ""), from + i + 1);
        onRow(row);
      }
    }
  }
}

async function readArrowTable<Name extends string>(
  source: ByteSource,
  { columns, needed, onRow, layout }: TableReading<Name>,
): Promise<void> {
  const { ArrowTable } = await import("./arrow/arrow_table.ts");
  const table = new ArrowTable(new Uint8Array(await allBytes(source)));
  const found = columnsAmong(table.columns.map(({ name }) => name), columns, layout);
  const { index, names } = withNeeded(found, columns, needed);
  const row = new TableRow(index, names);
  let number = 0;
  for (const texts of table.texts(index.values())) {
    row.set(texts, ++number);
    onRow(row);
  }
}
