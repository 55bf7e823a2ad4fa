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
  readonly order: ParentOrder;
  /** 1e-9 dollars; `NaN` if there was none. */
  readonly arrivalMid: number;
  readonly endMid: number;
  /** Shares left over in the end. */
  readonly unfilled: number;
  readonly decisions: number;
  readonly restsRefused: number;
  readonly undefinedMids: number;
  readonly cost: ExecutionCost;
  /** `null` for want of an arrival mid. */
  readonly attribution: Attribution | null;
  readonly breakdown: FillBreakdown;
  readonly spreads: Spreads;
  readonly markouts: readonly Markout[];
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
  const { fills: _, ...rest } = execution;
  return {
    ...rest,
    cost: costOf(execution),
    attribution: attributionOf(execution),
    breakdown: breakdownOf(execution, market.venues.count),
    spreads: spreadsOf(execution),
    markouts: markoutsOf(execution, market),
    benchmarks,
  };
}
