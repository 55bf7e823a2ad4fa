import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  cashToDollars,
  formatUnits,
  fromDollars,
  hasPrice,
  NO_PRICE,
  toDollars,
} from "../../src/market/price.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { seeds } from "../_seeds.ts";

Deno.test("hasPrice() tells a price from none, and zero is a price", () => {
  assertEquals([222.81e9, 0, -1, NO_PRICE].map(hasPrice), [true, true, true, false]);
});

Deno.test("fromDollars() gives the nearest integer of 1e-9 dollars", () => {
  assertEquals(fromDollars(222.81), 222_810_000_000);
  assertEquals(fromDollars(0.003), 3_000_000);
  assertEquals(fromDollars(-0.0002), -200_000);
  assertEquals(fromDollars(9_007_199.25), 9_007_199_250_000_000);
});

Deno.test("fromDollars() gives no negative zero", () => {
  assert(Object.is(fromDollars(-0), 0));
  assert(Object.is(fromDollars(-1e-12), 0));
});

Deno.test("fromDollars() refuses what it could not hold exactly", () => {
  for (const dollars of [NaN, Infinity, -Infinity, 1e7, -1e7]) {
    assertThrows(() => fromDollars(dollars), RangeError, String(dollars));
  }
});

Deno.test("fromDollars() undoes toDollars() for amounts of up to a million dollars", () => {
  const random = seededRandom(1);
  for (let i = 0; i < 10_000; i++) {
    const units = randomInt(random, 1_000_000_000) * 1e6;
    assertEquals(fromDollars(toDollars(units)), units);
  }
});

Deno.test("formatUnits() prints exact decimals without trailing zeros", () => {
  assertEquals(
    [222_810_000_000, 7e9, 0, -3_000_000, 1, 999_999_999, 10n ** 24n + 1n, -1n].map((units) =>
      formatUnits(units)
    ),
    [
      "222.81",
      "7",
      "0",
      "-0.003",
      "0.000000001",
      "0.999999999",
      "1000000000000000.000000001",
      "-0.000000001",
    ],
  );
});

Deno.test("cashToDollars() rounds once, to the nearest double", () => {
  assertEquals(cashToDollars(1_114_102_280_000_000n), 1_114_102.28);
  assertEquals(cashToDollars(12_345_678_901_234_567_890n), 12_345_678_901.23456789);
  assertEquals(cashToDollars(-200_000n), -0.0002);
});

Deno.test("cashToDollars() is what the exact decimal text reads as, below and beyond 2^53 units", () => {
  const random = seededRandom(5);
  for (let i = 0; i < seeds(5000, 20_000); i++) {
    const digits = 1 + randomInt(random, 24);
    const text = Array.from({ length: digits }, () => randomInt(random, 10)).join("");
    const units = BigInt(text) * (i % 2 === 0 ? 1n : -1n);
    for (const decimals of [9, 10, 12]) {
      assertEquals(cashToDollars(units, decimals), Number(formatUnits(units, decimals)), `${units}`);
    }
  }
  assert(Object.is(cashToDollars(0n), 0), "no negative zero");
});
