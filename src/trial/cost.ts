/** What the trial counts: cash, savings on it, and penalties. @module */

import { allIn, type ExecutionCost, slippageBps, sumOf } from "../analysis/cost.ts";
import { BPS, cashToDollars } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import type { TrialExecution } from "./execution.ts";
import type { TrialPoint } from "./grid.ts";

/** Adds up an execution under trial rules: its fills and the crossing at the end. */
export function trialCostOf({ fills, residual }: TrialExecution, side: Side): ExecutionCost {
  let { grossUnits, feeUnits } = sumOf(fills);
  if (residual.shares > 0) {
    grossUnits += BigInt(residual.shares) * BigInt(residual.price);
    feeUnits += BigInt(residual.shares) * BigInt(residual.fee);
  }
  return allIn(fills.sharesFilled + residual.shares, grossUnits, feeUnits, side);
}

/** All-in implementation shortfall of the shares traded: slippage against the mid at arrival. */
export function shortfallBps(cost: ExecutionCost, side: Side, arrivalMid: number): number | null {
  return slippageBps(cost, side, arrivalMid);
}

/** Why there is no saving. */
export const UNSAVED_CODES = ["unequal-quantities", "no-baseline-cash"] as const;

/** A saving in basis points; or `null`, with the reason why there is none, as a code and in words. */
export type Saving =
  | { readonly bps: number; readonly code?: undefined; readonly reason?: undefined }
  | { readonly bps: null; readonly code: (typeof UNSAVED_CODES)[number]; readonly reason: string };

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
    return { bps: null, code: "unequal-quantities", reason };
  }
  if (baseline.cashUnits <= 0n) {
    return { bps: null, code: "no-baseline-cash", reason: "the baseline traded for no cash" };
  }
  const savedUnits = BigInt(side) * (baseline.cashUnits - optimised.cashUnits);
  return { bps: cashToDollars(savedUnits) / cashToDollars(baseline.cashUnits) * BPS };
}

/** The trial's penalties for what a strategy left or took too much, dollars; never part of cash. */
interface RiskPenalties {
  /** λ_under · shares that the strategy itself left unfilled. */
  readonly under: number;
  /** λ_over · shares beyond the order. */
  readonly over: number;
  /** θ · both. */
  readonly queue: number;
}

/** Penalties of an execution at prices of a share, the final crossing not counted as filled. */
export function riskPenalties({ quantity, fills }: TrialExecution, prices: TrialPoint): RiskPenalties {
  const under = Math.max(0, quantity - fills.sharesFilled);
  const over = Math.max(0, fills.sharesFilled - quantity);
  return {
    under: prices.lambdaUnder * under,
    over: prices.lambdaOver * over,
    queue: prices.thetaQueue * (under + over),
  };
}
