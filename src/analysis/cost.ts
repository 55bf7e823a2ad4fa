/** An execution's cash, fees and shares. @module */

import type { FillLog } from "../execution/fill_log.ts";
import type { Execution } from "../execution/simulator.ts";
import { BPS, cashToDollars, hasPrice, toDollars } from "../market/price.ts";
import { BUY, type Side } from "../market/side.ts";

/** What an execution cost. Cash is exact: integers of 1e-9 dollars, rounded once into dollars. */
export interface ExecutionCost {
  /** Shares of fills and final crossing together. */
  readonly shares: number;
  /** Paid (buy) or received (sell) with fees, 1e-9 dollars. */
  readonly cashUnits: bigint;
  /** Before fees, 1e-9 dollars. */
  readonly grossUnits: bigint;
  /** Fees paid, 1e-9 dollars; negative is a rebate. */
  readonly feeUnits: bigint;
}

/**
 * Adds up an execution under market rules. Shares that were unwound come off shares and cash; their fees
 * are paid.
 *
 * @throws {RangeError} if a price or fee is no whole number of units.
 *
 * @example
 * ```ts
 * import { costOf } from "./cost.ts";
 * import { FillLog, TAKEN, UNWOUND } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(0, 0, 10e9, 120, 3e6, TAKEN);
 * fills.add(9, 0, 9e9, -20, 3e6, UNWOUND);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * assertEquals(costOf({ order, fills }), {
 *   shares: 100,
 *   cashUnits: 1_020_420_000_000n,
 *   grossUnits: 1_020_000_000_000n,
 *   feeUnits: 420_000_000n,
 * });
 * ```
 */
export function costOf({ order, fills }: Pick<Execution, "order" | "fills">): ExecutionCost {
  const { grossUnits, feeUnits } = sumOf(fills);
  return allIn(fills.sharesFilled, grossUnits, feeUnits, order.side);
}

/** Sums up price times shares and the fees of some fills; unwound shares count negative, but pay fees. */
export function sumOf(
  { length, shares, price, fee }: FillLog,
): Pick<ExecutionCost, "grossUnits" | "feeUnits"> {
  let grossUnits = 0n;
  let feeUnits = 0n;
  for (let i = 0; i < length; i++) {
    grossUnits += BigInt(shares[i]!) * BigInt(price[i]!);
    feeUnits += BigInt(Math.abs(shares[i]!)) * BigInt(fee[i]!);
  }
  return { grossUnits, feeUnits };
}

/** The cost of so many shares: a buy pays the fees beside the price, a sell receives the price less the fees. */
export function allIn(shares: number, grossUnits: bigint, feeUnits: bigint, side: Side): ExecutionCost {
  const cashUnits = side === BUY ? grossUnits + feeUnits : grossUnits - feeUnits;
  return { shares, cashUnits, grossUnits, feeUnits };
}

/** Dollars a share of an amount, to the nearest 1e-12 below; `null` without shares. */
export function perShare(units: bigint, shares: number): number | null {
  return shares > 0 ? cashToDollars(units * 1000n / BigInt(shares), 12) : null;
}

/**
 * What the all-in average price is worse than a benchmark, basis points; negative is better. `null`
 * without shares or without a benchmark.
 *
 * @param benchmark 1e-9 dollars; `NaN` is none.
 */
export function slippageBps(
  { cashUnits, shares }: ExecutionCost,
  side: Side,
  benchmark: number,
): number | null {
  const average = perShare(cashUnits, shares);
  if (average === null || !hasPrice(benchmark)) return null;
  const dollars = toDollars(benchmark);
  return side * (average - dollars) / dollars * BPS;
}
