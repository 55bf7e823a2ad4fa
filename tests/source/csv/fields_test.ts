import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import {
  parseCount,
  parseOptionalCount,
  parsePrice,
  parseTime,
  priceForm,
  timeForm,
} from "../../../src/source/csv/fields.ts";
import { seeds } from "../../_seeds.ts";

Deno.test("parsePrice() is exact, by integer arithmetic", () => {
  const random = seededRandom(1);
  for (let i = 0; i < seeds(5_000, 20_000); i++) {
    const whole = String(randomInt(random, 10 ** randomInt(random, 8)));
    const decimals = randomInt(random, 10);
    const fraction = Array.from({ length: decimals }, () => randomInt(random, 10)).join("");
    const text = decimals === 0 && random() < 0.5 ? whole : `${whole}.${fraction}`;
    const units = BigInt(whole + fraction.padEnd(9, "0"));
    if (units > BigInt(Number.MAX_SAFE_INTEGER)) {
      assertThrows(() => parsePrice(text, "pretty"), DataError, "too large", text);
    } else {
      assertEquals(parsePrice(text, "pretty"), units === 0n ? NaN : Number(units), text);
      assertEquals(parsePrice(String(units), "raw"), units === 0n ? NaN : Number(units), text);
    }
  }
});

Deno.test("parsePrice() refuses what is no price", () => {
  const wrong = [
    "+1",
    "1,5",
    "1 5",
    "e3",
    ".5",
    ".",
    "-",
    "0x1",
    "nano",
    "1\u0000",
  ];
  for (const text of wrong) assertThrows(() => parsePrice(text, "pretty"), DataError, "not a price", text);
  for (const text of ["1.5", "x"]) {
    assertThrows(() => parsePrice(text, "raw"), DataError, "not an integer");
  }
  for (const text of ["-1", "-0", "-0.5"]) {
    assertThrows(() => parsePrice(text, "pretty"), DataError, "negative");
  }
});

Deno.test("priceForm() tells dollars from units", () => {
  assertEquals(["222.81", "222.", "222", "1234567", "0.0"].map(priceForm), Array(5).fill("pretty"));
  assertEquals(["222810000000", "10000000"].map(priceForm), ["raw", "raw"]);
  assertEquals(["", "0", "000", "9223372036854775807"].map(priceForm), Array(4).fill(undefined));
});

Deno.test("parseCount() reads whole numbers up to the largest", () => {
  assertEquals(["0", "7", "007", "255"].map((text) => parseCount(text, 255)), [0, 7, 7, 255]);
  assertThrows(() => parseCount("256", 255), DataError, "above 255");
  assertThrows(() => parseCount("1".repeat(400), 255), DataError, "above 255");
  assertThrows(() => parseCount("-3", 255), DataError, "negative");
  assertThrows(() => parseCount("", 255), DataError, "empty");
  for (const text of ["1.5", "+1", "1 1", "1e2", "0x1", "１"]) {
    assertThrows(() => parseCount(text, 255), DataError, "not a whole number");
  }
});

Deno.test("parseTime() reads both forms and none", () => {
  assertEquals(parseTime("2024-08-01T13:36:32.491911683Z", "pretty"), 1722519392491911683n);
  assertEquals(parseTime("1722519392491911683", "raw"), 1722519392491911683n);
  for (const form of ["pretty", "raw"] as const) {
    assertEquals([parseTime("", form), parseTime("18446744073709551615", form)], [null, null]);
  }
  assertEquals(["2024-08-01T13:36:32Z", "1722519392491911683", ""].map(timeForm), ["pretty", "raw", "raw"]);
});

Deno.test("parseTime() refuses times of day, times before 1970 and after 2262", () => {
  assertThrows(() => parseTime("13:36:32", "pretty"), DataError, "not a time such as");
  for (const text of ["1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "2262-04-11T23:47:16.854775808Z"]) {
    assertThrows(() => parseTime(text, "pretty"), DataError, "before 1970 or after 2262");
  }
  assertEquals(parseTime("9223372036854775807", "raw"), 2n ** 63n - 1n);
  assertThrows(() => parseTime("9223372036854775808", "raw"), DataError, "before 1970 or after 2262");
});

const NOTHING = ["", " ", "NaN", "nan", "null", "None", "NA", "N/A", "<NA>", "NaT", "\\N", " NaN "];

Deno.test("trap: what tools write for nothing is nothing", () => {
  for (const text of NOTHING) {
    assertEquals([priceForm(text), parsePrice(text, "pretty"), parsePrice(text, "raw")], [
      undefined,
      NaN,
      NaN,
    ]);
    assertEquals([parseTime(text, "pretty"), parseTime(text, "raw")], [null, null], text);
    assertEquals(parseOptionalCount(text, 9), 0, text);
    assertThrows(() => parseCount(text, 9), DataError, "empty");
  }
  const prices = [
    "9223372036854775807",
    "9223372036.854775807",
    "9223372036.854776",
    "9223372036854.775807",
    "9223372036854775808",
    "9223372036854775807.0",
    "9.223372036854776e+18",
  ];
  for (const text of prices) {
    assertEquals([priceForm(text), parsePrice(text, "pretty"), parsePrice(text, "raw")], [
      undefined,
      NaN,
      NaN,
    ], text);
  }
  for (const text of ["18446744073709551615", "1.8446744073709552e+19", "18446744073709551615.0"]) {
    assertEquals(parseTime(text, "raw"), null, text);
  }
});

Deno.test("trap: whole numbers that tools print as floats are whole", () => {
  assertEquals(["300.0", "2.", " 7 ", "8.000"].map((text) => parseCount(text, 300)), [300, 2, 7, 8]);
  assertEquals(
    ["222810000000.0", "222810000000."].map((text) => [priceForm(text), parsePrice(text, "raw")]),
    [
      ["raw", 222810000000],
      ["raw", 222810000000],
    ],
  );
  assertEquals(parsePrice("2.2281e+11", "raw"), 222810000000);
  assertEquals(parsePrice("1e-05", "pretty"), 10_000);
});

Deno.test("trap: what doubles leave behind nine decimals is rounded, and nothing else is", () => {
  const cases: [string, number][] = [
    ["222.82999999999998", 222_830_000_000],
    ["100.02000000000001", 100_020_000_000],
    ["0.30000000000000004", 300_000_000],
    ["1.0000000000", 1_000_000_000],
    ["99.99999999999999", 100_000_000_000],
  ];
  for (const [text, units] of cases) assertEquals(parsePrice(text, "pretty"), units, text);
  for (const text of ["1.0000000005", "222.8200000003", "0.0000000001", "100.00000000011"]) {
    assertThrows(() => parsePrice(text, "pretty"), DataError, "finer than 1e-9 dollars", text);
  }
  const random = seededRandom(3);
  for (let i = 0; i < seeds(3_000, 10_000); i++) {
    const cents = 1 + randomInt(random, 100_000_000);
    // Noise as sums of doubles have it.
    const text = String(cents / 100 + 0.1 - 0.1);
    if (!text.includes("e")) assertEquals(parsePrice(text, "pretty"), cents * 10_000_000, text);
  }
});

Deno.test("trap: offsets from UTC as other tools write them", () => {
  const ns = 1722519392500000000n;
  for (
    const text of [
      "2024-08-01T13:36:32.5Z",
      "2024-08-01 13:36:32.5 UTC",
      "2024-08-01T09:36:32.5-0400",
      "2024-08-01 09:36:32.5-04:00",
      " 2024-08-01T13:36:32.5Z ",
      "2024-08-01 13:36:32.5+0000",
    ]
  ) {
    assertEquals([timeForm(text), parseTime(text, "pretty")], ["pretty", ns], text);
  }
});
