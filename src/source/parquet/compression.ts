/** How the pages of a Parquet file are decompressed. @module */

import * as zlib from "node:zlib";
import { type Compressors, snappyUncompress } from "hyparquet";
import { decodeBlock } from "../lz4/lz4_block.ts";
import { unzstdAtOnce } from "../zstd_at_once.ts";

/** Compressions that are not read, by their names in the file, as people call them. */
export const UNREAD_CODECS: Readonly<Record<string, string>> = { LZ4: "LZ4 in its old form", LZO: "LZO" };

/** What undoes each compression; none makes more of a page than it claims to become. */
const DECOMPRESSORS: Compressors = {
  SNAPPY(input, outputLength) {
    const page = new Uint8Array(outputLength);
    snappyUncompress(input, page);
    return page;
  },
  GZIP: (input, outputLength) => zlib.gunzipSync(input, limitedTo(outputLength)),
  BROTLI: (input, outputLength) => zlib.brotliDecompressSync(input, limitedTo(outputLength)),
  LZ4_RAW(input, outputLength) {
    const page = new Uint8Array(outputLength);
    return outputLength === 0 ? page : page.subarray(0, decodeBlock(input, page, 0));
  },
  ZSTD: unzstdAtOnce,
};

function limitedTo(length: number): { maxOutputLength: number } {
  return { maxOutputLength: Math.max(1, length) };
}

/** The same for `hyparquet`, which gets a page only once it is checked. */
export function decompressors(check: (page: Uint8Array, compressed: Uint8Array) => void): Compressors {
  const checked = Object.entries(DECOMPRESSORS).map(([codec, decompress]) =>
    [codec, (input: Uint8Array, outputLength: number): Uint8Array => {
      const page = decompress(input, outputLength);
      check(page, input);
      return page;
    }] as const
  );
  return Object.fromEntries(checked);
}
