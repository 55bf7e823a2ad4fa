/** The lines of a text file, as they are read. @module */

import { DataError } from "../../market/data_error.ts";
import { openBytes } from "../../source/open_bytes.ts";

const CHUNK_BYTES = 1 << 18;
/** No row of fills is longer; what is, is no text of lines. */
const LONGEST_LINE = 1 << 20;

/** Told of each line, without its end, and of its number, from 1. */
export type OnLine = (line: string, number: number) => void;

/**
 * Reads a file of text, plain, gzip or zstd, line by line. Lines that are empty are passed over, but counted.
 *
 * @param path a file, or `-` for standard input.
 * @throws {DataError} for a line beyond any reason.
 */
export async function readLines(path: string, onLine: OnLine): Promise<void> {
  const source = await openBytes(path);
  try {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(CHUNK_BYTES);
    let number = 0;
    let rest = "";
    const take = (line: string): void => {
      number++;
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (text !== "") onLine(number === 1 ? text.replace(/^\uFEFF/, "") : text, number);
    };
    for (let count = await source.read(bytes); count !== null; count = await source.read(bytes)) {
      const text = rest + decoder.decode(bytes.subarray(0, count), { stream: true });
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        take(text.slice(from, end));
        from = end + 1;
      }
      rest = text.slice(from);
      if (rest.length > LONGEST_LINE) {
        throw new DataError(`longer than ${LONGEST_LINE} characters`, { line: number + 1 });
      }
    }
    rest += decoder.decode();
    if (rest !== "") take(rest);
  } finally {
    source.close();
  }
}
