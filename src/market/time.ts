/**
 * Time is integer nanoseconds since the Unix epoch, UTC. A tape keeps one `bigint` origin (a midnight)
 * and offsets from it in doubles, exact for 104 days.
 *
 * @module
 */

import { DataError } from "./data_error.ts";

export const NS_PER_SECOND = 1e9;
export const NS_PER_DAY = 86_400e9;
/** Length of a trading day: six and a half hours. */
export const TRADING_DAY_NS = 6.5 * 3600 * NS_PER_SECOND;

/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1_000_000n;

/**
 * RFC 3339 text with nine decimals, as Databento prints it.
 *
 * @example
 * ```ts
 * import { formatTime } from "./time.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(formatTime(1722519392491911683n), "2024-08-01T13:36:32.491911683Z");
 * ```
 */
export function formatTime(ns: bigint): string {
  const rest = ((ns % NS_PER_MS) + NS_PER_MS) % NS_PER_MS;
  const text = new Date(Number((ns - rest) / NS_PER_MS)).toISOString();
  return `${text.slice(0, -1)}${rest.toString().padStart(6, "0")}Z`;
}

/** The same of a moment of a tape, by its offset from the tape's origin; fractions of a nanosecond are cut off. */
export function momentText(originNs: bigint, ns: number): string {
  return formatTime(originNs + BigInt(Math.floor(ns)));
}

/** A moment, or a time of day, which is one of the tape's day. */
export type TimeBound =
  | { readonly kind: "instant"; readonly ns: bigint }
  | { readonly kind: "time-of-day"; readonly ns: number };

const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?`;
const TIME_OF_DAY = new RegExp(`^${TIME}Z?$`);
const INSTANT = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})[T ]${TIME}(Z|[+-]\d{2}:\d{2})?$`);

/**
 * Reads a time of day (`13:36:32`, UTC) or an RFC 3339 instant (without an offset: UTC).
 *
 * @throws {DataError} if the text is neither, or names a moment that does not exist.
 *
 * @example
 * ```ts
 * import { parseTimeBound } from "./time.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseTimeBound("00:00:01.5"), { kind: "time-of-day", ns: 1.5e9 });
 * ```
 */
export function parseTimeBound(text: string): TimeBound {
  const timeOfDay = TIME_OF_DAY.exec(text);
  if (timeOfDay) {
    return { kind: "time-of-day", ns: nsOfDay(text, timeOfDay.slice(1)) };
  }
  const instant = INSTANT.exec(text);
  if (!instant) {
    throw noTime(text, "use 13:36:32 or 2024-08-01T13:36:32Z");
  }
  const [year, month, day] = instant.slice(1, 4).map(Number) as [number, number, number];
  const midnightMs = Date.UTC(year, month - 1, day);
  const date = new Date(midnightMs);
  // The year too: Date.UTC takes the years up to 99 for those of the twentieth century.
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw noTime(text, "no such day");
  }
  const ns = BigInt(midnightMs) * NS_PER_MS + BigInt(nsOfDay(text, instant.slice(4, 8)));
  return { kind: "instant", ns: ns - offsetNs(text, instant[8]) };
}

function nsOfDay(text: string, parts: string[]): number {
  const [hours, minutes, seconds] = parts.slice(0, 3).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) {
    throw noTime(text, "no such time of day");
  }
  return (hours * 3600 + minutes * 60 + seconds) * NS_PER_SECOND + Number((parts[3] ?? "").padEnd(9, "0"));
}

function offsetNs(text: string, zone: string | undefined): bigint {
  if (zone === undefined || zone === "Z") return 0n;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) {
    throw noTime(text, "no such offset from UTC");
  }
  const offset = BigInt(hours * 60 + minutes) * 60_000_000_000n;
  return zone[0] === "-" ? -offset : offset;
}

function noTime(text: string, why: string): DataError {
  return new DataError(`Cannot parse time ${JSON.stringify(text)}: ${why}`, { value: text });
}

/** The bound as an offset from `originNs`, a midnight; times of day belong to the day of the origin. */
export function boundOffsetNs(bound: TimeBound, originNs: bigint): number {
  return bound.kind === "instant" ? Number(bound.ns - originNs) : bound.ns;
}

/** The bound as text: RFC 3339, or the time of day alone. */
export function formatBound(bound: TimeBound): string {
  return bound.kind === "instant" ? formatTime(bound.ns) : formatTime(BigInt(bound.ns)).slice(11);
}
