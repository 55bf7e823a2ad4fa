/** LZ4's blocks: literals, and copies of what came before. No kept library in script does these. @module */

const LEAST_MATCH = 4;
const FULL = 15;
/** A decoder copies without looking within so many bytes of the end, where a block must have literals alone. */
const LAST_MATCH_BEFORE_END = 12;
const LITERALS_AT_END = 5;
const FARTHEST = 0xffff;
const HASH_BITS = 14;
const KNUTH = 0x9e3779b1;

/**
 * Undoes one block.
 *
 * @param into where the block's content goes, from `at` on; what stands before may be copied.
 * @returns where the content ends.
 * @throws {RangeError} if the block is broken, or its content has no room.
 * @see {@link https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md} "LZ4 Block Format".
 */
export function decodeBlock(block: Uint8Array, into: Uint8Array, at: number): number {
  let from = 0;
  let to = at;
  const longer = (length: number): number => {
    if (length < FULL) return length;
    let total = length;
    while (true) {
      const byte = block[from++] ?? NaN;
      total += byte;
      if (byte !== 255) return total;
    }
  };
  while (from < block.length) {
    const token = block[from++]!;
    const literals = longer(token >> 4);
    if (!(from + literals <= block.length && to + literals <= into.length)) throw broken();
    into.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === block.length) return to;
    const distance = block[from]! | (block[from + 1]! << 8);
    from += 2;
    const match = longer(token & FULL) + LEAST_MATCH;
    if (!(distance > 0 && distance <= to && to + match <= into.length && from < block.length)) throw broken();
    if (distance >= match) into.copyWithin(to, to - distance, to - distance + match);
    else for (let i = to; i < to + match; i++) into[i] = into[i - distance]!;
    to += match;
  }
  throw broken();
}

function broken(): RangeError {
  return new RangeError("a broken block");
}

/** The most bytes that a block of so many can take. */
export function largestBlock(bytes: number): number {
  return bytes + Math.ceil(bytes / 255) + 16;
}

/**
 * Compresses bytes as one block that refers to nothing before it.
 *
 * @param into at least {@linkcode largestBlock} long.
 * @returns the length of the block.
 */
export function encodeBlock(bytes: Uint8Array, into: Uint8Array): number {
  const table = new Int32Array(1 << HASH_BITS).fill(-1);
  const lastMatch = bytes.length - LAST_MATCH_BEFORE_END;
  const matchEnd = bytes.length - LITERALS_AT_END;
  let to = 0;
  let anchor = 0;
  const writeLength = (length: number): void => {
    let left = length - FULL;
    for (; left >= 255; left -= 255) into[to++] = 255;
    if (left >= 0) into[to++] = left;
  };
  const writeLiterals = (end: number, match: number): void => {
    const literals = end - anchor;
    into[to++] = (Math.min(literals, FULL) << 4) | Math.min(match, FULL);
    writeLength(literals);
    into.set(bytes.subarray(anchor, end), to);
    to += literals;
  };
  for (let at = 0; at <= lastMatch;) {
    const four = wordAt(bytes, at);
    const slot = Math.imul(four, KNUTH) >>> (32 - HASH_BITS);
    const earlier = table[slot]!;
    table[slot] = at;
    if (earlier < 0 || at - earlier > FARTHEST || wordAt(bytes, earlier) !== four) {
      at++;
      continue;
    }
    let end = at + LEAST_MATCH;
    while (end < matchEnd && bytes[end] === bytes[earlier + end - at]) end++;
    const match = end - at - LEAST_MATCH;
    writeLiterals(at, match);
    into[to++] = at - earlier;
    into[to++] = (at - earlier) >> 8;
    writeLength(match);
    at = anchor = end;
  }
  writeLiterals(bytes.length, 0);
  return to;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
