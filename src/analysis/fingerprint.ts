/** A hash of executions, to tell whether two are the same. @module */

import type { FillLog } from "../execution/fill_log.ts";

// One double as its two words, to be read without making anything.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * A hash of executions, 64 bits: equal ones have equal fingerprints, and two that differ have different
 * ones but for one chance in 2^64. It is no cryptographic digest.
 *
 * Each lane steps by a bijection, so a difference in one word alone always shows.
 *
 * @example
 * ```ts
 * import { Fingerprint } from "./fingerprint.ts";
 * import { FillLog } from "../execution/fill_log.ts";
 * import { assertNotEquals } from "@std/assert";
 * const fills = new FillLog();
 * const nothing = new Fingerprint().add(fills).text();
 * fills.add(0, 0, 10e9, 100, 3e6);
 * assertNotEquals(new Fingerprint().add(fills).text(), nothing);
 * ```
 */
export class Fingerprint {
  #a = 0x243f6a88;
  #b = 0x85a308d3;

  /** Takes in time, venue, price, shares and kind of each fill; fees, mids and touches follow from them. */
  add({ length, timeNs, venue, price, shares, kind }: FillLog): this {
    this.#word(length);
    for (let i = 0; i < length; i++) {
      this.#double(timeNs[i]!);
      this.#double(price[i]!);
      this.#double(shares[i]!);
      this.#word(venue[i]! << 8 | kind[i]!);
    }
    return this;
  }

  /** 16 hexadecimal digits, of all that was added so far. */
  text(): string {
    const a = scattered(this.#a ^ Math.imul(this.#b, 0x85ebca77));
    const b = scattered(this.#b ^ Math.imul(a, 0x9e3779b1));
    return hex(a) + hex(b);
  }

  #double(value: number): void {
    double[0] = value;
    this.#word(words[0]!);
    this.#word(words[1]!);
  }

  #word(word: number): void {
    const a = Math.imul(this.#a ^ word, 0x9e3779b1);
    this.#a = a << 13 | a >>> 19;
    const b = Math.imul(this.#b + word | 0, 0xc2b2ae3d);
    this.#b = b << 17 | b >>> 15;
  }
}

/** Lets every bit of a word depend on all (the finaliser of MurmurHash3). */
function scattered(word: number): number {
  let h = word;
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
