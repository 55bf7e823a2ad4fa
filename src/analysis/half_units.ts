/** Exact amounts in half price units, 5e-10 dollars: a mid may lie half a unit between bid and ask. @module */

import { BPS, cashToDollars } from "../market/price.ts";

/** 5e-10 dollars each. */
export type HalfUnits = bigint;

/**
 * A price (1e-9 dollars, or half of one) in half units.
 *
 * @throws {RangeError} if it is no price, or finer than that.
 *
 * @example
 * ```ts
 * import { halfUnits } from "./half_units.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(halfUnits(10.5), 21n);
 * ```
 */
export function halfUnits(price: number): HalfUnits {
  return BigInt(2 * price);
}

/** The double nearest to the amount in dollars. */
export function halfUnitsToDollars(amount: HalfUnits): number {
  return cashToDollars(5n * amount, 10);
}

/** An amount in basis points of another, which is not zero. */
export function bpsOf(amount: HalfUnits, whole: HalfUnits): number {
  return Number(amount) / Number(whole) * BPS;
}
