/**
 * The fields of `fields.ts` read from bytes in place. Whatever is unusual (and whatever is wrong) gives
 * {@linkcode UNREADABLE}, and the reader asks `fields.ts`; what is read here is read alike there.
 *
 * @module
 */

import { DataError } from "../../market/data_error.ts";
import { UNITS_PER_DOLLAR } from "../../market/price.ts";
import { NS_PER_DAY, NS_PER_SECOND } from "../../market/time.ts";
import { type Form, NULL_PRICE, NULL_TIME, parseTime } from "./fields.ts";

/** The field needs the slow reader. Not `NaN`, which means "none". */
export const UNREADABLE = -1;

const DOT = 46;
const ZERO = 48;

const POWERS_OF_TEN = Float64Array.from({ length: 10 }, (_, i) => 10 ** i);

/** Digits that are exact in a double, whatever they are. */
const EXACT_DIGITS = 15;

/** Dollars with more digits would not be exact in 1e-9. */
const MOST_DOLLAR_DIGITS = 7;

/** A whole number of 1 to 15 digits in `bytes[from, to)`. */
export function fastCount(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 1 || length > EXACT_DIGITS) return UNREADABLE;
  let count = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return UNREADABLE;
    count = count * 10 + digit;
  }
  return count;
}

/** A price in 1e-9 dollars; `NaN` for an empty, null or zero one. */
export function fastPrice(bytes: Uint8Array, from: number, to: number, form: Form | undefined): number {
  if (from === to) return NaN;
  if (form !== "pretty") {
    if (isText(bytes, from, to, NULL_PRICE)) return NaN;
    return form === undefined ? UNREADABLE : fastCount(bytes, from, to) || NaN;
  }
  let point = from;
  while (point < to && bytes[point] !== DOT) point++;
  const whole = point - from > MOST_DOLLAR_DIGITS ? UNREADABLE : fastCount(bytes, from, point);
  const fraction = point === to ? 0 : fastFraction(bytes, point + 1, to);
  if (whole < 0 || fraction < 0) return UNREADABLE;
  const units = whole * UNITS_PER_DOLLAR + fraction;
  return units > Number.MAX_SAFE_INTEGER ? UNREADABLE : units || NaN;
}

/** The up to 9 digits behind a point, in 1e-9: `5` is 500,000,000. */
function fastFraction(bytes: Uint8Array, from: number, to: number): number {
  const decimals = to - from;
  if (decimals === 9) return nineDigits(bytes, from);
  if (decimals === 0) return 0;
  const digits = decimals > 9 ? UNREADABLE : fastCount(bytes, from, to);
  return digits < 0 ? UNREADABLE : digits * POWERS_OF_TEN[9 - decimals]!;
}

/** The usual fraction. In threes, which the processor multiplies side by side, unlike a loop's digits. */
function nineDigits(bytes: Uint8Array, at: number): number {
  const a = bytes[at]! - ZERO;
  const b = bytes[at + 1]! - ZERO;
  const c = bytes[at + 2]! - ZERO;
  const d = bytes[at + 3]! - ZERO;
  const e = bytes[at + 4]! - ZERO;
  const f = bytes[at + 5]! - ZERO;
  const g = bytes[at + 6]! - ZERO;
  const h = bytes[at + 7]! - ZERO;
  const i = bytes[at + 8]! - ZERO;
  // A digit leaves the bits above the lowest four clear, and still does with 6 added; nothing else does.
  const plain = a | b | c | d | e | f | g | h | i;
  const raised = (a + 6) | (b + 6) | (c + 6) | (d + 6) | (e + 6) | (f + 6) | (g + 6) | (h + 6) | (i + 6);
  if (((plain | raised) & ~15) !== 0) return UNREADABLE;
  return (a * 100 + b * 10 + c) * 1_000_000 + (d * 100 + e * 10 + f) * 1000 + (g * 100 + h * 10 + i);
}

function isText(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
  return true;
}

const PREFIX_BYTES = 17; // 2024-08-01T13:36:
const SHORTEST_PRETTY_TIME = 20; // 2024-08-01T13:36:32Z
const Z = 90;

/**
 * Reads the times of one column as offsets from `originNs`. Rows of one minute share their first 17
 * bytes, so those are compared with the row before and parsed only when they change.
 */
export class FastTime {
  #originNs: bigint;
  #prefix = new Uint8Array(PREFIX_BYTES);
  #minuteNs = NaN;
  #decoder = new TextDecoder();

  constructor(originNs: bigint) {
    this.#originNs = originNs;
  }

  /** Nanoseconds after the origin in `bytes[from, to)`; `NaN` for none. */
  read(bytes: Uint8Array, from: number, to: number, form: Form | undefined): number {
    if (form === "pretty") return this.#pretty(bytes, from, to);
    return form === "raw" ? this.#raw(bytes, from, to) : noTime(bytes, from, to);
  }

  #raw(bytes: Uint8Array, from: number, to: number): number {
    if (to - from !== 19) return noTime(bytes, from, to);
    const seconds = fastCount(bytes, from, to - 9);
    const fraction = fastCount(bytes, to - 9, to);
    if (seconds < 0 || fraction < 0) return UNREADABLE;
    return inRange((seconds - Number(this.#originNs / 1_000_000_000n)) * NS_PER_SECOND + fraction);
  }

  #pretty(bytes: Uint8Array, from: number, to: number): number {
    if (to - from < SHORTEST_PRETTY_TIME || bytes[to - 1] !== Z) return noTime(bytes, from, to);
    const prefix = this.#prefix;
    for (let i = 0; i < PREFIX_BYTES; i++) {
      if (prefix[i] === bytes[from + i]) continue;
      if (!this.#readMinute(bytes, from)) return UNREADABLE;
      break;
    }
    const at = from + PREFIX_BYTES;
    const seconds = fastCount(bytes, at, at + 2);
    if (seconds < 0 || seconds > 59) return UNREADABLE;
    const wholeNs = this.#minuteNs + seconds * NS_PER_SECOND;
    if (to - from === SHORTEST_PRETTY_TIME) return inRange(wholeNs);
    if (bytes[at + 2] !== DOT || to - at === 4) return UNREADABLE;
    const fraction = fastFraction(bytes, at + 3, to - 1);
    return fraction < 0 ? UNREADABLE : inRange(wholeNs + fraction);
  }

  #readMinute(bytes: Uint8Array, from: number): boolean {
    this.#minuteNs = NaN;
    const prefix = bytes.subarray(from, from + PREFIX_BYTES);
    try {
      const minute = parseTime(`${this.#decoder.decode(prefix)}00Z`, "pretty");
      if (minute === null) return false;
      this.#minuteNs = Number(minute - this.#originNs);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.#prefix[0] = 0;
      return false;
    }
    this.#prefix.set(prefix);
    return true;
  }
}

function noTime(bytes: Uint8Array, from: number, to: number): number {
  return from === to || isText(bytes, from, to, NULL_TIME) ? NaN : UNREADABLE;
}

/** Offsets beyond 104 days of the origin, before or after, would not be exact. */
const MOST_DAYS = 104;

// Times before the origin are negative: rare (rows that step back over midnight), so left to the slow reader.
function inRange(offsetNs: number): number {
  return offsetNs >= 0 && offsetNs <= MOST_DAYS * NS_PER_DAY ? offsetNs : UNREADABLE;
}
