/** Text line by line. @module */

import type { ByteSource } from "./byte_source.ts";
import { DataError } from "../market/data_error.ts";

const BUFFER_BYTES = 1 << 18;
const LONGEST_LINE = 1 << 24;

/**
 * The lines of a text in UTF-8, without their ends and a byte-order mark; what stands behind the last newline is a
 * line only if it is not empty.
 *
 * @throws {DataError} if a line is longer than any row can be.
 */
export async function* linesOf(source: ByteSource): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(BUFFER_BYTES);
  let rest = "";
  while (true) {
    const count = await source.read(buffer);
    if (count === null) break;
    const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > LONGEST_LINE) {
      throw new DataError("has a line longer than 16 MiB; is this a text file?");
    }
    yield lines.map(withoutReturns);
  }
  const last = rest + decoder.decode();
  if (last !== "") yield [withoutReturns(last)];
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === "\r") end--;
  return line.slice(0, end);
}
