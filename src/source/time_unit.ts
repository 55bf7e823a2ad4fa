/** Times that are numbers: in which unit they count. @module */

import { DataError } from "../market/data_error.ts";
import { withoutTrailingZeros } from "./trailing_zeros.ts";

/** A unit of such times. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** The units, the finest last. */
export const TIME_UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

const NAMES: Readonly<Record<TimeUnit, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
};

/** Decimals of a time that a nanosecond has. */
const DECIMALS: Readonly<Record<TimeUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 };

/** As nanoseconds, less than this is before March 1973: no market data of any feed. */
const LEAST_NS = 10n ** 17n;

/**
 * Nanoseconds since the Unix epoch.
 *
 * @param text a number, not negative; whole, but for units that are coarser than a nanosecond.
 * @param unit what it counts; without one it must be nanoseconds.
 * @throws {DataError} if it is no such number, or it cannot be nanoseconds and no unit is given: then naming
 *   the unit that it must be.
 *
 * @example
 * ```ts
 * import { inNanoseconds } from "./time_unit.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(inNanoseconds("1722519000000", "ms"), 1722519000000000000n);
 * assertThrows(() => inNanoseconds("1722519000000", undefined), Error, "--time-unit ms");
 * ```
 */
export function inNanoseconds(text: string, unit: TimeUnit | undefined): bigint {
  const [, whole, fraction = ""] = /^(\d{1,19})(?:\.(\d+))?$/.exec(text) ?? [];
  const decimals = DECIMALS[unit ?? "ns"];
  const coarse = unit === undefined ? unitOfFraction(text) : undefined;
  if (coarse !== undefined) {
    throw new DataError(`counts no nanoseconds, which have no fraction: use --time-unit ${coarse}`);
  }
  if (whole === undefined || withoutTrailingZeros(fraction).length > decimals) {
    throw new DataError(`not a time in ${NAMES[unit ?? "ns"]}`);
  }
  const ns = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (unit === undefined && ns < LEAST_NS) {
    const coarser = unitOf(ns);
    throw new DataError(`no time in nanoseconds, but one in ${NAMES[coarser]}: use --time-unit ${coarser}`);
  }
  return ns;
}

/** The unit that a number with a fraction must count, which nanoseconds do not have; none if it is no such time. */
export function unitOfFraction(text: string): TimeUnit | undefined {
  const whole = /^(\d{9,16})\.\d*[1-9]\d*$/.exec(text)?.[1];
  if (whole === undefined) return undefined;
  if (whole.length <= 10) return "s";
  return whole.length <= 13 ? "ms" : "us";
}

/** The unit in which a number too small for nanoseconds is a time of these decades. */
function unitOf(time: bigint): TimeUnit {
  if (time < 10n ** 11n) return "s";
  return time < 10n ** 14n ? "ms" : "us";
}
