/** All that is measured of one order's execution. @module */

import type { Market } from "../execution/market.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { Execution } from "../execution/simulator.ts";
import { type Attribution, attributionOf } from "./attribution.ts";
import { benchmarksOf, type IntervalBenchmarks } from "./benchmarks.ts";
import { costOf, type ExecutionCost } from "./cost.ts";
import { breakdownOf, type FillBreakdown } from "./fill_breakdown.ts";
import { type Markout, markoutsOf } from "./markouts.ts";
import { type Spreads, spreadsOf } from "./spreads.ts";

/** All that is measured of one order's execution. It holds nothing of the log of fills, which is used again. */
export interface OrderMeasure {
  /** The order. */
  readonly order: ParentOrder;
  /** 1e-9 dollars; `NaN` if there was none. */
  readonly arrivalMid: number;
  /** Mid at the end of its window, 1e-9 dollars, else the last defined. */
  readonly endMid: number;
  /** Shares left over in the end. */
  readonly unfilled: number;
  /** Times that the placement was asked. */
  readonly decisions: number;
  /** Shares sent to rest that came back, because the venue's touch had moved on. */
  readonly restsRefused: number;
  /** By venue index: shares sent to take that came back, because the price was beyond the limit. */
  readonly refused: Float64Array;
  /** Fills measured against the last defined mid, because just then there was none. */
  readonly undefinedMids: number;
  /** Fills whose mid the last print puts in doubt. */
  readonly doubtfulMids: number;
  /** What it cost. */
  readonly cost: ExecutionCost;
  /** `null` for want of an arrival mid. */
  readonly attribution: Attribution | null;
  /** Its fills by kind and by venue. */
  readonly breakdown: FillBreakdown;
  /** What taking paid, beside what the touch asked. */
  readonly spreads: Spreads;
  /** What the market was worth some time after its fills. */
  readonly markouts: readonly Markout[];
  /** What the market traded at in its window. */
  readonly benchmarks: IntervalBenchmarks;
}

/**
 * Measures an execution, before the simulator's next run.
 *
 * @param benchmarks of this order, where they are known from another strategy's run.
 */
export function measureOrder(
  execution: Execution,
  market: Market,
  benchmarks: IntervalBenchmarks = benchmarksOf(execution.order, market),
): OrderMeasure {
  const { fills: _, refused, ...rest } = execution;
  return {
    ...rest,
    refused: refused.slice(), // the simulator's next run uses it again
    cost: costOf(execution),
    attribution: attributionOf(execution),
    breakdown: breakdownOf(execution, market.venues.count),
    spreads: spreadsOf(execution),
    markouts: markoutsOf(execution, market),
    benchmarks,
  };
}
