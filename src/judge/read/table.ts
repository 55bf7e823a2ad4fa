/** The rows of a table of text, field by field. @module */

import { DataError } from "../../market/data_error.ts";
import { splitRow } from "../../source/csv/layout.ts";
import { readLines } from "./lines.ts";
import { type Columns, findColumns, type TableLayout } from "./table_layout.ts";

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

/**
 * Reads a table of text with a header: comma, semicolon, tab or bar between the fields.
 *
 * @param onRow told of each row; the same object every time.
 * @returns the columns that the file has.
 * @throws {DataError} naming file, line and column.
 */
export async function readTable<Name extends string>(
  path: string,
  columns: Columns<Name>,
  needed: readonly NoInfer<Name>[],
  onRow: (row: TableRow<Name>) => void,
  layout: TableLayout = {},
): Promise<ReadonlySet<Name>> {
  const file = path === "-" ? "standard input" : path;
  let row: TableRow<Name> | undefined;
  let separator = ",";
  let width = 0;
  let known: ReadonlySet<Name> = new Set();
  try {
    await readLines(path, (text, line) => {
      if (row === undefined) {
        const found = findColumns(text, columns, needed, layout);
        ({ separator, fields: width } = found);
        known = new Set(found.index.keys());
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
  } catch (error) {
    throw error instanceof DataError ? error.at({ file }) : error;
  }
  if (row === undefined) throw new DataError("is empty; needs a header with the columns' names", { file });
  return known;
}
