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

/** Databento's integer for "no price" (the largest signed 64-bit number). */
export const NULL_PRICE = "9223372036854775807";
/** The same, where a tool has printed it in dollars. */
const NULL_PRICE_IN_DOLLARS = "9223372036.854775807";
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

/** How the prices of a column are written; `undefined` for a null price or a 0, which do not tell. */
export function priceForm(text: string): Form | undefined {
  if (text === NULL_PRICE || /^0*$/.test(text)) return undefined;
  return text.includes(".") || text.length < RAW_PRICE_DIGITS ? "pretty" : "raw";
}

/**
 * A price in 1e-9 dollars; `NaN` for an empty, null or zero one (zero prices in TAQ mean no quote).
 *
 * @throws {DataError} if the text is no such number, or it is negative or not exact in a double.
 */
export function parsePrice(text: string, form: Form): number {
  if (text === "" || text === NULL_PRICE || text === NULL_PRICE_IN_DOLLARS) return NO_PRICE;
  const pattern = form === "raw" ? /^-?(\d+)$/ : /^-?(\d+)(?:\.(\d{0,9}))?$/;
  const match = pattern.exec(text);
  if (!match) throw new DataError(form === "raw" ? "not an integer of 1e-9 dollars" : "not a price");
  if (text.startsWith("-")) throw new DataError("a negative price");
  const units = form === "raw" ? Number(match[1]) : exactUnits(match[1]!, match[2] ?? "");
  if (!Number.isSafeInteger(units)) throw new DataError("a price too large to be exact");
  return units === 0 ? NO_PRICE : units;
}

function exactUnits(whole: string, fraction: string): number {
  return Number(whole) * UNITS_PER_DOLLAR + Number(fraction.padEnd(9, "0"));
}

/**
 * A count (size, id, flags) up to `max`.
 *
 * @throws {DataError} if the text is no whole number, or it is negative or above `max`.
 */
export function parseCount(text: string, max: number): number {
  if (/^-\d+$/.test(text)) throw new DataError("negative");
  if (!/^\d+$/.test(text)) throw new DataError(text === "" ? "empty" : "not a whole number");
  const count = Number(text);
  if (count > max) throw new DataError(`above ${max}`);
  return count;
}

/** How the times of a column are written. */
export function timeForm(text: string): Form {
  return text[4] === "-" ? "pretty" : "raw";
}

/**
 * Nanoseconds since the Unix epoch, or `null` for no time.
 *
 * @param unit of raw times; without it they are nanoseconds, and must look like it.
 * @throws {DataError} if the text is no time, or it is before 1970 or after 2262, where a signed 64-bit
 *   number ends, or its magnitude is another unit's.
 */
export function parseTime(text: string, form: Form, unit?: TimeUnit): bigint | null {
  if (text === "" || text === NULL_TIME) return null;
  const ns = form === "raw" ? inNanoseconds(text, unit) : parsePrettyTime(text);
  if (ns < 0n || ns > NEWEST_NS) throw new DataError("a time before 1970 or after 2262");
  return ns;
}

function parsePrettyTime(text: string): bigint {
  try {
    const time = parseTimeBound(text);
    if (time.kind === "instant") return time.ns;
  } catch (error) {
    // Said below, in the reader's words.
    if (!(error instanceof DataError)) throw error;
  }
  throw new DataError("not a time such as 2024-08-01T13:36:32.491911683Z");
}
