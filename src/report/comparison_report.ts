/** What an artefact says of savings. @module */

import { halfUnitsToDollars } from "../analysis/half_units.ts";
import { UNCOMPARED } from "../analysis/paired_saving.ts";
import type { Confidence } from "../analysis/statistics/confidence.ts";
import { mapValues } from "../market/map_values.ts";
import type { Comparison } from "../search/comparison.ts";
import type { Outcome } from "../search/outcome.ts";
import { strategyText } from "../strategy/strategy_name.ts";
import type { ComparisonReport, StabilityReport } from "./schema.ts";
import { snakeKeys } from "./snake_case.ts";

/** What was saved on one strategy. */
export function describeComparison(comparison: Comparison): ComparisonReport {
  const { strategy, kind, ordersCompared, ordersNotCompared, notCompared, verdict, saving } = comparison;
  const common = {
    strategy: strategyText(strategy),
    kind,
    orders_compared: ordersCompared,
    orders_not_compared: ordersNotCompared,
    ...(notCompared.size === 0 ? {} : describeReasons(notCompared)),
    saving_bps: saving && saving.bps.total,
    saving_dollars: saving && halfUnitsToDollars(saving.paired.attribution.total),
    verdict: snakeKeys(verdict),
  };
  if (saving === null) return common;
  return {
    ...common,
    parts_bps: saving.bps.parts,
    by_side: mapValues(saving.bySide, ({ orders, bps, interval }) => ({
      orders,
      saving_bps: bps,
      interval_bps: interval && { lower: interval.lower, upper: interval.upper },
    })),
    by_order: snakeKeys(saving.byOrder),
    confidence: describeConfidence(saving.confidence),
    break_even_take_fee_change_per_share: saving.breakEvenTakeFeeChange,
    folds: snakeKeys(saving.folds),
  };
}

function describeReasons(
  notCompared: Comparison["notCompared"],
): Pick<ComparisonReport, "not_compared_because" | "not_compared_codes"> {
  const counts = [...notCompared];
  return {
    not_compared_because: Object.fromEntries(counts.map(([code, count]) => [UNCOMPARED[code], count])),
    not_compared_codes: Object.fromEntries(counts),
  };
}

/** How sure a figure is. */
export function describeConfidence(confidence: Confidence): NonNullable<ComparisonReport["confidence"]> {
  const { starts, meanBlock, effective, horizons, correlation, interval, detectable } = confidence;
  return {
    starts,
    mean_block_starts: meanBlock,
    n_eff: effective,
    horizons,
    correlation,
    interval_bps: interval && snakeKeys(interval),
    detectable_bps: detectable,
    ...(confidence.interval === null
      ? { reason: confidence.reason, reason_code: confidence.reasonCode }
      : {}),
  };
}

/** What set-ups as good as the one asked for saved. */
export function describeStability(findings: NonNullable<Outcome["stability"]>): StabilityReport {
  return findings.map(({ variant, savingBps, interval, reason }) => ({
    variant,
    saving_bps: savingBps,
    interval_bps: interval && { lower: interval.lower, upper: interval.upper },
    ...(reason === undefined ? {} : { reason }),
  }));
}
