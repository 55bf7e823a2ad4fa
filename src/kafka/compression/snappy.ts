/** Snappy as Kafka has it: one block alone, or the blocks of xerial's stream. @module */

import { Buffer } from "node:buffer";
import { compress, uncompress } from "snappyjs";

/** "\x82SNAPPY\0", behind which stand two version numbers. */
const XERIAL = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0);
const XERIAL_HEAD_BYTES = 16;

/**
 * Undoes Snappy in either framing: librdkafka and its kin write a block alone, Java and Python's clients blocks
 * with their lengths.
 *
 * @param most bytes that it may become.
 * @throws {RangeError} if the data is broken, or becomes more.
 */
export function decodeSnappy(bytes: Uint8Array, most: number): Uint8Array {
  if (!XERIAL.every((byte, i) => bytes[i] === byte)) return block(bytes, most);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let at = XERIAL_HEAD_BYTES; at < bytes.length;) {
    const size = view.getInt32(at);
    at += 4;
    if (size <= 0 || size > bytes.length - at) throw new RangeError("a block that is cut off");
    const part = block(bytes.subarray(at, at + size), most - length);
    at += size;
    length += part.length;
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function block(bytes: Uint8Array, most: number): Uint8Array {
  try {
    // A copy, as snappyjs takes a Buffer's `slice` for that of an array.
    return uncompress(new Uint8Array(bytes), most);
  } catch (error) {
    throw new RangeError((error as Error).message, { cause: error });
  }
}

/** Compresses bytes as a block alone, which every client reads. */
export function encodeSnappy(bytes: Uint8Array): Uint8Array {
  return compress(new Uint8Array(bytes));
}
