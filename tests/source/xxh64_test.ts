import { assertEquals } from "@std/assert";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { Xxh64 } from "../../src/source/xxh64.ts";

function low32(parts: Iterable<Uint8Array>): number {
  const hash = new Xxh64();
  for (const part of parts) hash.update(part);
  return hash.low32();
}

/** The specification, word for word, in big integers. */
function specified(bytes: Uint8Array): number {
  const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
  const [p1, p2, p3, p4, p5] = [
    0x9e3779b185ebca87n,
    0xc2b2ae3d27d4eb4fn,
    0x165667b19e3779f9n,
    0x85ebca77c2b2ae63n,
    0x27d4eb2f165667c5n,
  ] as const;
  const rotate = (value: bigint, bits: bigint): bigint => wrap(value << bits) | (value >> (64n - bits));
  const round = (lane: bigint, input: bigint): bigint => wrap(rotate(wrap(lane + input * p2), 31n) * p1);
  const word = (at: number, count: number): bigint =>
    bytes.subarray(at, at + count).reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let at = 0;
  let sum: bigint = p5;
  if (bytes.length >= 32) {
    let lanes: bigint[] = [wrap(p1 + p2), p2, 0n, wrap(-p1)];
    for (; at + 32 <= bytes.length; at += 32) {
      lanes = lanes.map((lane, i) => round(lane, word(at + 8 * i, 8)));
    }
    sum = wrap([1n, 7n, 12n, 18n].reduce((total, bits, i) => total + rotate(lanes[i]!, bits), 0n));
    for (const lane of lanes) sum = wrap((sum ^ round(0n, lane)) * p1 + p4);
  }
  sum = wrap(sum + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8) sum = wrap(rotate(sum ^ round(0n, word(at, 8)), 27n) * p1 + p4);
  if (at + 4 <= bytes.length) {
    sum = wrap(rotate(sum ^ wrap(word(at, 4) * p1), 23n) * p2 + p3);
    at += 4;
  }
  for (; at < bytes.length; at++) sum = wrap(rotate(sum ^ wrap(word(at, 1) * p5), 11n) * p1);
  sum = wrap((sum ^ (sum >> 33n)) * p2);
  sum = wrap((sum ^ (sum >> 29n)) * p3);
  return Number((sum ^ (sum >> 32n)) & 0xffffffffn);
}

Deno.test("Xxh64 gives the values that are published", () => {
  const text = (value: string) => low32([new TextEncoder().encode(value)]);
  assertEquals(text(""), 0x51d8e999, "of ef46db3751d8e999");
  assertEquals(text("abc"), 0xad770999, "of 44bc2cf5ad770999");
});

Deno.test("Xxh64 is what the specification says, however the bytes come", () => {
  const random = seededRandom(7);
  for (let length = 0; length < 150; length++) {
    const bytes = Uint8Array.from({ length }, () => randomInt(random, 256));
    const parts: Uint8Array[] = [];
    for (let at = 0; at < length;) {
      const end = at + 1 + randomInt(random, 40);
      parts.push(bytes.subarray(at, end));
      at = end;
    }
    assertEquals([low32([bytes]), low32(parts)], Array(2).fill(specified(bytes)), `seed 7, ${length} bytes`);
  }
});
