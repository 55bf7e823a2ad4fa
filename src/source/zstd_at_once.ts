/** Zstd undone at once, where it is known what it becomes. @module */

import * as zlib from "node:zlib";
import { decompress } from "fzstd";

/** The most that a byte of zstd becomes: a block of 4 bytes is 128 KiB of one byte (RFC 8878, 3.1.1.2). */
const MOST_FOLD = 1 << 15;

/** An empty frame: magic number, a single segment of no bytes, one last block without content. */
const EMPTY_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0);

/** Whether `node:zlib` undoes zstd: Deno 2.5 has the function, but it throws. */
const IS_NATIVE = ((): boolean => {
  try {
    return zlib.zstdDecompressSync(EMPTY_FRAME).length === 0;
  } catch {
    return false;
  }
})();

/**
 * Undoes zstd, natively where Deno can.
 *
 * @param length bytes that it is said to become; more are never made of it.
 * @throws {Error} if the data is broken, becomes more, or cannot become so much.
 */
export function unzstdAtOnce(bytes: Uint8Array, length: number): Uint8Array {
  if (!(length <= MOST_FOLD * bytes.length)) {
    throw new RangeError(`${bytes.length} bytes of zstd that are said to become ${length}`);
  }
  if (IS_NATIVE) return zlib.zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) });
  return decompress(bytes, new Uint8Array(length));
}
