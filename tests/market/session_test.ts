import { assertEquals, assertThrows } from "@std/assert";
import {
  knowsHolidays,
  marketOfVenues,
  parseSession,
  type Session,
  sessionDays,
  sessionText,
  sessionWindows,
} from "../../src/market/session.ts";
import { CLOSED_DAYS, HALF_DAYS, HOLIDAY_YEARS } from "../../src/market/us_equity_holidays.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { type Row, tapeOf } from "../_tapes.ts";

const HOUR_NS = 3600e9;
const DAY_NS = 24 * HOUR_NS;
const REGULAR: Session = { kind: "regular" };

function originOf(day: string): bigint {
  return BigInt(Date.parse(`${day}T00:00:00Z`)) * 1_000_000n;
}

/** Hours UTC of the sessions of so many days. */
function hoursOf(day: string, session = REGULAR, days = 1, market: "us-equities" | "other" = "us-equities") {
  const window = { fromNs: 0, toNs: days * DAY_NS };
  return sessionWindows(session, window, { originNs: originOf(day), market })
    .map(({ fromNs, toNs }) => [fromNs / HOUR_NS, toNs / HOUR_NS]);
}

Deno.test("sessionWindows() are 09:30 to 16:00 New York, by date, daylight saving included", () => {
  assertEquals(hoursOf("2018-01-02"), [[14.5, 21]]);
  assertEquals(hoursOf("2024-08-01"), [[13.5, 20]]);
  // The clocks change on Sundays: Friday before, Monday after.
  assertEquals(hoursOf("2024-03-08", REGULAR, 4), [[14.5, 21], [3 * 24 + 13.5, 3 * 24 + 20]]);
  assertEquals(hoursOf("2024-11-01", REGULAR, 4), [[13.5, 20], [3 * 24 + 14.5, 3 * 24 + 21]]);
});

Deno.test("sessionWindows() end at 13:00 on half days, and are none on holidays and at the weekend", () => {
  assertEquals(hoursOf("2024-07-03"), [[13.5, 17]]);
  assertEquals(hoursOf("2024-11-29"), [[14.5, 18]]);
  for (const day of ["2024-07-04", "2024-07-06", "2024-07-07", "2025-01-09"]) assertEquals(hoursOf(day), []);
});

Deno.test("sessionWindows() narrow to the window given", () => {
  const options = { originNs: originOf("2024-08-01"), market: "us-equities" } as const;
  const cut = (fromNs: number, toNs: number) => sessionWindows(REGULAR, { fromNs, toNs }, options);
  assertEquals(cut(14 * HOUR_NS, 15 * HOUR_NS), [{ fromNs: 14 * HOUR_NS, toNs: 15 * HOUR_NS }]);
  assertEquals(cut(8 * HOUR_NS, 13.5 * HOUR_NS), []);
  assertEquals(cut(20 * HOUR_NS, 23 * HOUR_NS), []);
});

Deno.test("sessionWindows() take hours of any zone, and New York's for US equities where none is named", () => {
  assertEquals(hoursOf("2024-08-01", parseSession("10:00-15:30")), [[14, 19.5]]);
  assertEquals(hoursOf("2024-08-01", parseSession("10:00-15:30"), 1, "other"), [[10, 15.5]]);
  assertEquals(hoursOf("2024-08-01", parseSession("08:00-16:30@Europe/London")), [[7, 15.5]]);
  // Tokyo's morning of the day lies in the evening before, in UTC; that of the next day within it.
  assertEquals(hoursOf("2024-08-01", parseSession("08:00-10:00@Asia/Tokyo")), [[0, 1], [23, 24]]);
  assertEquals(hoursOf("2024-08-01", parseSession("00:00-24:00@UTC")), [[0, 24]]);
});

Deno.test("sessionWindows() of all, and of markets whose hours are not known, are the window", () => {
  assertEquals(hoursOf("2024-07-04", { kind: "all" }), [[0, 24]]);
  assertEquals(hoursOf("2024-07-04", REGULAR, 2, "other"), [[0, 48]]);
});

Deno.test("parseSession() and sessionText() are each other's inverse, and say what is wrong", () => {
  for (const text of ["regular", "all", "09:30-16:00", "08:00-16:30@Europe/London"]) {
    assertEquals(sessionText(parseSession(text)), text);
  }
  const wrong: [text: string, message: string][] = [
    ["", "not regular"],
    ["9:30-16:00", "not regular"],
    ["16:00-09:30", "ends before it begins"],
    ["09:30-09:30", "ends before it begins"],
    ["09:61-16:00", "no time of day 09:61"],
    ["09:30-24:01", "no time of day 24:01"],
    ["09:30-16:00@Mars/Olympus", 'no time zone "Mars/Olympus"'],
  ];
  for (const [text, message] of wrong) assertThrows(() => parseSession(text), SyntaxError, message);
});

/** Gregorian Easter (Meeus, Jones & Butcher). */
function easter(year: number): Date {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - c % 4) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const at = h + l - 7 * m + 114;
  return new Date(Date.UTC(year, Math.floor(at / 31) - 1, at % 31 + 1));
}

function shifted(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}

/** The nth weekday of a month; −1 is the last. */
function nth(year: number, month: number, weekday: number, n: number): Date {
  if (n < 0) return shifted(nth(year, month + 1, weekday, 1), -7);
  const first = new Date(Date.UTC(year, month - 1, 1));
  return shifted(first, (weekday - first.getUTCDay() + 7) % 7 + 7 * (n - 1));
}

/** A fixed holiday as the exchanges keep it: of a Saturday the day before, of a Sunday the day after. */
function observed(year: number, month: number, day: number): Date {
  const date = new Date(Date.UTC(year, month - 1, day));
  return shifted(date, date.getUTCDay() === 6 ? -1 : date.getUTCDay() === 0 ? 1 : 0);
}

Deno.test("the holidays are those of the exchanges' rules, and the days of mourning", () => {
  const closed = new Set(["2018-12-05", "2025-01-09"]);
  const half = new Set<string>();
  const text = (date: Date) => date.toISOString().slice(0, 10);
  for (let year = HOLIDAY_YEARS.first; year <= HOLIDAY_YEARS.last; year++) {
    const newYear = observed(year, 1, 1);
    // A New Year's Day on Saturday is not made up for: the Friday belongs to the old year.
    if (newYear.getUTCFullYear() === year) closed.add(text(newYear));
    const thanksgiving = nth(year, 11, 4, 4);
    const fixed = [observed(year, 7, 4), observed(year, 12, 25)];
    if (year >= 2022) fixed.push(observed(year, 6, 19));
    const moving = [nth(year, 1, 1, 3), nth(year, 2, 1, 3), shifted(easter(year), -2), nth(year, 5, 1, -1)];
    for (const date of [...fixed, ...moving, nth(year, 9, 1, 1), thanksgiving]) closed.add(text(date));
    const eves = [new Date(Date.UTC(year, 6, 3)), new Date(Date.UTC(year, 11, 24)), shifted(thanksgiving, 1)];
    for (const date of eves) {
      const isWeekday = date.getUTCDay() > 0 && date.getUTCDay() < 6;
      if (isWeekday && !closed.has(text(date))) half.add(text(date));
    }
  }
  assertEquals([...CLOSED_DAYS].toSorted(), [...closed].toSorted());
  assertEquals([...HALF_DAYS].toSorted(), [...half].toSorted());
});

Deno.test("knowsHolidays() of the years listed alone", () => {
  const knows = (day: string, days = 0.5) => knowsHolidays({ fromNs: 0, toNs: days * DAY_NS }, originOf(day));
  assertEquals(["2017-12-31", "2018-01-01", "2027-12-31", "2028-01-01"].map((day) => knows(day)), [
    false,
    true,
    true,
    false,
  ]);
  assertEquals([knows("2027-12-30", 3), knows("2017-12-31", 3)], [false, false]);
});

Deno.test("sessionDays() are the dates that a window meets, with their hours or why there are none", () => {
  const daysOf = (fromHour: number, toHour: number, session = REGULAR) =>
    sessionDays(session, { fromNs: fromHour * HOUR_NS, toNs: toHour * HOUR_NS }, {
      originNs: originOf("2024-07-03"),
      market: "us-equities",
    });
  const hours = { fromNs: 13.5 * HOUR_NS, toNs: 17 * HOUR_NS };
  assertEquals(daysOf(18, 19), [{ date: "2024-07-03", hours }]);
  // In New York it is still the second of July.
  assertEquals(daysOf(2, 3).map(({ date }) => date), ["2024-07-02"]);
  assertEquals(daysOf(30, 31), [{ date: "2024-07-04", hours: "holiday" }]);
  assertEquals(daysOf(80, 120).map(({ hours }) => hours), ["weekend", "weekend"]);
  assertEquals(daysOf(18, 19, { kind: "all" }), []);
});

Deno.test("marketOfVenues() is that of US equities if any venue is one of their exchanges", () => {
  const marketOf = (...publishers: number[]) =>
    marketOfVenues(venuesOf(tapeOf(...publishers.map((id): Row => [id, id, [1, 1], [2, 1]]))));
  // CME and Nasdaq; the reports of off-exchange trades (17) are no venue.
  assertEquals([marketOf(1), marketOf(2), marketOf(1, 2), marketOf(1, 17)], [
    "other",
    "us-equities",
    "us-equities",
    "other",
  ]);
});
