/** Texts that are read whole. @module */

import { DataError } from "../market/data_error.ts";

/** The longest text that is read; the next power of two no string holds. */
const MOST_MIB = 256;
const MOST_BYTES = MOST_MIB * 2 ** 20;
/** What is read at once: a stream's own blocks are so small that long texts take three times as long. */
const BLOCK_BYTES = 2 ** 20;

/**
 * Reads a file's text, or standard input's for `-`.
 *
 * @param name what errors call it.
 * @throws {DataError} if it is longer than 256 MiB, or has no end, as some devices and pipes have none.
 */
export async function readText(path: string, name: string = path): Promise<string> {
  using file = path === "-" ? undefined : await Deno.open(path, { read: true });
  const from = file ?? Deno.stdin;
  const block = new Uint8Array(BLOCK_BYTES);
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const count = await from.read(block);
    if (count === null) break;
    bytes += count;
    if (bytes > MOST_BYTES) throw new DataError(`is longer than ${MOST_MIB} MiB`, { file: name });
    text += decoder.decode(block.subarray(0, count), { stream: true });
  }
  return text + decoder.decode();
}
