import { assertEquals, assertThrows } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { randomInt, seededRandom } from "../../../src/market/random.ts";
import { parseCount, parsePrice, parseTime, priceForm, timeForm } from "../../../src/source/csv/fields.ts";

Deno.test("parsePrice() is exact, by integer arithmetic", () => {
  const random = seededRandom(1);
  for (let i = 0; i < 20_000; i++) {
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
    " 1",
    "1 ",
    "+1",
    "1,5",
    "1e3",
    ".5",
    ".",
    "-",
    "0x1",
    "NaN",
    "null",
    "1.0000000000",
    "1\u0000",
  ];
  for (const text of wrong) assertThrows(() => parsePrice(text, "pretty"), DataError, "not a price", text);
  for (const text of ["1.5", "1.", "", "x"].filter(Boolean)) {
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
  for (const text of ["1.0", "+1", " 1", "1e2", "0x1", "１"]) {
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
