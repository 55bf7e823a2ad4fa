import type { FeesUsed } from "../execution/fees_used.ts";
import { FillLog, RESTED } from "../execution/fill_log.ts";
import type { MarketExecution } from "../execution/simulate_market.ts";
import { type HalfUnits, halfUnitsToDollars } from "./half_units.ts";

/**
 * The same fills under other fees: what the bill would have been, had nobody acted otherwise. Its log is
 * its own.
 *
 * @example
 * ```ts
 * import { repriced } from "./fee_what_if.ts";
 * import { FillLog, RESTED } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(0, 0, 10e9, 100, 3e6);
 * fills.add(5, 0, 10e9, 100, -2e6, RESTED);
 * const inverted = { takeFee: Float64Array.of(-1e6), addRebate: Float64Array.of(-2e6) };
 * const { fills: others } = repriced({ fills }, inverted);
 * assertEquals([others.fee[0], others.fee[1]], [-1e6, 2e6]);
 * ```
 */
export function repriced<E extends Pick<MarketExecution, "fills">>(
  execution: E,
  { takeFee, addRebate }: Pick<FeesUsed, "takeFee" | "addRebate">,
): E {
  const { length, timeNs, venue, price, shares, kind, mid, touch } = execution.fills;
  const fills = new FillLog();
  for (let i = 0; i < length; i++) {
    const at = venue[i]!;
    const fee = kind[i] === RESTED ? 0 - addRebate[at]! : takeFee[at]!;
    fills.add(timeNs[i]!, at, price[i]!, shares[i]!, fee, kind[i], mid[i], touch[i]);
  }
  return { ...execution, fills };
}

/** What a change of the take fee acts on. */
export interface FeeExposure {
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
 * import { breakEvenTakeFee } from "./fee_what_if.ts";
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
