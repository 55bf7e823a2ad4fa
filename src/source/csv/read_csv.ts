import type { Tape } from "../../market/tape.ts";
import { formatBound, formatTime } from "../../market/time.ts";
import type { ByteSource } from "../byte_source.ts";
import { openBytes } from "../open_bytes.ts";
import { readLayout } from "./layout.ts";
import { BadRow, RowParser } from "./row_parser.ts";
import { EmptyWindow, type RowFilter } from "./row_selection.ts";

/** What to read, and what to do with rows that cannot be read. */
export interface ReadCsvOptions extends RowFilter {
  /** Leave unreadable rows out and count them, instead of failing. @default false */
  readonly skipBadRows?: boolean | undefined;
  /** Told, now and then, how many bytes of text were read. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

const BUFFER_BYTES = 1 << 19;
const LONGEST_LINE_BYTES = 1 << 24;
const NEWLINE = 10;

/**
 * Reads a Databento CSV (mbp-1, mbp-10, tbbo; pretty or raw; plain, gzip or zstd) into a tape, rows in
 * the order of the file. The text is streamed: memory is the columns.
 *
 * @param path a file, or `-` for standard input.
 * @throws {SyntaxError} naming file, line, column and value, if a row or the header cannot be read.
 * @throws {RangeError} if nothing is left to read: an empty file, a header alone, an empty window, an
 *   unknown symbol, or several symbols and none asked for.
 */
export async function readCsv(path: string, options: ReadCsvOptions = {}): Promise<Tape> {
  const name = path === "-" ? "standard input" : path;
  const source = await openBytes(path);
  try {
    return await readCsvBytes(source, name, options);
  } finally {
    source.close();
  }
}

/** {@linkcode readCsv} on an open source; `name` stands for it in messages. */
export async function readCsvBytes(source: ByteSource, name: string, options: ReadCsvOptions): Promise<Tape> {
  const rows = new RowReader(source, name, options);
  try {
    await rows.readAll();
    return rows.finish();
  } catch (error) {
    if (error instanceof EmptyWindow) throw new RangeError(`${name}: ${windowMessage(error, options)}`);
    if (error instanceof RangeError) throw new RangeError(`${name}: ${error.message}`);
    // What the decompressor found has no line.
    if (error instanceof SyntaxError && !error.message.startsWith(name)) {
      throw new SyntaxError(`${name}: ${error.message}`);
    }
    throw error;
  }
}

function windowMessage({ covered }: EmptyWindow, { from, to }: RowFilter): string {
  const show = (bound: typeof from, open: string) => bound === undefined ? open : formatBound(bound);
  const [first, last] = covered.map(formatTime);
  return `no row from ${show(from, "the start")} to ${
    show(to, "the end")
  }; its rows run from ${first} to ${last}`;
}

/** Pulls the bytes into a buffer and has the parser read the rows there, in place. */
class RowReader {
  #source: ByteSource;
  #name: string;
  #options: ReadCsvOptions;
  #parser: RowParser | undefined;
  #line = 0;
  #skipped = 0;

  constructor(source: ByteSource, name: string, options: ReadCsvOptions) {
    this.#source = source;
    this.#name = name;
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
    }
    if (filled > 0) this.#takeLast(buffer, filled);
  }

  #enlarge(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
    if (buffer.length >= LONGEST_LINE_BYTES) {
      throw new SyntaxError(
        `${this.#name}:${this.#line + 1}: the line is longer than 16 MiB; is this a text file?`,
      );
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
      const newline = this.#readRow(parser, start, end);
      if (newline < 0) return start;
      this.#line++;
      start = newline + 1;
    }
  }

  #takeLast(bytes: Uint8Array, end: number): void {
    if (this.#parser === undefined) return this.#readHeader(bytes.subarray(0, end));
    bytes[end] = NEWLINE;
    this.#parser.use(bytes.subarray(0, end + 1));
    this.#readRow(this.#parser, 0, end + 1);
  }

  #readHeader(bytes: Uint8Array): void {
    const text = new TextDecoder().decode(bytes).replace(/\r$/, "");
    this.#line++;
    if (text === "") return;
    try {
      this.#parser = new RowParser(readLayout(text), this.#options);
    } catch (error) {
      throw new SyntaxError(`${this.#name}:${this.#line}: ${(error as Error).message}`);
    }
  }

  #readRow(parser: RowParser, start: number, end: number): number {
    try {
      return parser.parse(start, end);
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      if (this.#options.skipBadRows) {
        this.#skipped++;
        return error.newline;
      }
      const column = error.field > 0 ? `:${error.field}` : "";
      throw new SyntaxError(
        `${this.#name}:${this.#line + 1}${column}: ${error.message} (--skip-bad-rows leaves such rows out)`,
      );
    }
  }

  finish(): Tape {
    if (this.#parser === undefined) throw new RangeError("is empty");
    if (this.#parser.rows === 0) throw new RangeError("has a header but no rows");
    return this.#parser.finish(this.#skipped);
  }
}
