/**
 * What one field of a Databento CSV means, read from its text: the clear version. The reader calls it
 * for quoted rows and to say what is wrong with a bad one; `fast_fields.ts` reads the same from bytes
 * and is tested against it.
 *
 * @module
 */

import { DataError } from "../../market/data_error.ts";
import { NO_PRICE, UNITS_PER_DOLLAR } from "../../market/price.ts";
import { parseTimeBound } from "../../market/time.ts";
import { inNanoseconds, type TimeUnit } from "../time_unit.ts";
import { withoutTrailingZeros } from "../trailing_zeros.ts";

/** Databento's integer for "no price" (the largest signed 64-bit number). */
export const NULL_PRICE = "9223372036854775807";
/** Databento's integer for "no time" (the largest unsigned 64-bit number). */
export const NULL_TIME = "18446744073709551615";

const NEWEST_NS = 2n ** 63n - 1n;

/** `pretty`: `222.81`, `2024-08-01T…Z`; `raw`: integers of 1e-9 dollars and of nanoseconds. */
export type Form = "pretty" | "raw";

/**
 * An integer with fewer digits than this is a price in whole dollars: as 1e-9 units it would be less
 * than a cent, as dollars it would be more than the largest price that is exact.
 */
const RAW_PRICE_DIGITS = 8;

/** What tools write where there is nothing, in small letters. */
const NULL_WORDS: ReadonlySet<string> = new Set(["nan", "nat", "null", "none", "na", "n/a", "<na>", "\\n"]);

/** A text without what tools pad it with; empty where it says that there is nothing. */
export function meaning(text: string): string {
  const trimmed = text.trim();
  return NULL_WORDS.has(trimmed.toLowerCase()) ? "" : trimmed;
}

/** Digits of the null price, whole and as doubles are printed, wherever the point stands. */
const NULL_PRICE_DIGITS = /^92233720368547758(07|08|1|)$|^9223372036854776$/;
/** Less than the null price in dollars, and more than any price that is exact. */
const BEYOND_PRICES = 9e9;

function isNullPrice(text: string): boolean {
  if (text === "" || text === NULL_PRICE) return true;
  if (!text.startsWith("9") || !(Number(text) >= BEYOND_PRICES)) return false;
  const digits = withoutTrailingZeros(text.replace(/e.*$/i, "").replace(".", ""));
  return NULL_PRICE_DIGITS.test(digits);
}

/** How the prices of a column are written; `undefined` for a null price or a 0, which do not tell. */
export function priceForm(text: string): Form | undefined {
  const price = meaning(text);
  if (isNullPrice(price) || /^0*$/.test(price)) return undefined;
  // A whole number that a tool has printed as a float.
  const whole = price.replace(/\.0*$/, "");
  return whole.includes(".") || whole.length < RAW_PRICE_DIGITS ? "pretty" : "raw";
}

/**
 * A price in 1e-9 dollars; `NaN` for an empty, null or zero one (zero prices in TAQ mean no quote). What is finer
 * than 1e-9 dollars only by what doubles leave behind (1e-12 of the price) is rounded.
 *
 * @throws {DataError} if the text is no such number, or it is negative, finer or not exact in a double.
 */
export function parsePrice(text: string, form: Form): number {
  const price = meaning(text);
  if (isNullPrice(price)) return NO_PRICE;
  const pattern = form === "raw" ? /^-?(\d+)(?:\.0*)?$/ : /^-?(\d+)(?:\.(\d*))?$/;
  // A price in scientific notation was printed from a double, so reading it as one loses nothing.
  const match = pattern.exec(/^-?\d+(\.\d+)?e[+-]?\d+$/i.test(price) ? plain(price, form) : price);
  if (!match) throw new DataError(form === "raw" ? "not an integer of 1e-9 dollars" : "not a price");
  if (price.startsWith("-")) throw new DataError("a negative price");
  const units = form === "raw" ? Number(match[1]) : exactUnits(match[1]!, match[2] ?? "");
  if (!Number.isSafeInteger(units)) throw new DataError("a price too large to be exact");
  return units === 0 ? NO_PRICE : units;
}

function plain(price: string, form: Form): string {
  return Number(price).toFixed(form === "raw" ? 0 : DECIMALS);
}

/** Decimals of a price. */
const DECIMALS = 9;
/** One over the part of a price that doubles may leave behind. */
const EXACTNESS = 10n ** 12n;

function exactUnits(whole: string, fraction: string): number {
  const finer = fraction.slice(DECIMALS);
  const units = Number(whole) * UNITS_PER_DOLLAR + Number(fraction.slice(0, DECIMALS).padEnd(DECIMALS, "0"));
  if (finer === "" || /^0+$/.test(finer)) return units;
  const one = 10n ** BigInt(finer.length);
  const rest = BigInt(finer);
  const goesUp = 2n * rest >= one;
  const off = goesUp ? one - rest : rest;
  if (off * EXACTNESS > BigInt(whole + fraction)) throw new DataError("a price finer than 1e-9 dollars");
  return goesUp ? units + 1 : units;
}

/**
 * A count (size, id, flags) up to `max`.
 *
 * @throws {DataError} if the text is no whole number, or it is negative or above `max`.
 */
export function parseCount(text: string, max: number): number {
  const whole = meaning(text).replace(/(\d)\.0*$/, "$1");
  if (/^-\d+$/.test(whole)) throw new DataError("negative");
  if (!/^\d+$/.test(whole)) throw new DataError(whole === "" ? "empty" : "not a whole number");
  const count = Number(whole);
  if (count > max) throw new DataError(`above ${max}`);
  return count;
}

/**
 * A count that may be left out, which is 0.
 *
 * @throws {DataError} as {@linkcode parseCount} does.
 */
export function parseOptionalCount(text: string, max: number): number {
  return meaning(text) === "" ? 0 : parseCount(text, max);
}

/** How the times of a column are written. */
export function timeForm(text: string): Form {
  return meaning(text)[4] === "-" ? "pretty" : "raw";
}

/** The null time, and as doubles and signed numbers have it. */
const NULL_TIMES: ReadonlySet<string> = new Set([
  "",
  NULL_TIME,
  "18446744073709551616",
  "18446744073709552000",
  "1.8446744073709552e19",
  "1.8446744073709552e+19",
  "-9223372036854775808",
]);

/**
 * Nanoseconds since the Unix epoch, or `null` for no time.
 *
 * @param unit of raw times; without it they are nanoseconds, and must look like it.
 * @throws {DataError} if the text is no time, or it is before 1970 or after 2262, where a signed 64-bit
 *   number ends, or its magnitude is another unit's.
 */
export function parseTime(text: string, form: Form, unit?: TimeUnit): bigint | null {
  const time = meaning(text);
  if (NULL_TIMES.has(time.replace(/\.0*$/, ""))) return null;
  const ns = form === "raw" ? inNanoseconds(time, unit) : parsePrettyTime(time);
  if (ns < 0n || ns > NEWEST_NS) throw new DataError("a time before 1970 or after 2262");
  return ns;
}

function parsePrettyTime(text: string): bigint {
  // As other tools write the offset from UTC.
  const usual = text.replace(/ ?UTC$/, "Z").replace(/(:\d{2}(?:\.\d+)? ?[+-]\d{2})(\d{2})$/, "$1:$2");
  try {
    const time = parseTimeBound(usual);
    if (time.kind === "instant") return time.ns;
  } catch (error) {
    // Said below, in the reader's words.
    if (!(error instanceof DataError)) throw error;
  }
  throw new DataError("not a time such as 2024-08-01T13:36:32.491911683Z");
}
