/** Values of a Parquet column as the tape has them, and as a CSV would have them. @module */

import { DataError } from "../../market/data_error.ts";
import { NO_PRICE, UNITS_PER_DOLLAR } from "../../market/price.ts";
import { formatTime, NS_PER_DAY, NS_PER_SECOND } from "../../market/time.ts";
import { ACTIONS, type FieldColumn, LARGEST, SIDES } from "../csv/field_rows.ts";
import { parseTime, priceForm } from "../csv/fields.ts";
import type { ColumnMeaning } from "./parquet_file.ts";

/** The value needs the reader of texts. Not `NaN`, which means "none". */
export const UNREADABLE = -1;

/** Makes the number that the tape has of a stored value, or {@linkcode UNREADABLE}. */
type ToNumber = (value: unknown) => number;

/** As a signed number, and as an unsigned one; the smallest signed one is that of pandas. */
const NO_TIMES: readonly bigint[] = [2n ** 64n - 1n, -(2n ** 63n)];
const NULL_PRICE = 2n ** 63n - 1n;

/** As nanoseconds, less than this is before March 1973: another unit, or a mistake. */
const LEAST_RAW_NS = 10n ** 17n;
/** Offsets beyond 104 days of the origin would not be exact. */
const MOST_OFFSET_NS = 104 * NS_PER_DAY;

/** Up to here a double tells 1e-9 dollars well enough. */
const MOST_PRICE = 1e5;

/**
 * What reads a column's usual values; everything unusual, and everything wrong, is left to the reader of texts.
 * Settles how prices are written with the first one that tells it.
 *
 * @param originNs midnight that offsets count from.
 * @param hasTimeUnit whether times that are mere numbers count something else than nanoseconds.
 */
export function numberReader(
  column: FieldColumn,
  meaning: ColumnMeaning,
  originNs: bigint,
  hasTimeUnit: boolean,
): ToNumber {
  switch (column.name) {
    case "tsEvent":
    case "tsRecv": {
      if (meaning.kind === "time") return (value) => timeOffset(value, meaning.unitNs, originNs);
      const fromText = textTimeReader(originNs);
      return (value) => {
        if (typeof value === "string") return fromText(value);
        return hasTimeUnit ? UNREADABLE : rawTimeOffset(value, originNs);
      };
    }
    case "price":
    case "bidPx":
    case "askPx":
      return meaning.kind === "decimal"
        ? (value) => decimalPrice(value, meaning.scale)
        : (value) => numberPrice(value, column, meaning);
    case "size":
    case "bidSz":
    case "askSz":
      return (value) => count(value ?? 0, LARGEST.size);
    case "instrument":
      return (value) => count(value ?? 0, LARGEST.instrument);
    case "bidPublisher":
    case "askPublisher":
      return (value) => count(value ?? 0, LARGEST.publisher);
    case "publisher":
    case "flags":
    case "rtype": {
      const largest = LARGEST[column.name];
      return (value) => count(value, largest);
    }
    case "action":
      return (value) => letter(value, ACTIONS);
    case "side":
      return (value) => letter(value, SIDES);
    case "symbol":
      return () => UNREADABLE;
  }
}

function timeOffset(value: unknown, unitNs: bigint, originNs: bigint): number {
  if (typeof value !== "bigint") return value === null || value === undefined ? NaN : UNREADABLE;
  if (NO_TIMES.includes(value)) return NaN;
  return inRange(Number((unitNs === 1n ? value : value * unitNs) - originNs));
}

function rawTimeOffset(value: unknown, originNs: bigint): number {
  if (typeof value !== "bigint") return value === null || value === undefined ? NaN : UNREADABLE;
  if (NO_TIMES.includes(value)) return NaN;
  return value < LEAST_RAW_NS ? UNREADABLE : inRange(Number(value - originNs));
}

/** The usual text of a time: down to the minute, then seconds and decimals. */
const USUAL_TIME = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:)(\d{2})(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;

/** Reads times that are texts; rows of one minute share its text, so it is read when it changes. */
function textTimeReader(originNs: bigint): (text: string) => number {
  let minute = "";
  let minuteNs = NaN;
  return (text) => {
    const [, start, seconds, decimals = ""] = USUAL_TIME.exec(text) ?? [];
    if (start === undefined || Number(seconds) > 59) return UNREADABLE;
    if (start !== minute) {
      minute = start;
      try {
        minuteNs = Number((parseTime(`${start}00Z`, "pretty") ?? originNs - 1n) - originNs);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        minuteNs = NaN;
      }
    }
    return inRange(minuteNs + Number(seconds) * NS_PER_SECOND + Number(decimals.padEnd(9, "0")));
  };
}

function inRange(offsetNs: number): number {
  return offsetNs >= 0 && offsetNs <= MOST_OFFSET_NS ? offsetNs : UNREADABLE;
}

function decimalPrice(value: unknown, scale: number): number {
  if (value === null || value === undefined) return NO_PRICE;
  if (scale > 9) return UNREADABLE;
  const unscaled = value instanceof Uint8Array ? Number(signed(value)) : Number(value);
  const units = unscaled * 10 ** (9 - scale);
  return units >= 0 && units <= Number.MAX_SAFE_INTEGER ? units || NO_PRICE : UNREADABLE;
}

function numberPrice(value: unknown, column: FieldColumn, meaning: ColumnMeaning): number {
  if (value === null || value === undefined) return NO_PRICE;
  if (typeof value === "number" && meaning.kind === "plain") {
    if (Number.isNaN(value)) return NO_PRICE;
    column.form ??= priceForm(String(value));
    return column.form === "pretty" ? dollars(value) : UNREADABLE;
  }
  if (typeof value !== "bigint" || value === NULL_PRICE) {
    return value === NULL_PRICE ? NO_PRICE : UNREADABLE;
  }
  column.form ??= priceForm(String(value));
  const units = Number(value);
  return column.form === "raw" && units >= 0 && units <= Number.MAX_SAFE_INTEGER
    ? units || NO_PRICE
    : UNREADABLE;
}

/** A price that is some 1e-9 dollars but for what doubles leave behind: as `parsePrice` rounds, away from its edges. */
function dollars(price: number): number {
  if (!(price >= 0 && price <= MOST_PRICE)) return UNREADABLE;
  const exact = price * UNITS_PER_DOLLAR;
  const units = Math.round(exact);
  const off = Math.abs(exact - units);
  return off <= 0.25 && off <= exact * 5e-13 ? units || NO_PRICE : UNREADABLE;
}

function count(value: unknown, largest: number): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= largest
    ? number
    : UNREADABLE;
}

function letter(value: unknown, letters: string): number {
  return typeof value === "string" && value.length === 1 && letters.includes(value)
    ? value.charCodeAt(0)
    : UNREADABLE;
}

/** The text that a CSV of the same rows has in the place of a value. */
export function textOf(value: unknown, meaning: ColumnMeaning): string {
  if (value === null || value === undefined) return "";
  // A damaged file may say of texts that they are times.
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  if (meaning.kind === "time" && isWhole) return timeText(BigInt(value as bigint), meaning.unitNs);
  if (meaning.kind === "decimal" && isWhole) return decimalText(BigInt(value as bigint), meaning.scale);
  if (value instanceof Uint8Array) {
    return meaning.kind === "decimal" ? decimalText(signed(value), meaning.scale) : `${value.length} bytes`;
  }
  return meaning.kind === "single" && typeof value === "number" ? singleText(value) : String(value);
}

function timeText(value: bigint, unitNs: bigint): string {
  if (NO_TIMES.includes(value)) return "";
  const ns = value * unitNs;
  return ns === BigInt.asIntN(64, ns) ? formatTime(ns) : String(ns);
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The shortest digits that tell a number of single precision from its neighbours. */
function singleText(value: number): string {
  for (let digits = 6; digits <= 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** Big-endian, in two's complement. */
function signed(bytes: Uint8Array): bigint {
  const unsigned = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(8 * bytes.length, unsigned);
}
