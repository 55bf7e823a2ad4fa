/** The fills of a file, whatever its kind. @module */

import { DataError } from "../../market/data_error.ts";
import { peek } from "../../source/byte_source.ts";
import { openBytes } from "../../source/open_bytes.ts";
import type { FillsRead } from "../fills.ts";
import { type FillsOptions, readFillsTable } from "./fills_table.ts";
import { looksLikeFix, readFixLog } from "./fix_log.ts";

/** Bytes that tell a FIX log from a table. */
const HEAD_BYTES = 4096;

/**
 * Reads fills: a table of text, or a FIX log, known by its first bytes; plain, gzip or zstd.
 *
 * @throws {DataError} naming file, line and column; if there is no fill; for standard input, which cannot be read
 *   twice.
 */
export async function readFills(path: string, options: FillsOptions): Promise<FillsRead> {
  if (path === "-") throw new DataError("fills cannot come from standard input: name a file");
  const { head, source } = await peek(await openBytes(path), HEAD_BYTES);
  source.close();
  const text = new TextDecoder().decode(head);
  const read = looksLikeFix(text) ? await readFixLog(path, options) : await readFillsTable(path, options);
  if (read.fills.length === 0) throw new DataError("holds no fill", { file: path });
  return read;
}
