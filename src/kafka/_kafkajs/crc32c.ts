/** The checksum of record batches: kafkajs has one that takes byte after byte. @module */

/** Castagnoli's polynomial, its bits from the lowest on. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** What a byte does to the checksum when 0 to 7 bytes follow it, one table after the other. */
const table = new Int32Array(SLICES * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (-(crc & 1) & POLYNOMIAL);
  table[byte] = crc;
}
for (let at = 256; at < table.length; at++) {
  const before = table[at - 256]!;
  table[at] = (before >>> 8) ^ table[before & 255]!;
}

/**
 * CRC-32C, eight bytes at a time ("slicing-by-8", Kounavis and Berry 2005).
 *
 * @example
 * ```ts
 * import { crc32c } from "./crc32c.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
 * ```
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  let at = 0;
  for (const end = bytes.length - SLICES; at <= end; at += SLICES) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = table[1792 + (crc & 255)]! ^ table[1536 + ((crc >>> 8) & 255)]! ^
      table[1280 + ((crc >>> 16) & 255)]! ^ table[1024 + (crc >>> 24)]! ^
      table[768 + bytes[at + 4]!]! ^ table[512 + bytes[at + 5]!]! ^
      table[256 + bytes[at + 6]!]! ^ table[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}
