/** Time zones: what their clocks show. @module */

/**
 * The moment at which a zone's clocks show a date, given by its midnight in UTC, and a time of day.
 *
 * @returns milliseconds since the Unix epoch.
 *
 * @example
 * ```ts
 * import { instantMs } from "./time_zone.ts";
 * import { assertEquals } from "@std/assert";
 * const midnightMs = Date.UTC(2012, 5, 21);
 * assertEquals(instantMs(midnightMs, 9 * 60 + 30, "America/New_York"), Date.UTC(2012, 5, 21, 13, 30));
 * ```
 */
export function instantMs(midnightMs: number, minute: number, zone: string): number {
  const shownMs = midnightMs + minute * 60_000;
  // The first guess takes the offset of a moment some hours away; the offset at the guess itself is the right one,
  // unless the clocks change in those hours.
  const guessMs = shownMs - zoneOffsetMs(shownMs, zone);
  return shownMs - zoneOffsetMs(guessMs, zone);
}

/**
 * What a zone's clocks show more than UTC.
 *
 * @param ms of the moment, milliseconds since the Unix epoch.
 */
export function zoneOffsetMs(ms: number, zone: string): number {
  const parts = Object.fromEntries(
    formatterOf(zone).formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day!, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Whether a name is that of a time zone. */
export function isZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
