/** Zip archives, made in memory. @module */

import { crc32, deflateRawSync } from "node:zlib";

/** What is wrong with a member, or odd about it. */
export interface ZipQuirks {
  readonly stored?: boolean;
  readonly method?: number;
  readonly encrypted?: boolean;
  /** The size, the checksum that the directory claims. */
  readonly bytes?: number;
  readonly crc?: number;
  /** Sizes and place stand in zip64's additional field. */
  readonly far?: boolean;
}

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));

/** An archive of these members. */
export function zip(
  members: readonly (readonly [name: string, content: Uint8Array, quirks?: ZipQuirks])[],
  { far = false } = {},
): Uint8Array<ArrayBuffer> {
  const body: number[] = [];
  const directory: number[] = [];
  for (const [name, content, quirks = {}] of members) {
    const at = body.length;
    const packed = quirks.stored ? content : deflateRawSync(content);
    const letters = [...new TextEncoder().encode(name)];
    const size = quirks.bytes ?? content.length;
    const crc = quirks.crc ?? crc32(content);
    const method = quirks.method ?? (quirks.stored ? 0 : 8);
    const flags = quirks.encrypted ? 1 : 0;
    const near = (value: number): number[] => little(quirks.far ? 0xffffffff : value, 4);
    body.push(0x50, 0x4b, 3, 4, ...little(45, 2), ...little(flags, 2), ...little(method, 2), ...little(0, 4));
    body.push(
      ...little(crc, 4),
      ...little(packed.length, 4),
      ...little(size, 4),
      ...little(letters.length, 2),
    );
    body.push(...little(3, 2), ...letters, 1, 2, 3); // an additional field that the directory has not
    for (const byte of packed) body.push(byte);
    const extra = quirks.far
      ? [...little(7, 2), ...little(1, 2), 0, ...little(1, 2), ...little(24, 2), ...little(size, 8)]
        .concat(little(packed.length, 8), little(at, 8))
      : [];
    directory.push(
      0x50,
      0x4b,
      1,
      2,
      ...little(45, 2),
      ...little(45, 2),
      ...little(flags, 2),
      ...little(method, 2),
    );
    directory.push(...little(0, 4), ...little(crc, 4), ...near(packed.length), ...near(size));
    directory.push(...little(letters.length, 2), ...little(extra.length, 2), ...little(0, 10), ...near(at));
    directory.push(...letters, ...extra);
  }
  const [at, count] = [body.length, members.length];
  const end64 = far
    ? [
      0x50,
      0x4b,
      6,
      6,
      ...little(44, 8),
      ...little(45, 4),
      ...little(0, 8),
      ...little(count, 8),
      ...little(count, 8),
    ]
      .concat(little(directory.length, 8), little(at, 8))
      .concat([0x50, 0x4b, 6, 7, ...little(0, 4), ...little(at + directory.length, 8), ...little(1, 4)])
    : [];
  const end = [
    0x50,
    0x4b,
    5,
    6,
    ...little(0, 4),
    ...little(far ? 0xffff : count, 2),
    ...little(far ? 0xffff : count, 2),
  ]
    .concat(little(far ? 0xffffffff : directory.length, 4), little(far ? 0xffffffff : at, 4), little(7, 2))
    .concat([..."comment"].map((letter) => letter.charCodeAt(0)));
  return Uint8Array.from(body.concat(directory, end64, end));
}
