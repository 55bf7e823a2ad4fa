/**
 * When orders may be worked: the regular session of the exchanges, hours that a user names, or any time.
 *
 * @module
 */

import { publisher, type PublisherMarket } from "./publishers.ts";
import { NS_PER_DAY, NS_PER_MS } from "./time.ts";
import { instantMs, isZone } from "./time_zone.ts";
import type { TimeWindow } from "./time_windows.ts";
import { CLOSED_DAYS, HALF_DAYS, HOLIDAY_YEARS } from "./us_equity_holidays.ts";
import { NO_VENUE, type Venues } from "./venues.ts";

/** A session as it is asked for. */
export type Session =
  | { readonly kind: "regular" | "all" }
  | {
    readonly kind: "hours";
    /** Minutes after midnight. */
    readonly fromMinute: number;
    readonly toMinute: number;
    /** IANA name; where it is not given, that of the tape's market. */
    readonly zone?: string | undefined;
  };

/** Whose hours a tape keeps, and when its times begin. */
interface SessionTape {
  /** The tape's origin, a midnight UTC, ns since the Unix epoch. */
  readonly originNs: bigint;
  /** Hours of others than US equities are not known. */
  readonly market: PublisherMarket;
}

/** A date in a session's zone: when that day's session is, ns after the tape's origin, or why there is none. */
export interface SessionDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly hours: TimeWindow | "weekend" | "holiday";
}

const NEW_YORK = "America/New_York";
const OPEN_MINUTE = 9 * 60 + 30;
const CLOSE_MINUTE = 16 * 60;
const EARLY_CLOSE_MINUTE = 13 * 60;
const MINUTES_PER_DAY = 24 * 60;
const MS_PER_DAY = NS_PER_DAY / 1e6;
const LAST_PUBLISHER = 0xffff;
const HOURS = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})(?:@(.+))?$/;

/**
 * Reads `regular`, `all`, or hours: `09:30-16:00`, `08:00-16:30@Europe/London`.
 *
 * @throws {SyntaxError} saying what is wrong with the text.
 *
 * @example
 * ```ts
 * import { parseSession } from "./session.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseSession("10:00-15:30@Europe/London"), {
 *   kind: "hours",
 *   fromMinute: 600,
 *   toMinute: 930,
 *   zone: "Europe/London",
 * });
 * ```
 */
export function parseSession(text: string): Session {
  if (text === "regular" || text === "all") return { kind: text };
  const hours = HOURS.exec(text);
  if (!hours) {
    throw new SyntaxError("not regular, all, or hours such as 09:30-16:00 or 08:00-16:30@Europe/London");
  }
  const [fromMinute, toMinute] = [minuteOf(hours[1]!, hours[2]!), minuteOf(hours[3]!, hours[4]!)];
  if (fromMinute >= toMinute) throw new SyntaxError("ends before it begins");
  const zone = hours[5];
  if (zone !== undefined && !isZone(zone)) throw new SyntaxError(`no time zone ${JSON.stringify(zone)}`);
  return { kind: "hours", fromMinute, toMinute, zone };
}

/** The session as it is written. */
export function sessionText(session: Session): string {
  if (session.kind !== "hours") return session.kind;
  const clock = (minute: number) =>
    [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
  const hours = `${clock(session.fromMinute)}-${clock(session.toMinute)}`;
  return session.zone === undefined ? hours : `${hours}@${session.zone}`;
}

/**
 * The parts of a window that lie in the session, day by day, in order; none where there is none.
 *
 * The regular session of US equities is 09:30 to 16:00 New York, to 13:00 on half days, on weekdays that are no
 * holiday; in years outside {@linkcode HOLIDAY_YEARS} all weekdays count, none of them as a half day. Other
 * markets have no hours of their own here: `regular` is all of the window.
 *
 * @example
 * ```ts
 * import { sessionWindows } from "./session.ts";
 * import { assertEquals } from "@std/assert";
 * const day = { fromNs: 0, toNs: 86_400e9 };
 * const originNs = BigInt(Date.UTC(2024, 6, 3)) * 1_000_000n; // a half day in summer
 * assertEquals(sessionWindows({ kind: "regular" }, day, { originNs, market: "us-equities" }), [
 *   { fromNs: 13.5 * 3600e9, toNs: 17 * 3600e9 },
 * ]);
 * ```
 */
export function sessionWindows(session: Session, window: TimeWindow, tape: SessionTape): TimeWindow[] {
  if (isAlways(session, tape)) return [window];
  return sessionDays(session, window, tape).flatMap(({ hours }) => {
    if (typeof hours === "string") return [];
    const fromNs = Math.max(window.fromNs, hours.fromNs);
    const toNs = Math.min(window.toNs, hours.toNs);
    return fromNs < toNs ? [{ fromNs, toNs }] : [];
  });
}

/** Whether a session is all the time: it is asked for, or the market's hours are not known. */
function isAlways({ kind }: Session, { market }: SessionTape): boolean {
  return kind === "all" || (kind === "regular" && market === "other");
}

/**
 * The dates that a window meets, and their sessions, whether it meets these or not; none for a session that is
 * all the time.
 */
export function sessionDays(session: Session, window: TimeWindow, tape: SessionTape): SessionDay[] {
  if (isAlways(session, tape)) return [];
  const zone = zoneOf(session, tape);
  const originMs = Number(tape.originNs / NS_PER_MS);
  const days: SessionDay[] = [];
  // A day of any zone begins within a day of the same date in UTC.
  const firstDay = Math.floor(window.fromNs / NS_PER_DAY) - 1;
  const lastDay = Math.floor(window.toNs / NS_PER_DAY) + 1;
  for (let day = firstDay; day <= lastDay; day++) {
    const midnightMs = originMs + day * MS_PER_DAY;
    const offsetNs = (minute: number) => (instantMs(midnightMs, minute, zone) - originMs) * 1e6;
    if (offsetNs(0) >= window.toNs || offsetNs(MINUTES_PER_DAY) <= window.fromNs) continue;
    const hours = session.kind === "hours" ? session : regularHours(midnightMs);
    days.push({
      date: dateOf(midnightMs),
      hours: typeof hours === "string"
        ? hours
        : { fromNs: offsetNs(hours.fromMinute), toNs: offsetNs(hours.toMinute) },
    });
  }
  return days;
}

function zoneOf(session: Session, { market }: SessionTape): string {
  const zone = session.kind === "hours" ? session.zone : undefined;
  return zone ?? (market === "us-equities" ? NEW_YORK : "UTC");
}

/** Whose hours the venues of a tape keep: those of US equities if any of them is a US stock exchange. */
export function marketOfVenues(venues: Venues): PublisherMarket {
  for (let id = 0; id <= LAST_PUBLISHER; id++) {
    if (venues.of(id) !== NO_VENUE && publisher(id).market === "us-equities") return "us-equities";
  }
  return "other";
}

/** Hours of US equities on a date, given by its midnight in UTC, or why the exchanges are closed. */
function regularHours(
  midnightMs: number,
): { fromMinute: number; toMinute: number } | "weekend" | "holiday" {
  const weekday = new Date(midnightMs).getUTCDay();
  if (weekday === 0 || weekday === 6) return "weekend";
  const date = dateOf(midnightMs);
  if (CLOSED_DAYS.has(date)) return "holiday";
  return { fromMinute: OPEN_MINUTE, toMinute: HALF_DAYS.has(date) ? EARLY_CLOSE_MINUTE : CLOSE_MINUTE };
}

function dateOf(midnightMs: number): string {
  return new Date(midnightMs).toISOString().slice(0, 10);
}

/** Whether the holidays are known of all the years that a window meets. */
export function knowsHolidays({ fromNs, toNs }: TimeWindow, originNs: bigint): boolean {
  const yearAt = (ns: number) => new Date(Number(originNs / NS_PER_MS) + ns / 1e6).getUTCFullYear();
  return HOLIDAY_YEARS.first <= yearAt(fromNs) && yearAt(toNs) <= HOLIDAY_YEARS.last;
}

function minuteOf(hours: string, minutes: string): number {
  const minute = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || minute > 24 * 60) throw new SyntaxError(`no time of day ${hours}:${minutes}`);
  return minute;
}
