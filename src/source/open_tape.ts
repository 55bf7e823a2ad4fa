/** The one entry to market data in files: whatever the format, it becomes a tape. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape } from "../market/tape.ts";
import { type ByteSource, peek } from "./byte_source.ts";
import { formatOf, HEAD_BYTES, type TapeFormat } from "./formats.ts";
import { type Input, inputsOf } from "./inputs.ts";
import { joinTapes } from "./joined_tape.ts";
import { SplitRows } from "./split_rows.ts";
import { Survey, type SurveyReport } from "./survey.ts";
import type { ReaderOptions, ReadOptions, TakeRows, TapeReader } from "./tape_reader.ts";

/**
 * Reads market data into a tape: a file, the members of a zip archive, or the files of a folder or a pattern, in order of
 * time, each day's books starting empty. Compression and format are known by the
 * first bytes and not by the file's name. The bytes are streamed: memory is the columns.
 *
 * A new format takes three steps, and touches nothing else:
 * 1. write its reader, a `TapeReader` (see `tape_reader.ts`), in a file or folder of its own under `source/`;
 * 2. add its row to `FORMATS` in `formats.ts`: name, first bytes, reader (and take it out of `UNREADABLE`
 *    there);
 * 3. give it a test, and a file in `tests/testdata/`, that reads the same tape as another format does.
 *
 * @param input a file, an archive, a folder, a pattern such as `days/*.dbn.zst`, or `-` for standard input.
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
  const inputs = await inputsOf(input);
  if (inputs.length === 1) return await readInput(inputs[0]!, options);
  return await readInputs(inputs, input, options);
}

/**
 * Reads one input's rows as they stand in it, a block at a time, so that memory does not grow with it.
 *
 * @param input a file, or the member of an archive.
 * @param onRows given the rows in blocks of one size.
 * @returns the rows behind the last whole block, with what was met in all of it; repeated rows are not counted.
 * @throws as {@linkcode openTape} does; then rows may have been given already.
 */
export async function readBlocks(
  input: Input,
  options: Omit<ReadOptions, "order" | "levels">,
  onRows: TakeRows,
): Promise<Tape> {
  return await readInput(input, { ...options, onRows });
}

async function readInput(input: Input, options: ReaderOptions): Promise<Tape> {
  return await withFormat(
    input,
    (format, source) => readerOf(format, options.layout)(source, input.name, options),
  );
}

/**
 * What is in the files that a name stands for, in the order of their names. They are streamed, and unreadable rows are
 * counted; memory grows with the number of instruments alone.
 *
 * @param input as for {@linkcode openTape}.
 * @param options what columns and times mean, and whom to tell of the progress.
 * @throws as {@linkcode openTape} does, where a file cannot be read at all.
 */
export async function surveyFiles(
  input: string,
  options: Pick<ReadOptions, "timeUnit" | "layout" | "date" | "onProgress"> = {},
): Promise<(SurveyReport & { readonly file: string })[]> {
  const reports: (SurveyReport & { readonly file: string })[] = [];
  for (const one of await inputsOf(input)) {
    const survey = new Survey();
    const name = await withFormat(one, async (format, source) => {
      await readerOf(format, options.layout)(source, one.name, { ...options, skipBadRows: true, survey });
      return format.name;
    });
    reports.push({ file: one.name, ...survey.report(name) });
  }
  return reports;
}

/**
 * Reads the tapes of several instruments from one file that they share, in one go where that can be.
 *
 * @param input a file.
 * @param options as for {@linkcode openTape}.
 * @returns by symbol; what is not in it is to be read by {@linkcode openTape}, which then says what is wrong: instruments that
 *   the file does not have, and all of them where a row cannot be read, or rows have levels or two publishers.
 * @throws {Deno.errors.NotFound} and its kin, if the file cannot be opened.
 */
export async function openTapes(
  input: string,
  symbols: readonly string[],
  options: Omit<ReadOptions, "symbol"> = {},
): Promise<Map<string, Tape>> {
  const inputs = await inputsOf(input);
  const { levels = 1, skipBadRows = false } = options;
  if (inputs.length > 1 || levels > 1 || skipBadRows || symbols.length < 2) return new Map();
  const split = new SplitRows(symbols, options);
  try {
    await readInput(inputs[0]!, { ...options, survey: split });
    return split.metConsolidated ? new Map() : split.finish();
  } catch (error) {
    // It may be the fault of rows that nobody asked for.
    if (error instanceof DataError) return new Map();
    throw error;
  }
}

/** Opens an input, and has something done with its format and its bytes. */
async function withFormat<T>(
  { name, open }: Input,
  act: (format: TapeFormat, source: ByteSource) => Promise<T>,
): Promise<T> {
  try {
    const bytes = await open();
    try {
      const { head, source } = await peek(bytes, HEAD_BYTES);
      return await act(formatOf(head), source);
    } finally {
      bytes.close();
    }
  } catch (error) {
    // What the decompressor found knows no file.
    throw error instanceof DataError ? error.at({ file: name }) : error;
  }
}

/** What reads a file: its format's reader, or that of a layout, which only text can be of. */
function readerOf({ name: format, read }: TapeFormat, layout: ReadOptions["layout"]): TapeReader {
  if (layout === undefined) return read;
  if (format === "Databento CSV") {
    return async (source, name, options) => {
      const { readLayout } = await import("./layouts/read_layout.ts");
      return await readLayout(source, name, layout, options);
    };
  }
  throw new DataError(`is ${format}, which says itself what its columns mean: leave --layout out`);
}

/** Files that have nothing of what is wanted, as of other symbols or other days, are passed over. */
async function readInputs(inputs: readonly Input[], name: string, options: ReadOptions): Promise<Tape> {
  const tapes: Tape[] = [];
  let bytesBefore = 0;
  for (const input of inputs) {
    let bytesRead = 0;
    const onProgress = (bytes: number) => options.onProgress?.(bytesBefore + (bytesRead = bytes));
    const tape = await readInput(input, { ...options, order: "file", mayBeMissing: true, onProgress });
    bytesBefore += bytesRead;
    if (tape.length === 0) continue;
    checkSymbol(tape, tapes[0], input.name, options);
    tapes.push(tape);
  }
  if (tapes.length === 0) {
    const reason = await readInput(inputs[0]!, options).then(() => "", (error: Error) => error.message);
    throw new DataError(`none of its ${inputs.length} files has what is asked for; the first: ${reason}`, {
      file: name,
    });
  }
  try {
    return joinTapes(tapes, options.order);
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: name }) : error;
  }
}

/** @throws {DataError} if nothing says that the tapes of two files are of one instrument. */
function checkSymbol({ symbol }: Tape, first: Tape | undefined, file: string, options: ReadOptions): void {
  if (first !== undefined && symbol !== first.symbol) {
    throw new DataError(
      `is of ${symbol || "no symbol"}, where the files before it are of ${first.symbol || "none"}; ` +
        "choose one with --symbol",
      { file },
    );
  }
  if (first !== undefined && symbol === "" && options.instrumentId === undefined) {
    throw new DataError(
      "names no symbol, nor do the files before it, which may be of other instruments; " +
        "choose an instrument_id with --instrument-id",
      { file },
    );
  }
}
