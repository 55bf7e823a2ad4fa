import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../src/market/data_error.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { boundOffsetNs, formatTime, parseTimeBound } from "../../src/market/time.ts";

const MIDNIGHT = 1722470400000000000n;

function instantOf(text: string): bigint {
  const bound = parseTimeBound(text);
  if (bound.kind !== "instant") throw new TypeError(`${text} is a time of day`);
  return bound.ns;
}

Deno.test("formatTime() prints nine decimals", () => {
  assertEquals(formatTime(1722519392491911683n), "2024-08-01T13:36:32.491911683Z");
  assertEquals(formatTime(MIDNIGHT), "2024-08-01T00:00:00.000000000Z");
  assertEquals(formatTime(0n), "1970-01-01T00:00:00.000000000Z");
});

Deno.test("formatTime() prints times before 1970", () => {
  assertEquals(formatTime(-1n), "1969-12-31T23:59:59.999999999Z");
  assertEquals(formatTime(-1_000_000_000n), "1969-12-31T23:59:59.000000000Z");
});

Deno.test("parseTimeBound() undoes formatTime()", () => {
  const random = seededRandom(2);
  for (let i = 0; i < 5000; i++) {
    const ns = BigInt(randomInt(random, 4e9)) * 1_000_000_000n + BigInt(randomInt(random, 1e9));
    assertEquals(instantOf(formatTime(ns)), ns);
  }
});

Deno.test("parseTimeBound() reads times of day", () => {
  assertEquals(parseTimeBound("13:36:32"), { kind: "time-of-day", ns: 48_992e9 });
  assertEquals(parseTimeBound("13:36"), { kind: "time-of-day", ns: 48_960e9 });
  assertEquals(parseTimeBound("00:00:00.000000001Z"), { kind: "time-of-day", ns: 1 });
  assertEquals(parseTimeBound("23:59:59.999999999"), { kind: "time-of-day", ns: 86_399_999_999_999 });
});

Deno.test("parseTimeBound() reads offsets from UTC", () => {
  const utc = instantOf("2024-08-01T13:36:32Z");
  for (
    const text of [
      "2024-08-01T13:36:32",
      "2024-08-01 13:36:32",
      "2024-08-01T13:36:32+00:00",
      "2024-08-01T13:36:32-00:00",
      "2024-08-01T09:36:32-04:00",
      "2024-08-01T19:06:32+05:30",
      "2024-07-31T23:36:32-14:00",
    ]
  ) assertEquals(instantOf(text), utc, text);
});

Deno.test("parseTimeBound() keeps the day across a leap day and the turn of the year", () => {
  assertEquals(instantOf("2024-03-01T00:00:00Z") - instantOf("2024-02-29T23:59:59Z"), 1_000_000_000n);
  assertEquals(instantOf("2025-01-01T00:00:00Z") - instantOf("2024-12-31T23:59:59.5Z"), 500_000_000n);
});

Deno.test("parseTimeBound() refuses moments that do not exist", () => {
  const wrong = [
    "24:00",
    "12:60",
    "12:00:60",
    "2024-02-30T00:00:00Z",
    "2023-02-29T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-00-01T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2024-08-01T13:36:32+24:00",
    "2024-08-01T13:36:32+00:60",
    "0024-08-01T13:36:32Z",
    "0070-01-01T00:00:00Z",
  ];
  for (const text of wrong) assertThrows(() => parseTimeBound(text), DataError, JSON.stringify(text));
});

Deno.test("parseTimeBound() refuses what is not written as a time", () => {
  const wrong = [
    "",
    " ",
    "now",
    "1336",
    "13:36:32.",
    "13:36:32.1234567890",
    "13:36.5",
    "1:36",
    "13:36:32z",
    "2024-08-01",
    "2024-08-01T13",
    "2024-8-1T13:36",
    "2024-08-01t13:36:32Z",
    "2024-08-01T13:36:32 Z",
    "２024-08-01T13:36:32Z",
    "2024-08-01T13:36:32+0000",
    "2024-08-01T13:36:32Z\n",
    "-2024-08-01T13:36:32Z",
  ];
  for (const text of wrong) assertThrows(() => parseTimeBound(text), DataError, "Cannot parse time");
});

Deno.test("boundOffsetNs() counts from the origin", () => {
  assertEquals(boundOffsetNs(parseTimeBound("00:00:01"), MIDNIGHT), 1e9);
  assertEquals(boundOffsetNs(parseTimeBound("2024-08-01T00:00:01Z"), MIDNIGHT), 1e9);
  assertEquals(boundOffsetNs(parseTimeBound("2024-07-31T23:59:59Z"), MIDNIGHT), -1e9);
});
