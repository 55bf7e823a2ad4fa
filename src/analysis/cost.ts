import type { Execution } from "../execution/execution.ts";
import { cashToDollars, hasPrice, toDollars } from "../market/price.ts";
import { BUY, type Side } from "../market/side.ts";

/** Basis points in one. */
const BPS = 1e4;

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

/** Adds up an execution: its fills and the crossing at the end. */
export function costOf(execution: Execution, side: Side): ExecutionCost {
  const { fills, residual } = execution;
  let grossUnits = 0n;
  let feeUnits = 0n;
  const add = (shares: number, price: number, fee: number): void => {
    grossUnits += BigInt(shares) * BigInt(price);
    feeUnits += BigInt(shares) * BigInt(fee);
  };
  for (let i = 0; i < fills.length; i++) add(fills.shares[i]!, fills.price[i]!, fills.fee[i]!);
  if (residual.shares > 0) add(residual.shares, residual.price, residual.fee);
  return {
    shares: fills.sharesFilled + residual.shares,
    cashUnits: side === BUY ? grossUnits + feeUnits : grossUnits - feeUnits,
    grossUnits,
    feeUnits,
  };
}

/** Dollars a share of an amount, to the nearest 1e-12 below; `null` without shares. */
export function perShare(units: bigint, shares: number): number | null {
  return shares > 0 ? cashToDollars(units * 1000n / BigInt(shares), 12) : null;
}

/**
 * All-in implementation shortfall against the arrival mid, basis points; positive is worse. `null`
 * without shares or without a mid.
 *
 * @param arrivalMid 1e-9 dollars.
 */
export function shortfallBps(
  { cashUnits, shares }: ExecutionCost,
  side: Side,
  arrivalMid: number,
): number | null {
  const average = perShare(cashUnits, shares);
  if (average === null || !hasPrice(arrivalMid)) return null;
  const benchmark = toDollars(arrivalMid);
  return side * (average - benchmark) / benchmark * BPS;
}

/** A saving, or why there is none. */
export type Saving =
  | { readonly bps: number; readonly reason?: undefined }
  | { readonly bps: null; readonly reason: string };

/**
 * What the optimised execution saved on the baseline: side · (baseline cash − optimised cash) / baseline
 * cash, in basis points, all-in; positive is better. Cash is compared only at equal quantities.
 *
 * @example
 * ```ts
 * import { saving } from "./cost.ts";
 * import { assertEquals } from "@std/assert";
 * const cost = (shares: number, cashUnits: bigint) => ({ shares, cashUnits, grossUnits: cashUnits, feeUnits: 0n });
 * assertEquals(saving(cost(100, 999n), cost(100, 1000n), 1), { bps: 10 });
 * assertEquals(saving(cost(90, 999n), cost(100, 1000n), 1).bps, null);
 * ```
 */
export function saving(optimised: ExecutionCost, baseline: ExecutionCost, side: Side): Saving {
  if (optimised.shares !== baseline.shares) {
    const reason =
      `unequal quantities: the strategy traded ${optimised.shares} shares, the baseline ${baseline.shares}`;
    return { bps: null, reason };
  }
  if (baseline.cashUnits <= 0n) return { bps: null, reason: "the baseline traded for no cash" };
  const savedUnits = BigInt(side) * (baseline.cashUnits - optimised.cashUnits);
  return { bps: cashToDollars(savedUnits) / cashToDollars(baseline.cashUnits) * BPS };
}

/** The trial's penalties for what a strategy left or took too much, dollars; never part of cash. */
export interface RiskPenalties {
  /** λ_under · shares that the strategy itself left unfilled. */
  readonly under: number;
  /** λ_over · shares beyond the order. */
  readonly over: number;
  /** θ · both. */
  readonly queue: number;
}

/** Prices of a share, dollars. */
export interface PenaltyPrices {
  readonly lambdaOver: number;
  readonly lambdaUnder: number;
  readonly thetaQueue: number;
}

/** Penalties of an execution, the final crossing not counted as filled. */
export function riskPenalties({ quantity, fills }: Execution, prices: PenaltyPrices): RiskPenalties {
  const under = Math.max(0, quantity - fills.sharesFilled);
  const over = Math.max(0, fills.sharesFilled - quantity);
  return {
    under: prices.lambdaUnder * under,
    over: prices.lambdaOver * over,
    queue: prices.thetaQueue * (under + over),
  };
}
