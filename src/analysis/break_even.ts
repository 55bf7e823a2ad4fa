/** The take fee at which two strategies cost the same. @module */

import { type HalfUnits, halfUnitsToDollars } from "./half_units.ts";

/** What a change of the take fee acts on. */
interface FeeExposure {
  /** All-in cost, of an order or of many. */
  readonly total: HalfUnits;
  /** Shares that paid the fee for taking. */
  readonly takerShares: number;
}

/**
 * The change of the take fee at all venues, dollars a share, at which two strategies cost the same on the
 * fills they have: −(cost a − cost b)/(taken a − taken b). There their ranking turns. `null` where both take
 * the same number of shares, so that no take fee changes it.
 *
 * @example
 * ```ts
 * import { breakEvenTakeFee } from "./break_even.ts";
 * import { assertEquals } from "@std/assert";
 * // The one that takes costs a cent a share less: it may pay a cent more.
 * const takes = { total: 0n, takerShares: 100 };
 * const rests = { total: 2n * 100n * 10_000_000n, takerShares: 0 };
 * assertEquals(breakEvenTakeFee(takes, rests), 0.01);
 * ```
 */
export function breakEvenTakeFee(a: FeeExposure, b: FeeExposure): number | null {
  const taken = a.takerShares - b.takerShares;
  return taken === 0 ? null : halfUnitsToDollars(b.total - a.total) / taken;
}
