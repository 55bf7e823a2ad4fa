import type { Execution } from "../execution/execution.ts";
import type { FillLog } from "../execution/fill_log.ts";
import type { MarketExecution } from "../execution/simulate_market.ts";
import { cashToDollars, hasPrice, toDollars } from "../market/price.ts";
import { BUY, type Side } from "../market/side.ts";
import { BPS } from "./half_units.ts";

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

/** Adds up an execution under trial rules: its fills and the crossing at the end. */
export function costOf({ fills, residual }: Execution, side: Side): ExecutionCost {
  let { grossUnits, feeUnits } = sumOf(fills);
  if (residual.shares > 0) {
    grossUnits += BigInt(residual.shares) * BigInt(residual.price);
    feeUnits += BigInt(residual.shares) * BigInt(residual.fee);
  }
  return allIn(fills.sharesFilled + residual.shares, grossUnits, feeUnits, side);
}

/**
 * Adds up an execution under market rules. Shares that were unwound come off shares and cash; their fees
 * are paid.
 *
 * @throws {RangeError} if a price or fee is no whole number of units.
 *
 * @example
 * ```ts
 * import { marketCost } from "./cost.ts";
 * import { FillLog, TAKEN, UNWOUND } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(0, 0, 10e9, 120, 3e6, TAKEN);
 * fills.add(9, 0, 9e9, -20, 3e6, UNWOUND);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * assertEquals(marketCost({ order, fills }), {
 *   shares: 100,
 *   cashUnits: 1_020_420_000_000n,
 *   grossUnits: 1_020_000_000_000n,
 *   feeUnits: 420_000_000n,
 * });
 * ```
 */
export function marketCost({ order, fills }: Pick<MarketExecution, "order" | "fills">): ExecutionCost {
  const { grossUnits, feeUnits } = sumOf(fills);
  return allIn(fills.sharesFilled, grossUnits, feeUnits, order.side);
}

function sumOf({ length, shares, price, fee }: FillLog): Pick<ExecutionCost, "grossUnits" | "feeUnits"> {
  let grossUnits = 0n;
  let feeUnits = 0n;
  for (let i = 0; i < length; i++) {
    grossUnits += BigInt(shares[i]!) * BigInt(price[i]!);
    feeUnits += BigInt(Math.abs(shares[i]!)) * BigInt(fee[i]!);
  }
  return { grossUnits, feeUnits };
}

function allIn(shares: number, grossUnits: bigint, feeUnits: bigint, side: Side): ExecutionCost {
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

/** All-in implementation shortfall of the shares traded: slippage against the mid at arrival. */
export function shortfallBps(cost: ExecutionCost, side: Side, arrivalMid: number): number | null {
  return slippageBps(cost, side, arrivalMid);
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
