/** LZ4 as Kafka and Arrow have it: a frame of blocks. @module */

import { xxHash32 } from "js-xxhash";
import { decodeBlock, encodeBlock, largestBlock } from "./lz4_block.ts";

const MAGIC = 0x184d2204;
const VERSION = 0b0100_0000;
const VERSION_BITS = 0b1100_0000;
const INDEPENDENT = 0b0010_0000;
const BLOCK_CHECKSUM = 0b0001_0000;
const CONTENT_SIZE = 0b0000_1000;
const CONTENT_CHECKSUM = 0b0000_0100;
const DICTIONARY = 0b0000_0001;
/** What Kafka's own clients use. */
const BLOCK_BYTES = 1 << 16;
const BLOCK_CODE = 4 << 4;
const LITTLE_ENDIAN = true;
const STORED = 0x8000_0000;
const LARGEST_BLOCK = 1 << 22;

/**
 * Undoes LZ4, one frame or several.
 *
 * @param most bytes that it may become.
 * @throws {RangeError} if the data is broken, or becomes more.
 * @see {@link https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md} "LZ4 Frame Format".
 */
export function decodeLz4(bytes: Uint8Array, most: number): Uint8Array {
  const content = new Content(most);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) at = decodeFrame(bytes, view, at, content);
  return content.bytes;
}

/** Returns where the frame ends. */
function decodeFrame(bytes: Uint8Array, view: DataView, start: number, content: Content): number {
  let at = start;
  if (view.getUint32(at, LITTLE_ENDIAN) !== MAGIC) throw new RangeError("no LZ4 frame");
  const flags = view.getUint8(at + 4);
  const code = view.getUint8(at + 5) >> 4 & 7;
  if ((flags & VERSION_BITS) !== VERSION || (flags & DICTIONARY) !== 0 || code < 4) {
    throw new RangeError("an LZ4 frame of an unknown kind");
  }
  const blockBytes = 1 << (8 + 2 * code);
  // The checksum of the header is left unread: what Kafka's first clients wrote there is wrong.
  at += 4 + 2 + ((flags & CONTENT_SIZE) !== 0 ? 8 : 0) + 1;
  const begin = content.length;
  while (true) {
    const word = view.getUint32(at, LITTLE_ENDIAN);
    at += 4;
    if (word === 0) break;
    const size = word & ~STORED;
    if (size > Math.min(LARGEST_BLOCK, bytes.length - at)) throw new RangeError("a block that is cut off");
    const block = bytes.subarray(at, at + size);
    at += size;
    if ((flags & BLOCK_CHECKSUM) !== 0) {
      check(block, view.getUint32(at, LITTLE_ENDIAN));
      at += 4;
    }
    content.add(block, blockBytes, (word & STORED) !== 0);
  }
  if ((flags & CONTENT_CHECKSUM) !== 0) {
    check(content.bytes.subarray(begin), view.getUint32(at, LITTLE_ENDIAN));
    at += 4;
  }
  return at;
}

function check(bytes: Uint8Array, checksum: number): void {
  if (xxHash32(bytes) >>> 0 !== checksum) throw new RangeError("its checksum does not match");
}

/** What blocks become, one behind the other: a block may copy from those before it. */
class Content {
  length = 0;
  #most: number;
  #buffer = new Uint8Array(1 << 16);

  constructor(most: number) {
    this.#most = most;
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  add(block: Uint8Array, blockBytes: number, isStored: boolean): void {
    const room = this.length + (isStored ? block.length : blockBytes);
    if (room > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(room, 2 * this.#buffer.length));
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    if (isStored) {
      this.#buffer.set(block, this.length);
      this.length = room;
    } else {
      this.length = decodeBlock(block, this.#buffer.subarray(0, room), this.length);
    }
    if (this.length > this.#most) throw new RangeError(`more than ${this.#most} bytes`);
  }
}

/** Compresses bytes as one frame, whose blocks stand alone: Kafka's broker takes no others. */
export function encodeLz4(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
  const into = new Uint8Array(7 + 4 + blocks * (4 + largestBlock(BLOCK_BYTES)));
  const view = new DataView(into.buffer);
  const descriptor = Uint8Array.of(VERSION | INDEPENDENT, BLOCK_CODE);
  view.setUint32(0, MAGIC, LITTLE_ENDIAN);
  into.set(descriptor, 4);
  into[6] = xxHash32(descriptor) >>> 8;
  let at = 7;
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const block = bytes.subarray(from, from + BLOCK_BYTES);
    const size = encodeBlock(block, into.subarray(at + 4));
    const isSmaller = size < block.length;
    if (!isSmaller) into.set(block, at + 4);
    view.setUint32(at, isSmaller ? size : block.length | STORED, LITTLE_ENDIAN);
    at += 4 + (isSmaller ? size : block.length);
  }
  view.setUint32(at, 0); // a block that was tried here may have left something
  return into.subarray(0, at + 4);
}
