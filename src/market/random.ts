/** Reproducible random numbers. @module */

/** A source of reproducible uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * xoshiro128** (Blackman & Vigna 2018), seeded through splitmix32; 53 random bits a number.
 *
 * @param seed an integer; only its low 32 bits count.
 *
 * @example
 * ```ts
 * import { seededRandom } from "./random.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(seededRandom(1)(), seededRandom(1)());
 * ```
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  const words = new Int32Array(4);
  for (let i = 0; i < 4; i++) words[i] = splitmix();
  return () => {
    let a = words[0]!;
    let b = words[1]!;
    let c = words[2]!;
    let d = words[3]!;
    const high = scramble(b) >>> 5;
    let shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    const low = scramble(b) >>> 6;
    shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    words[0] = a;
    words[1] = b;
    words[2] = c;
    words[3] = d;
    return (high * 67108864 + low) / 9007199254740992;
  };
}

function scramble(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, 5), 7), 9);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** An integer in [0, bound). */
export function randomInt(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}
