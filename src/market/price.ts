/**
 * Prices are integers of 1e-9 dollars in doubles: exact up to 2^53 units, about 9 million dollars.
 * A missing price (no quote on that side) is `NaN`, never zero.
 *
 * @module
 */

/** Price units in one dollar. */
export const UNITS_PER_DOLLAR = 1e9;

/** Basis points in one. */
export const BPS = 1e4;

/** No quote on that side; test with {@linkcode hasPrice}. */
export const NO_PRICE = NaN;

const TICK = 1e7;
const SMALL_TICK = 1e5;

/**
 * The least step of US equities at a price, both 1e-9 dollars: a cent, below a dollar a hundredth of one.
 *
 * @example
 * ```ts
 * import { tickOf } from "./price.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([tickOf(1e9), tickOf(0.99e9)], [1e7, 1e5]);
 * ```
 */
export function tickOf(price: number): number {
  return price < UNITS_PER_DOLLAR ? SMALL_TICK : TICK;
}

/** Whether `price` is a quote at all. `NaN` is the only number that differs from itself. */
export function hasPrice(price: number): boolean {
  return price === price;
}

/** Units of 1e-9 dollars as dollars, for display and JSON. */
export function toDollars(units: number): number {
  return units / UNITS_PER_DOLLAR;
}

/** A price in dollars; `null` where there is none. */
export function dollarsOrNull(price: number): number | null {
  return hasPrice(price) ? toDollars(price) : null;
}

/**
 * Dollars as the nearest integer number of 1e-9 units.
 *
 * @throws {RangeError} if the amount is not finite or too large to be exact.
 */
export function fromDollars(dollars: number): number {
  const units = Math.round(dollars * UNITS_PER_DOLLAR);
  if (!Number.isSafeInteger(units)) {
    throw new RangeError(`Cannot hold ${dollars} dollars in 1e-9 units: beyond 2^53`);
  }
  return units === 0 ? 0 : units;
}

/** Exact in a double. */
const POWERS_OF_TEN: Readonly<Record<number, number>> = { 9: 1e9, 10: 1e10, 12: 1e12 };

/**
 * An exact amount in 1e-9 units (or of another number of decimals) as the double nearest to it in
 * dollars. Sums of cash pass 2^53 units, so they are kept in a `bigint` and rounded once, here.
 *
 * @example
 * ```ts
 * import { cashToDollars } from "./price.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(cashToDollars(1_114_102_280_000_000n), 1_114_102.28);
 * ```
 */
export function cashToDollars(units: bigint, decimals = 9): number {
  const exact = Number(units);
  // The quotient of two exact doubles is rounded once, to the nearest double, as text would be; but it is faster.
  return Number.isSafeInteger(exact) && decimals in POWERS_OF_TEN
    ? exact / POWERS_OF_TEN[decimals]!
    : Number(formatUnits(units, decimals));
}

/** Exact decimal text of an amount in 1e-9 units, without trailing zeros: `222.81`, `-0.003`, `7`. */
export function formatUnits(units: number | bigint, decimals = 9): string {
  const amount = BigInt(units);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -decimals)}${fraction ? `.${fraction}` : ""}`;
}
