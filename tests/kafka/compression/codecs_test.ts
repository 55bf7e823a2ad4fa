import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Codec, CODECS } from "../../../src/kafka/compression/codec.ts";
import { canCompress, compress, decompress } from "../../../src/kafka/compression/codecs.ts";
import { decodeLz4, encodeLz4 } from "../../../src/source/lz4/lz4.ts";
import { decodeSnappy } from "../../../src/kafka/compression/snappy.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { seeds } from "../../_seeds.ts";

const fromHex = (text: string): Uint8Array => Uint8Array.fromHex(text);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Bytes that repeat themselves more or less. */
function bytesOf(seed: number): Uint8Array {
  const random = seededRandom(seed);
  const length = randomInt(random, 10 ** randomInt(random, 6));
  const letters = 1 + randomInt(random, 256);
  const bytes = Uint8Array.from({ length }, () => randomInt(random, letters));
  for (let copies = randomInt(random, 50); copies > 0 && length > 1; copies--) {
    const from = randomInt(random, length);
    bytes.copyWithin(randomInt(random, length), from, from + randomInt(random, 500));
  }
  return bytes;
}

for (const codec of ["gzip", "snappy", "lz4", "zstd"] as Codec[]) {
  Deno.test(`compress() and decompress() undo each other: ${codec}`, async () => {
    if (!canCompress(codec)) return assertEquals(codec, "zstd");
    for (let seed = 1; seed <= seeds(60, 1000); seed++) {
      const bytes = bytesOf(seed);
      const back = await decompress(CODECS.indexOf(codec), compress(codec, bytes));
      assertEquals(back.length, bytes.length, `seed ${seed}`);
      assert(back.every((byte, i) => byte === bytes[i]), `seed ${seed}`);
    }
  });
}

// Written by the reference implementations (python-lz4 4.x, python-snappy, zstandard) of "sorlab " times twelve.
const REFERENCES: readonly (readonly [name: string, codec: number, hex: string])[] = [
  [
    "lz4, linked blocks and a checksum",
    3,
    "04224d186c4054000000000000009f110000007f736f726c61622007003550726c6162200000000060c0a45b",
  ],
  [
    "lz4, blocks alone, with checksums and size",
    3,
    "04224d18784054000000000000001c110000007f736f726c61622007003550726c616220f85944f500000000",
  ],
  ["lz4, without size", 3, "04224d18604082110000007f736f726c61622007003550726c61622000000000"],
  [
    "lz4, two frames",
    3,
    "04224d1868402a00000000000000cf110000007f736f726c61622007000b50726c6162200000000004224d1868402a00000000000000cf110000007f736f726c61622007000b50726c61622000000000",
  ],
  ["snappy, a block alone", 2, "5418736f726c616220fe0700320700"],
  [
    "snappy, xerial's stream",
    2,
    "82534e415050590000000001000000010000000c2a18736f726c6162208a07000000000c2a18736f726c6162208a0700",
  ],
  ["zstd, with a checksum", 4, "28b52ffd245475000038736f726c61622001002ab418019a351ef9"],
  ["zstd, without size", 4, "28b52ffd005875000038736f726c61622001002ab41801"],
  ["gzip", 1, "1f8b08000000000002032bce2fca494c5228a6260500069fcb4854000000"],
];

for (const [name, codec, hex] of REFERENCES) {
  Deno.test(`decompress() reads what others write: ${name}`, async () => {
    assertEquals(text(await decompress(codec, fromHex(hex))), "sorlab ".repeat(12));
  });
}

Deno.test("encodeLz4() ends each block as the reference decoder wants it", () => {
  // The last five bytes are literals, and no match begins within the last twelve.
  for (let length = 1; length < 40; length++) {
    const frame = encodeLz4(new Uint8Array(length));
    const isStored = (frame[10]! & 128) !== 0;
    assertEquals(isStored, length < 13, `${length} equal bytes`);
  }
});

Deno.test("decompress() refuses what is broken, and names the codec", async () => {
  const random = seededRandom(1);
  for (const codec of ["gzip", "snappy", "lz4"] as Codec[]) {
    const whole = compress(codec, bytesOf(4));
    await assertRejects(() => decompress(CODECS.indexOf(codec), whole.subarray(0, 9)), Error, codec);
    for (let i = 0; i < 300; i++) {
      const bytes = whole.slice();
      bytes[randomInt(random, bytes.length)] = randomInt(random, 256);
      // It ends, in data or in an error of one line; the batch's own checksum tells data that are wrong.
      await decompress(CODECS.indexOf(codec), bytes).catch((error: Error) =>
        assert(!error.message.includes("\n"))
      );
    }
  }
  await assertRejects(
    () => decompress(6, new Uint8Array(8)),
    Error,
    "codec 6: gzip, snappy, lz4 and zstd can be read",
  );
});

Deno.test("decodeLz4() and decodeSnappy() become no larger than they may", () => {
  const zeros = new Uint8Array(1 << 20);
  assertThrows(() => decodeLz4(encodeLz4(zeros), 1 << 19), RangeError);
  assertThrows(() => decodeSnappy(compress("snappy", zeros), 1 << 19), RangeError);
  // A length alone allocates nothing.
  assertThrows(() => decodeSnappy(fromHex("ffffffff0f00"), 1 << 28), RangeError);
});
