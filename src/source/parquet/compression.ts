/** How the pages of a Parquet file are decompressed. @module */

import * as zlib from "node:zlib";
import type { Compressors } from "hyparquet";
import { unzstdAtOnce } from "../zstd_at_once.ts";

/** Compressions that are not read, by their names in the file, as people call them. */
export const UNREAD_CODECS: Readonly<Record<string, string>> = { LZ4: "LZ4", LZ4_RAW: "LZ4", LZO: "LZO" };

/**
 * What undoes each compression but snappy, which `hyparquet` does itself; none makes more of a page than it claims
 * to become.
 */
export const COMPRESSORS: Compressors = {
  GZIP: (input, outputLength) => zlib.gunzipSync(input, limitedTo(outputLength)),
  BROTLI: (input, outputLength) => zlib.brotliDecompressSync(input, limitedTo(outputLength)),
  ZSTD: unzstdAtOnce,
};

function limitedTo(length: number): { maxOutputLength: number } {
  return { maxOutputLength: Math.max(1, length) };
}
