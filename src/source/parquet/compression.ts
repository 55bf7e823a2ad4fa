/** How the pages of a Parquet file are decompressed. @module */

import * as zlib from "node:zlib";
import { decompress as unzstdInScript } from "fzstd";
import type { Compressors } from "hyparquet";

/** Compressions that are not read, by their names in the file, as people call them. */
export const UNREAD_CODECS: Readonly<Record<string, string>> = { LZ4: "LZ4", LZ4_RAW: "LZ4", LZO: "LZO" };

/**
 * What undoes each compression but snappy, which `hyparquet` does itself; none makes more of a page than it claims
 * to become.
 */
export const COMPRESSORS: Compressors = {
  GZIP: (input, outputLength) => zlib.gunzipSync(input, limitedTo(outputLength)),
  BROTLI: (input, outputLength) => zlib.brotliDecompressSync(input, limitedTo(outputLength)),
  ZSTD: (input, outputLength) =>
    HAS_ZSTD ? zlib.zstdDecompressSync(input, limitedTo(outputLength)) : unzstdInScript(input),
};

function limitedTo(length: number): { maxOutputLength: number } {
  return { maxOutputLength: Math.max(1, length) };
}

/** An empty frame: magic number, a single segment of no bytes, one last block without content. */
const EMPTY_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0);

/** Whether `node:zlib` undoes zstd: Deno 2.5 has the function, but it throws. */
const HAS_ZSTD = ((): boolean => {
  try {
    return zlib.zstdDecompressSync(EMPTY_FRAME).length === 0;
  } catch {
    return false;
  }
})();
