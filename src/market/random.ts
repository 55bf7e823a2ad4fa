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
  return () => ((nextWord(words) >>> 5) * 67108864 + (nextWord(words) >>> 6)) / 9007199254740992;
}

/** The next 32 bits; the state goes on. */
function nextWord(words: Int32Array): number {
  const [a, b] = [words[0]!, words[1]!];
  const c = words[2]! ^ a;
  const d = words[3]! ^ b;
  words[0] = a ^ d;
  words[1] = b ^ c;
  words[2] = c ^ b << 9;
  words[3] = rotateLeft(d, 11);
  return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** An integer in [0, bound). */
export function randomInt(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}
