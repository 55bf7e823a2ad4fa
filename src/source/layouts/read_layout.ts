/** Reads a CSV of another origin into a tape, as a layout says what its columns mean. @module */

import { DataError } from "../../market/data_error.ts";
import type { Tape } from "../../market/tape.ts";
import type { ByteSource } from "../byte_source.ts";
import { BadRow, FieldRows } from "../csv/field_rows.ts";
import { splitRow } from "../csv/layout.ts";
import { linesOf } from "../lines.ts";
import { openBytes } from "../open_bytes.ts";
import type { ReaderOptions } from "../tape_reader.ts";
import type { ForeignLayout } from "./layout_file.ts";
import { MAPPED_COLUMNS, RowMapping } from "./row_mapping.ts";

/**
 * Reads a CSV of another layout than Databento's. Rows mean what those of a Databento CSV would, so that selection,
 * bad rows and everything behind them are the same.
 *
 * @param source the text of the file, decompressed.
 * @param name its path, or what stands for it in messages: symbol, date and the files beside it are told by it.
 * @throws {DataError} naming file, line and value, if a row cannot be read; the file alone, if nothing is left.
 */
export async function readLayout(
  source: ByteSource,
  name: string,
  layout: ForeignLayout,
  options: ReaderOptions,
): Promise<Tape> {
  const beside = await openBeside(source, name, layout.parts);
  try {
    const rows = new LayoutRows(name, layout, options);
    for await (const lines of rowsOf(beside.map((part) => linesOf(part)), layout.separator)) {
      if (!rows.take(lines)) break;
      options.onProgress?.(rows.characters);
      await rows.handOver();
    }
    return rows.finish();
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: name }) : error;
  } finally {
    for (const part of beside) if (part !== source) part.close();
  }
}

/** The file and those beside it, in the order of the layout; the file alone, if its name is none of theirs. */
async function openBeside(source: ByteSource, name: string, parts: readonly string[]): Promise<ByteSource[]> {
  const own = parts.find((part) => name.includes(part));
  if (own === undefined) return [source];
  const sources: ByteSource[] = [];
  for (const part of parts) {
    if (part === own) sources.push(source);
    else sources.push(await openPart(name.replace(own, part), name));
  }
  return sources;
}

async function openPart(path: string, name: string): Promise<ByteSource> {
  try {
    return await openBytes(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DataError(`${path}, which stands beside it, is missing`, { file: name });
  }
}

/** Lines that stand side by side in all parts, joined. */
async function* rowsOf(
  parts: readonly AsyncGenerator<readonly string[]>[],
  separator: string,
): AsyncGenerator<readonly string[]> {
  if (parts.length === 1) return yield* parts[0]!;
  const waiting: string[][] = parts.map(() => []);
  while (true) {
    for (const [i, lines] of waiting.entries()) {
      if (lines.length > 0) continue;
      // A part of a line is no line yet.
      let next = await parts[i]!.next();
      while (!next.done && next.value.length === 0) next = await parts[i]!.next();
      if (!next.done) waiting[i] = [...next.value];
    }
    const count = Math.min(...waiting.map((lines) => lines.length));
    if (count === 0) {
      if (waiting.some((lines) => lines.length > 0)) {
        throw new DataError("has another number of rows than the file beside it");
      }
      return;
    }
    const heads = waiting.map((lines) => lines.splice(0, count));
    yield heads[0]!.map((_, row) => heads.map((lines) => lines[row]).join(separator));
  }
}

/** The rows of one file on their way into a tape. */
class LayoutRows {
  /** Characters read, as a measure of progress. */
  characters = 0;
  #layout: ForeignLayout;
  #options: ReaderOptions;
  #fields: FieldRows;
  #mapping: RowMapping | undefined;
  #count = 0;
  #header = "";
  #columns = 0;
  #line = 0;
  #skipped = 0;
  #fileName: string;

  constructor(name: string, layout: ForeignLayout, options: ReaderOptions) {
    this.#layout = layout;
    this.#options = options;
    this.#fileName = name;
    if ((options.levels ?? 1) > 1) {
      throw new DataError(
        `layout ${layout.name} has one level of the book, so --levels ${options.levels} cannot be read`,
      );
    }
    const { timeUnit: _unit, ...selection } = options;
    this.#fields = new FieldRows(MAPPED_COLUMNS.map((column, index) => ({ name: column, index })), selection);
    for (const column of this.#fields.columns) {
      column.form = column.name === "tsEvent" || column.name === "tsRecv" ? "raw" : "pretty";
    }
  }

  /** Takes lines; false behind the one that ends the data. */
  take(lines: readonly string[]): boolean {
    for (const line of lines) {
      this.#line++;
      this.characters += line.length + 1;
      if (line === "" || line === this.#header) continue;
      const fields = splitRow(line.replace(/^\uFEFF/, ""), this.#layout.separator);
      if (this.#layout.end !== undefined && fields[0] === this.#layout.end) return false;
      if (this.#mapping === undefined && this.#begin(fields, line)) continue;
      this.#read(fields);
    }
    return true;
  }

  /** See {@linkcode FieldRows.tape}. */
  async handOver(): Promise<void> {
    await this.#fields.tape.handOver();
  }

  /** Settles the columns with the first line; returns whether that names them. */
  #begin(fields: readonly string[], line: string): boolean {
    const { names, columns, fileName } = this.#layout;
    const trimmed = fields.map((field) => field.trim());
    const isHeader = Object.values(columns).flat().filter((name) => trimmed.includes(name)).length >= 2;
    if (names === undefined || isHeader) this.#header = line;
    const found = fileName?.exec(this.#fileName)?.groups ?? {};
    const date = this.#options.date ?? found.date?.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
    try {
      const known = isHeader || names === undefined ? trimmed : names.slice(0, fields.length);
      this.#mapping = new RowMapping(this.#layout, known, date, found.symbol ?? "");
    } catch (error) {
      throw error instanceof DataError ? error.at({ line: this.#line }) : error;
    }
    this.#columns = fields.length;
    return this.#header !== "";
  }

  #read(fields: readonly string[]): void {
    this.#count++;
    try {
      if (fields.length !== this.#columns) {
        throw new BadRow(`${fields.length} fields where the first row has ${this.#columns}`);
      }
      this.#fields.forget();
      for (const texts of this.#mapping!.map(fields)) this.#store(texts);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      if (this.#options.skipBadRows) {
        this.#skipped++;
        this.#fields.withdraw(() => `line ${this.#line}: ${error.reason}`);
        return;
      }
      throw new DataError(
        `${error.reason} (--skip-bad-rows leaves such rows out)`,
        { line: this.#line, value: error.value },
        { cause: error },
      );
    }
  }

  #store(texts: readonly string[]): void {
    const { tape } = this.#fields;
    const row = tape.next();
    try {
      this.#fields.read(texts, row);
    } catch (error) {
      tape.undo();
      throw error;
    }
    this.#fields.keep(row);
  }

  finish(): Tape {
    if (this.#line === 0) throw new DataError("is empty");
    if (this.#count === 0 && this.#options.mayBeMissing !== true) {
      throw new DataError("has a header but no rows");
    }
    return this.#fields.finish(this.#skipped, this.#options.order);
  }
}
