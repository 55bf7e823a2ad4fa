/** Implementation shortfall: what an order cost against the mid when it arrived. @module */

import type { Execution } from "../execution/simulator.ts";
import { hasPrice } from "../market/price.ts";
import { costOf } from "./cost.ts";
import { type HalfUnits, halfUnits } from "./half_units.ts";

/** What an order cost more than its shares were worth at the mid when it arrived; positive is worse. */
interface Shortfall {
  /** Fills, final crossing and fees, and what was left undone. */
  readonly total: HalfUnits;
  /** Of it: what the market moved away from shares left unfilled. Never cash. */
  readonly opportunity: HalfUnits;
  /** The order's quantity at the arrival mid. */
  readonly notional: HalfUnits;
}

/** Why an order has no shortfall. */
export const NO_ARRIVAL_MID = "there was no live mid before the order's start";

/**
 * All-in implementation shortfall, added up from cash: s·Σq·p + fees − s·Σq·M₀, and for shares left
 * unfilled s·unfilled·(end mid − M₀). Exact. `null` for want of an arrival mid
 * ({@linkcode NO_ARRIVAL_MID}).
 *
 * Source: Perold (1988), The Implementation Shortfall: Paper Versus Reality, J. Portfolio Management 14(3).
 *
 * @throws {RangeError} if a price or fee is no whole number of units.
 *
 * @example
 * ```ts
 * import { shortfallOf } from "./shortfall.ts";
 * import { FillLog } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(0, 0, 10e9, 60, 1e6);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * const prices = { arrivalMid: 9.99e9, endMid: 10.04e9, unfilled: 40 };
 * const cash = 60 * (10e9 - 9.99e9) + 60 * 1e6;
 * const opportunity = 40 * (10.04e9 - 9.99e9);
 * assertEquals(shortfallOf({ order, fills, ...prices }), {
 *   total: BigInt(2 * (cash + opportunity)),
 *   opportunity: BigInt(2 * opportunity),
 *   notional: BigInt(2 * 999e9),
 * });
 * ```
 */
export function shortfallOf(execution: PricedExecution): Shortfall | null {
  const { order, arrivalMid, endMid, unfilled } = execution;
  if (!hasPrice(arrivalMid)) return null;
  const side = BigInt(order.side);
  const arrival = halfUnits(arrivalMid);
  const { shares, cashUnits } = costOf(execution);
  const opportunity = unfilled === 0 ? 0n : side * BigInt(unfilled) * (halfUnits(endMid) - arrival);
  return {
    total: side * (2n * cashUnits - BigInt(shares) * arrival) + opportunity,
    opportunity,
    notional: BigInt(order.quantity) * arrival,
  };
}

/** What of an execution its cost depends on. */
export type PricedExecution = Pick<
  Execution,
  "order" | "fills" | "arrivalMid" | "endMid" | "unfilled"
>;
