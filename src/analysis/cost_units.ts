/** The shortfall as one double, for searches. @module */

import type { PricedExecution } from "./shortfall.ts";

/**
 * The all-in shortfall in 1e-9 dollars as a double, for a search that asks often: the sum that
 * `shortfallOf` has exactly, without its integers. Equal to it up to four million dollars of shortfall
 * (2^52 units), as every term is a whole number of half units; beyond, to 15 digits or so. `NaN` for want
 * of an arrival mid, whatever the strategy: such an order tells nothing about one.
 *
 * @example
 * ```ts
 * import { costUnits } from "./cost_units.ts";
 * import { FillLog } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(0, 0, 10e9, 100, 3e6);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * assertEquals(costUnits({ order, fills, arrivalMid: 9.99e9, endMid: NaN, unfilled: 0 }), 1.3e9);
 * ```
 */
export function costUnits({ order: { side }, fills, arrivalMid, endMid, unfilled }: PricedExecution): number {
  const { length, price, shares, fee } = fills;
  let moved = 0;
  let fees = 0;
  for (let i = 0; i < length; i++) {
    moved += shares[i]! * (price[i]! - arrivalMid);
    fees += Math.abs(shares[i]!) * fee[i]!;
  }
  if (unfilled !== 0) moved += unfilled * (endMid - arrivalMid);
  return side * moved + fees;
}
