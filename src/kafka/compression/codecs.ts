/** The codecs that a batch of records may be compressed with. @module */

import { Buffer } from "node:buffer";
import * as zlib from "node:zlib";
import { IteratorSource } from "../../source/byte_source.ts";
import { unzstd } from "../../source/zstd.ts";
import { type Codec, CODECS } from "./codec.ts";
import { decodeLz4, encodeLz4 } from "../../source/lz4/lz4.ts";
import { decodeSnappy, encodeSnappy } from "./snappy.ts";

/** What a batch may become. Brokers take batches of 1 MiB unless told otherwise. */
const LARGEST_BATCH_BYTES = 1 << 28;

/**
 * Undoes the compression of a batch.
 *
 * @param codec its number, from 1.
 * @throws {Error} naming the codec, if there is none of this number, the data is broken, or becomes more than
 *   256 MiB.
 */
export async function decompress(codec: number, bytes: Uint8Array): Promise<Uint8Array> {
  const name = CODECS[codec];
  try {
    switch (name) {
      case "gzip":
        return zlib.gunzipSync(bytes, { maxOutputLength: LARGEST_BATCH_BYTES });
      case "snappy":
        return decodeSnappy(bytes, LARGEST_BATCH_BYTES);
      case "lz4":
        return decodeLz4(bytes, LARGEST_BATCH_BYTES);
      case "zstd":
        return await decodeZstd(bytes);
      default:
        throw new RangeError("gzip, snappy, lz4 and zstd can be read");
    }
  } catch (error) {
    throw new Error(`compressed with ${name ?? `codec ${codec}`}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function decodeZstd(bytes: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const source = new IteratorSource((async function* () {
    yield bytes;
  })());
  for await (const part of await unzstd(source)) {
    parts.push(part.slice());
    length += part.length;
    if (length > LARGEST_BATCH_BYTES) throw new RangeError(`more than ${LARGEST_BATCH_BYTES} bytes`);
  }
  return Buffer.concat(parts, length);
}

/**
 * Compresses the records of a batch.
 *
 * @throws {Error} for zstd, where {@linkcode canCompress} says no.
 */
export function compress(codec: Codec, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case "gzip":
      return zlib.gzipSync(bytes);
    case "snappy":
      return encodeSnappy(bytes);
    case "lz4":
      return encodeLz4(bytes);
    case "zstd":
      return zlib.zstdCompressSync(bytes);
    default:
      return bytes;
  }
}

/** Whether this runtime can compress with a codec: Deno does zstd since 2.9 or so. */
export function canCompress(codec: Codec): boolean {
  try {
    // Older ones have the function, and fail when it is called.
    compress(codec, new Uint8Array(1));
    return true;
  } catch {
    return false;
  }
}
