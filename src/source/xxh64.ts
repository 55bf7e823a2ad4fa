/** XXH64, the checksum of a zstd frame's contents. @module */

// The five primes of XXH64, each as the words of a 64-bit number.
const PRIME_1 = [0x9e3779b1, 0x85ebca87] as const;
const PRIME_2 = [0xc2b2ae3d, 0x27d4eb4f] as const;
const PRIME_3 = [0x165667b1, 0x9e3779f9] as const;
const PRIME_4 = [0x85ebca77, 0xc2b2ae63] as const;
const PRIME_5 = [0x27d4eb2f, 0x165667c5] as const;

const STRIPE_BYTES = 32;
const LITTLE_ENDIAN = true;

// The words of the last result: an object for each of them would take most of the time, and so do big integers.
let high = 0;
let low = 0;

function set(aHigh: number, aLow: number): void {
  high = aHigh;
  low = aLow;
}

function multiply(by: readonly [number, number]): void {
  const aHigh = high;
  const aLow = low;
  const bHigh = by[0];
  const bLow = by[1];
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const lowest = Math.imul(a0, b0) >>> 0;
  const cross = (Math.imul(a1, b0) >>> 0) + (lowest >>> 16);
  const middle = (Math.imul(a0, b1) >>> 0) + (cross & 0xffff);
  high = Math.imul(a1, b1) + (cross >>> 16) + (middle >>> 16) + Math.imul(aHigh, bLow) +
      Math.imul(aLow, bHigh) | 0;
  low = (middle << 16) | (lowest & 0xffff);
}

function add(bHigh: number, bLow: number): void {
  const sum = (low >>> 0) + (bLow >>> 0);
  high = high + bHigh + (sum > 0xffffffff ? 1 : 0) | 0;
  low = sum | 0;
}

function xor(bHigh: number, bLow: number): void {
  high ^= bHigh;
  low ^= bLow;
}

/** @param bits 1 to 31. */
function rotateLeft(bits: number): void {
  const aHigh = high;
  high = (aHigh << bits) | (low >>> (32 - bits));
  low = (low << bits) | (aHigh >>> (32 - bits));
}

/** Folds the upper bits into the lower ones; `bits` is below 64. */
function xorShifted(bits: number): void {
  if (bits >= 32) low ^= high >>> (bits - 32);
  else xor(high >>> bits, (low >>> bits) | (high << (32 - bits)));
}

/** One step of a lane: from the lane's words and eight bytes of input. */
function round(laneHigh: number, laneLow: number, inHigh: number, inLow: number): void {
  set(inHigh, inLow);
  multiply(PRIME_2);
  add(laneHigh, laneLow);
  rotateLeft(31);
  multiply(PRIME_1);
}

/**
 * XXH64 with seed 0, of bytes that come in parts.
 *
 * @see {@link https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md} "XXH64 algorithm description".
 *
 * @example
 * ```ts
 * import { Xxh64 } from "./xxh64.ts";
 * import { assertEquals } from "@std/assert";
 * const hash = new Xxh64();
 * hash.update(new TextEncoder().encode("abc"));
 * assertEquals(hash.low32(), 0xad770999); // of 44bc2cf5ad770999
 * ```
 */
export class Xxh64 {
  /** Four lanes, each the words of a number, the higher first. */
  #lanes: Int32Array;
  #stripe = new Uint8Array(STRIPE_BYTES);
  #held = 0;
  #length = 0;

  constructor() {
    set(...PRIME_1);
    add(...PRIME_2);
    const first = [high, low];
    set(0, 0);
    set(~PRIME_1[0], ~PRIME_1[1]);
    add(0, 1);
    this.#lanes = Int32Array.from([...first, ...PRIME_2, 0, 0, high, low]);
  }

  /** Takes the next bytes. */
  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(STRIPE_BYTES - this.#held, bytes.length);
      this.#stripe.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < STRIPE_BYTES) return;
      this.#take(this.#stripe, 0);
      this.#held = 0;
    }
    at = this.#take(bytes, at);
    this.#stripe.set(bytes.subarray(at));
    this.#held = bytes.length - at;
  }

  /** Takes the whole stripes from there on; returns where the rest begins. */
  #take(bytes: Uint8Array, from: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lanes = this.#lanes;
    let at = from;
    for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) {
      for (let lane = 0; lane < 8; lane += 2) {
        const word = at + 4 * lane;
        const inLow = view.getInt32(word, LITTLE_ENDIAN);
        round(lanes[lane]!, lanes[lane + 1]!, view.getInt32(word + 4, LITTLE_ENDIAN), inLow);
        lanes[lane] = high;
        lanes[lane + 1] = low;
      }
    }
    return at;
  }

  /** The lower half of the hash, which is what a frame holds. Nothing may be added afterwards. */
  low32(): number {
    this.#mergeLanes();
    add(Math.floor(this.#length / 2 ** 32), this.#length | 0);
    this.#addRest();
    xorShifted(33);
    multiply(PRIME_2);
    xorShifted(29);
    multiply(PRIME_3);
    xorShifted(32);
    return low >>> 0;
  }

  #mergeLanes(): void {
    const lanes = this.#lanes;
    if (this.#length < STRIPE_BYTES) return set(...PRIME_5);
    let [sumHigh, sumLow] = [0, 0];
    for (const [index, bits] of [1, 7, 12, 18].entries()) {
      set(lanes[2 * index]!, lanes[2 * index + 1]!);
      rotateLeft(bits);
      add(sumHigh, sumLow);
      [sumHigh, sumLow] = [high, low];
    }
    for (let lane = 0; lane < 8; lane += 2) {
      round(0, 0, lanes[lane]!, lanes[lane + 1]!);
      xor(sumHigh, sumLow);
      multiply(PRIME_1);
      add(...PRIME_4);
      [sumHigh, sumLow] = [high, low];
    }
  }

  /** What is left of a stripe: eights of bytes, then a four, then single ones. */
  #addRest(): void {
    const view = new DataView(this.#stripe.buffer);
    let at = 0;
    for (; at + 8 <= this.#held; at += 8) {
      const [sumHigh, sumLow] = [high, low];
      round(0, 0, view.getInt32(at + 4, LITTLE_ENDIAN), view.getInt32(at, LITTLE_ENDIAN));
      xor(sumHigh, sumLow);
      rotateLeft(27);
      multiply(PRIME_1);
      add(...PRIME_4);
    }
    if (at + 4 <= this.#held) {
      this.#mix(view.getInt32(at, LITTLE_ENDIAN), PRIME_1);
      rotateLeft(23);
      multiply(PRIME_2);
      add(...PRIME_3);
      at += 4;
    }
    for (; at < this.#held; at++) {
      this.#mix(this.#stripe[at]!, PRIME_5);
      rotateLeft(11);
      multiply(PRIME_1);
    }
  }

  #mix(word: number, prime: readonly [number, number]): void {
    const [sumHigh, sumLow] = [high, low];
    set(0, word);
    multiply(prime);
    xor(sumHigh, sumLow);
  }
}
