/** Reads a Databento CSV into a tape. @module */

import { DataError } from "../../market/data_error.ts";
import type { Tape } from "../../market/tape.ts";
import type { ByteSource } from "../byte_source.ts";
import type { ReaderOptions } from "../tape_reader.ts";
import { BadRow } from "./field_rows.ts";
import { readLayout } from "./layout.ts";
import { textEnd } from "./line_end.ts";
import { RowParser } from "./row_parser.ts";

const BUFFER_BYTES = 1 << 19;
const LONGEST_LINE_BYTES = 1 << 24;
const NEWLINE = 10;

/**
 * Reads a Databento CSV (mbp-1, mbp-10, tbbo; pretty or raw) into a tape. The text is streamed: memory is the
 * columns.
 *
 * @param source the text, decompressed.
 * @param name what stands for it in messages.
 * @throws {DataError} naming file, line, column and value, if a row or the header cannot be read; the file
 *   alone, if nothing is left to read: an empty file, a header alone, an empty window, an unknown symbol, or
 *   several symbols and none asked for.
 */
export async function readCsv(source: ByteSource, name: string, options: ReaderOptions): Promise<Tape> {
  const rows = new RowReader(source, options);
  try {
    await rows.readAll();
    return rows.finish();
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: name }) : error;
  }
}

/** Pulls the bytes into a buffer and has the parser read the rows there, in place. */
class RowReader {
  #source: ByteSource;
  #options: ReaderOptions;
  #parser: RowParser | undefined;
  #line = 0;
  #header = "";
  #skipped = 0;

  constructor(source: ByteSource, options: ReaderOptions) {
    this.#source = source;
    this.#options = options;
  }

  async readAll(): Promise<void> {
    let buffer = new Uint8Array(BUFFER_BYTES);
    let filled = 0;
    let total = 0;
    while (true) {
      const count = await this.#source.read(buffer.subarray(filled));
      if (count === null) break;
      total += count;
      const end = filled + count;
      const rest = this.#takeLines(buffer, end);
      buffer.copyWithin(0, rest, end);
      filled = end - rest;
      if (filled === buffer.length) buffer = this.#enlarge(buffer);
      this.#options.onProgress?.(total);
      await this.#parser?.handOver();
    }
    if (filled > 0) this.#takeLast(buffer, filled);
  }

  #enlarge(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
    if (buffer.length >= LONGEST_LINE_BYTES) {
      throw new DataError("the line is longer than 16 MiB; is this a text file?", { line: this.#line + 1 });
    }
    const larger = new Uint8Array(buffer.length * 2);
    larger.set(buffer);
    return larger;
  }

  /** Takes every whole line of `bytes[0, end)`; returns where the unfinished one starts. */
  #takeLines(bytes: Uint8Array, end: number): number {
    const filled = bytes.subarray(0, end);
    let start = 0;
    while (this.#parser === undefined) {
      const newline = filled.indexOf(NEWLINE, start);
      if (newline < 0) return start;
      this.#readHeader(filled.subarray(start, newline));
      start = newline + 1;
    }
    const parser = this.#parser;
    parser.use(filled);
    while (true) {
      const newline = this.#readRow(parser, filled, start);
      if (newline < 0) return start;
      this.#line++;
      start = newline + 1;
    }
  }

  #takeLast(bytes: Uint8Array, end: number): void {
    if (this.#parser === undefined) return this.#readHeader(bytes.subarray(0, end));
    bytes[end] = NEWLINE;
    const filled = bytes.subarray(0, end + 1);
    this.#parser.use(filled);
    this.#readRow(this.#parser, filled, 0);
  }

  #readHeader(bytes: Uint8Array): void {
    const text = lineOf(bytes);
    this.#line++;
    this.#header = text;
    if (text === "") return;
    try {
      this.#parser = new RowParser(readLayout(text, this.#options.levels), this.#options);
    } catch (error) {
      throw error instanceof DataError ? error.at({ line: this.#line }) : error;
    }
  }

  #readRow(parser: RowParser, bytes: Uint8Array, start: number): number {
    try {
      return parser.parse(start, bytes.length);
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      if (this.#isHeader(lineOf(bytes.subarray(start, error.newline)))) return error.newline;
      const { reason, column, value } = error;
      if (this.#options.skipBadRows) {
        this.#skipped++;
        parser.withdraw(() => `line ${this.#line + 1}: ${reason}`);
        return error.newline;
      }
      const place = { line: this.#line + 1, column, value };
      throw new DataError(`${reason} (--skip-bad-rows leaves such rows out)`, place, { cause: error });
    }
  }

  /**
   * Whether a line is the header again, as where files were put one behind the other.
   *
   * @throws {DataError} if it is another one: then the rows behind it have other columns.
   */
  #isHeader(line: string): boolean {
    if (line === this.#header) return true;
    if (!line.includes("ts_event") || !line.includes("publisher_id")) return false;
    throw new DataError("another header than the file's: its rows have other columns; give each file alone", {
      line: this.#line + 1,
    });
  }

  finish(): Tape {
    if (this.#parser === undefined) throw new DataError("is empty");
    if (this.#parser.rows === 0 && this.#options.mayBeMissing !== true) {
      throw new DataError("has a header but no rows");
    }
    return this.#parser.finish(this.#skipped, this.#options.order);
  }
}

/** A line as text, without its line end and a byte-order mark. */
function lineOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, textEnd(bytes, 0, bytes.length)));
}
