import { assert, assertEquals } from "@std/assert";
import { type Random, randomInt, seededRandom } from "../../../src/market/random.ts";
import { formatTime, NS_PER_DAY } from "../../../src/market/time.ts";
import { fastCount, fastPrice, FastTime, UNREADABLE } from "../../../src/source/csv/fast_fields.ts";
import { type Form, parseCount, parsePrice, parseTime } from "../../../src/source/csv/fields.ts";
import { seeds } from "../../_seeds.ts";

const encoder = new TextEncoder();
const MIDNIGHT = 1722470400000000000n;

/** The text between other bytes, as in a row. */
function within(text: string): [Uint8Array, number, number] {
  const bytes = encoder.encode(`9,${text},9`);
  return [bytes, 2, bytes.length - 2];
}

/** What is read fast must be read alike slowly; the rest is for the slow one. */
function assertAlike(fast: number, slow: () => number, what: string): boolean {
  if (fast === UNREADABLE) return false;
  assertEquals(fast, slow(), what);
  return true;
}

/** Changes a byte or two, now and then. */
function spoil(random: Random, text: string): string {
  let spoiled = text;
  while (random() < 0.3) {
    const at = randomInt(random, spoiled.length + 1);
    const letter = "0123456789.-:TZ+ \u0000,/;e"[randomInt(random, 23)]!;
    spoiled = spoiled.slice(0, at) + (random() < 0.7 ? letter : "") +
      spoiled.slice(at + randomInt(random, 2));
  }
  return spoiled;
}

Deno.test("fastCount() agrees with parseCount()", () => {
  const random = seededRandom(1);
  let read = 0;
  const cases = seeds(3_000, 20_000);
  for (let i = 0; i < cases; i++) {
    const text = spoil(random, String(randomInt(random, 10 ** randomInt(random, 15))));
    if (assertAlike(fastCount(...within(text)), () => parseCount(text, Infinity), text)) read++;
  }
  assert(read > cases / 2);
});

Deno.test("fastCount() leaves what is empty or long to the slow reader", () => {
  for (const text of ["", "1".repeat(16), "-1", "1.0", "１", " 1"]) {
    assertEquals(fastCount(...within(text)), UNREADABLE, text);
  }
  assertEquals(fastCount(...within("9".repeat(15))), 999_999_999_999_999);
});

Deno.test("fastPrice() agrees with parsePrice()", () => {
  const random = seededRandom(2);
  const read: Record<Form, number> = { pretty: 0, raw: 0 };
  const cases = seeds(5_000, 40_000);
  for (let i = 0; i < cases; i++) {
    const form = random() < 0.5 ? "pretty" : "raw";
    const whole = String(randomInt(random, 10 ** randomInt(random, 15)));
    const decimals = randomInt(random, 11);
    const fraction = Array.from({ length: decimals }, () => randomInt(random, 10)).join("");
    const text = spoil(random, form === "pretty" && decimals > 0 ? `${whole}.${fraction}` : whole);
    if (assertAlike(fastPrice(...within(text), form), () => parsePrice(text, form), `${form} ${text}`)) {
      read[form]++;
    }
  }
  assert(Math.min(read.pretty, read.raw) > cases / 5);
});

Deno.test("fastPrice() reads usual prices itself", () => {
  const prices: [string, Form, number][] = [
    ["222.81", "pretty", 222_810_000_000],
    ["222.810000000", "pretty", 222_810_000_000],
    ["157", "pretty", 157e9],
    ["1.", "pretty", 1e9],
    ["0.0001", "pretty", 100_000],
    ["123456.123456789", "pretty", 123_456_123_456_789],
    ["222810000000", "raw", 222_810_000_000],
    ["", "pretty", NaN],
    ["", "raw", NaN],
    ["0", "pretty", NaN],
    ["0.00", "pretty", NaN],
    ["0", "raw", NaN],
    ["9223372036854775807", "raw", NaN],
  ];
  for (const [text, form, units] of prices) assertEquals(fastPrice(...within(text), form), units, text);
});

Deno.test("fastPrice() reads nothing but null while the form is unknown", () => {
  const prices = ["", "9223372036854775807", "222.81", "222810000000", "0"];
  assertEquals(prices.map((text) => fastPrice(...within(text), undefined)), [NaN, NaN, -1, -1, -1]);
});

Deno.test("FastTime.read() agrees with parseTime()", () => {
  const random = seededRandom(3);
  const times = { pretty: new FastTime(MIDNIGHT), raw: new FastTime(MIDNIGHT) };
  let read = 0;
  const cases = seeds(5_000, 60_000);
  for (let i = 0; i < cases; i++) {
    const form = random() < 0.6 ? "pretty" : "raw";
    const spread = [1e9, 60e9, 3600e9, NS_PER_DAY, 120 * NS_PER_DAY][randomInt(random, 5)]!;
    const ns = MIDNIGHT + BigInt(Math.round((random() - 0.1) * spread));
    const whole = formatTime(ns);
    const pretty = random() < 0.5 ? whole : whole.slice(0, 19 + randomInt(random, 11)).replace(/Z?$/, "Z");
    const text = spoil(random, form === "pretty" ? pretty : String(ns));
    const fast = times[form].read(...within(text), form);
    const slow = () => {
      const time = parseTime(text, form);
      return time === null ? NaN : Number(time - MIDNIGHT);
    };
    if (assertAlike(fast, slow, `${form} ${text}`)) read++;
  }
  assert(read > cases * 5 / 12, `${read} read`);
});

Deno.test("FastTime.read() is not confused by a minute that cannot be read", () => {
  const time = new FastTime(MIDNIGHT);
  const read = (text: string) => time.read(...within(text), "pretty");
  const second = 48_992e9;
  assertEquals(read("2024-08-01T13:36:32Z"), second);
  assertEquals(read("2024-08-01T13:66:32Z"), UNREADABLE);
  assertEquals(read("2024-08-01T13:66:32Z"), UNREADABLE);
  assertEquals(read("\u0000024-08-01T13:66:32Z"), UNREADABLE);
  assertEquals(read("2024-08-01T13:36:32Z"), second);
  assertEquals(read("2024-07-31T23:59:59Z"), UNREADABLE); // before the origin
  assertEquals(read("2024-08-01T13:36:32.5Z"), second + 5e8);
});

Deno.test("FastTime.read() leaves unusual times to the slow reader", () => {
  const unusual = [
    "2024-08-01T13:36:60Z",
    "2024-08-01T13:36:32.Z",
    "2024-08-01T13:36:32,5Z",
    "2024-08-01T13:36:32:5Z",
    "2024-08-01T13:36:3 Z",
    "2024-08-01T13:36:32.5",
    "2024-08-01T13:36:32.5z",
    "2024-08-01T13:36:32+00:00",
    "2024-08-01T13:36:32.1234567890Z",
    "2024-08-01T13:36:32.12345678\u0000Z",
    "2025-08-01T13:36:32Z",
    "1722519392491911683",
  ];
  const time = new FastTime(MIDNIGHT);
  for (const text of unusual) assertEquals(time.read(...within(text), "pretty"), UNREADABLE, text);
  for (
    const text of ["172251939249191168", "17225193924919116.3", "9999999999999999999", "-722519392491911683"]
  ) {
    assertEquals(time.read(...within(text), "raw"), UNREADABLE, text);
  }
});

Deno.test("FastTime.read() gives NaN for no time, whatever the form", () => {
  const time = new FastTime(MIDNIGHT);
  for (const form of ["pretty", "raw", undefined] as const) {
    assertEquals(["", "18446744073709551615"].map((text) => time.read(...within(text), form)), [NaN, NaN]);
  }
  assertEquals(time.read(...within("1722519392491911683"), undefined), UNREADABLE);
});
