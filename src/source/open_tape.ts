/** The one entry to market data in files: whatever the format, it becomes a tape. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape } from "../market/tape.ts";
import { peek } from "./byte_source.ts";
import { formatOf, HEAD_BYTES } from "./formats.ts";
import { readLayout } from "./layouts/read_layout.ts";
import { openBytes } from "./open_bytes.ts";
import type { ReadOptions } from "./tape_reader.ts";

/**
 * Reads a file of market data into a tape. Compression and format are known by the
 * first bytes and not by the file's name. The bytes are streamed: memory is the columns.
 *
 * A new format takes three steps, and touches nothing else:
 * 1. write its reader, a `TapeReader` (see `tape_reader.ts`), in a file or folder of its own under `source/`;
 * 2. add its row to `FORMATS` in `formats.ts`: name, first bytes, reader (and take it out of `UNREADABLE`
 *    there);
 * 3. give it a test, and a file in `tests/testdata/`, that reads the same tape as another format does.
 *
 * @param input a file, or `-` for standard input.
 * @param options what of it is wanted, and in which order; all rows as they stand in the file by default.
 * @throws {DataError} naming file, and line, column and value where there are such, if it cannot be read or
 *   nothing is left to read: an empty file, an empty window, an unknown symbol, or several symbols and none
 *   asked for.
 * @throws {Deno.errors.NotFound} and its kin, if the file cannot be opened.
 *
 * @example
 * ```ts
 * import { openTape } from "./open_tape.ts";
 * import { assertEquals } from "@std/assert";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(
 *   path,
 *   "ts_event,publisher_id,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00\n2024-08-01T13:36:32Z,2,10.01,10.02,100,200\n",
 * );
 * const tape = await openTape(path);
 * await Deno.remove(path);
 * assertEquals([tape.length, tape.columns.askPx[0]], [1, 10_020_000_000]);
 * ```
 */
export async function openTape(input: string, options: ReadOptions = {}): Promise<Tape> {
  const name = input === "-" ? "standard input" : input;
  const bytes = await openBytes(input);
  try {
    const { head, source } = await peek(bytes, HEAD_BYTES);
    const format = formatOf(head);
    if (options.layout === undefined) return await format.read(source, name, options);
    if (format.name !== "Databento CSV") {
      throw new DataError(`is ${format.name}, which says itself what its columns mean: leave --layout out`);
    }
    return await readLayout(source, name, options.layout, options);
  } catch (error) {
    // What the decompressor found knows no file.
    throw error instanceof DataError ? error.at({ file: name }) : error;
  } finally {
    bytes.close();
  }
}
