/** JSON written as bytes. @module */

import { hasPrice, UNITS_PER_DOLLAR } from "../../market/price.ts";
import { formatTime, NS_PER_DAY, NS_PER_SECOND } from "../../market/time.ts";

const CHUNK_BYTES = 1 << 20;
/** More than any row and the frame around it take: keys 160, three times 90, prices and counts 140. */
const MOST_BYTES_A_ROW = 512;
const ZERO = 48;
const COLON = 58;
const DOT = 46;
const LETTER_Z = 90;

/**
 * Writes JSON of numbers, times and given text as bytes, without making a string of it first. Messages lie
 * one behind the other in chunks, which are never written again.
 */
export class JsonWriter {
  #originNs: bigint;
  #bytes = new Uint8Array(CHUNK_BYTES);
  #from = 0;
  #at = 0;
  #texts = new Map<string, Uint8Array>();
  #day = NaN;
  #date = new Uint8Array(0);

  constructor(originNs: bigint) {
    this.#originNs = originNs;
  }

  /** Begins a message of at most so many rows. */
  begin(rows: number): void {
    const most = (rows + 1) * MOST_BYTES_A_ROW;
    if (this.#at + most > this.#bytes.length) {
      this.#bytes = new Uint8Array(Math.max(CHUNK_BYTES, most));
      this.#at = 0;
    }
    this.#from = this.#at;
  }

  /** The message written since {@linkcode begin}. */
  end(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#from, this.#at);
  }

  /** ASCII text as it is; there should be few different ones. */
  text(text: string): void {
    let bytes = this.#texts.get(text);
    if (bytes === undefined) this.#texts.set(text, bytes = new TextEncoder().encode(text));
    const into = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < bytes.length; i++) into[at++] = bytes[i]!;
    this.#at = at;
  }

  /** One character by its code. */
  letter(code: number): void {
    this.#bytes[this.#at++] = code;
  }

  /** A whole number from 0. */
  count(value: number): void {
    this.#digits(value, value < 10 ? 1 : digitsOf(value));
  }

  /** A price in 1e-9 dollars as decimal dollars, exactly; none is `null`. */
  price(units: number): void {
    if (!hasPrice(units)) return this.text("null");
    let dollars = Math.floor(units / UNITS_PER_DOLLAR);
    let fraction = units - dollars * UNITS_PER_DOLLAR;
    // The quotient of a price just below a dollar may have been rounded up to it.
    if (fraction < 0) {
      dollars--;
      fraction += UNITS_PER_DOLLAR;
    }
    this.count(dollars);
    if (fraction === 0) return;
    this.#bytes[this.#at++] = DOT;
    let digits = 9;
    for (; fraction % 10 === 0; digits--) fraction /= 10;
    this.#digits(fraction, digits);
  }

  /** A time, ns after the origin, as RFC 3339 with nine decimals. */
  time(offsetNs: number): void {
    const day = Math.floor(offsetNs / NS_PER_DAY);
    if (day !== this.#day) this.#turnDay(day);
    this.#bytes.set(this.#date, this.#at);
    this.#at += this.#date.length;
    const ns = offsetNs - day * NS_PER_DAY;
    const seconds = Math.floor(ns / NS_PER_SECOND);
    this.#digits(Math.floor(seconds / 3600), 2);
    this.letter(COLON);
    this.#digits(Math.floor(seconds / 60) % 60, 2);
    this.letter(COLON);
    this.#digits(seconds % 60, 2);
    this.letter(DOT);
    this.#digits(ns - seconds * NS_PER_SECOND, 9);
    this.letter(LETTER_Z);
  }

  #turnDay(day: number): void {
    this.#day = day;
    const midnight = formatTime(this.#originNs + BigInt(day) * BigInt(NS_PER_DAY));
    this.#date = new TextEncoder().encode(midnight.slice(0, "2024-08-01T".length));
  }

  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    let left = value;
    for (let at = this.#at + count - 1; at >= this.#at; at--) {
      const rest = Math.floor(left / 10);
      bytes[at] = ZERO + left - rest * 10;
      left = rest;
    }
    this.#at += count;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
