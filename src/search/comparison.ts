import { attributionBps, type Parts, poolAttributions } from "../analysis/attribution.ts";
import { breakEvenTakeFee } from "../analysis/break_even.ts";
import { takerShares } from "../analysis/fill_breakdown.ts";
import { BPS } from "../analysis/half_units.ts";
import { type PairedSavings, pairSavings } from "../analysis/paired_saving.ts";
import { type Confidence, confidenceOf } from "../analysis/statistics/confidence.ts";
import { gatherStarts } from "../analysis/statistics/starts.ts";
import { signsOf, summarise } from "../analysis/statistics/summary.ts";
import { type Verdict, type VerdictCode, verdictOn } from "../analysis/verdict.ts";
import type { Measured } from "./lab.ts";
import { strategyText } from "../strategy/strategies.ts";
import type { TunedFold } from "./walk_forward.ts";
import type { Outcome } from "./outcome.ts";

/** What can be said of a saving. */
export interface VerdictReport {
  readonly code: VerdictCode;
  readonly mostly_drift: boolean;
  readonly text: string;
}

/** Savings order by order, which count alike here, whatever their notional. */
export interface SavingsByOrder {
  readonly mean_bps: number;
  readonly median_bps: number;
  /** `null` for a single order. */
  readonly standard_deviation_bps: number | null;
  readonly gained_share: number;
  readonly tied_share: number;
  readonly lost_share: number;
}

/** How sure a saving is. */
export interface ConfidenceReport {
  /** Orders that start together count once. */
  readonly starts: number;
  /** Of the bootstrap. */
  readonly mean_block_starts: number;
  /** Independent horizons. */
  readonly n_eff: number;
  /** 95 %. */
  readonly interval_bps: {
    readonly lower: number;
    readonly upper: number;
    readonly standard_error: number;
  } | null;
  /** Smallest true saving that would be seen four times in five. */
  readonly detectable_bps: number | null;
  /** Why there is no interval. */
  readonly reason?: string;
}

/** Saving on the orders tuned on, beside that on the orders then scored: a large gap is over-fitting. */
export interface FoldSavings {
  readonly in_sample_bps: number;
  /** `null` where these are the same orders. */
  readonly out_of_sample_bps: number | null;
}

/** What the tuned strategy saved on another; figures are missing where no order could be compared. */
export interface Comparison {
  readonly strategy: string;
  /** `routing` where the schedules are the same, else `timing`. */
  readonly kind: "routing" | "timing";
  readonly orders_compared: number;
  readonly orders_not_compared: number;
  /** Orders by reason. */
  readonly not_compared_because?: Readonly<Record<string, number>>;
  /** All-in, weighted by notional, out of sample where there are folds; `null` where no order could be compared. */
  readonly saving_bps: number | null;
  readonly verdict: VerdictReport;
  /** They sum to the saving. */
  readonly parts_bps?: Parts<number>;
  readonly by_order?: SavingsByOrder;
  readonly confidence?: ConfidenceReport;
  /**
   * Change of the take fee at all venues, dollars, at which both cost the same: there their ranking turns. `null`
   * where no change would do that.
   */
  readonly break_even_take_fee_change_per_share?: number | null;
  /** All orders count here, those too that are not compared. */
  readonly folds?: readonly FoldSavings[];
}

/** What the tuned strategy saved on another, order by order. */
export function compareWith(baseline: Measured, outcome: Outcome): Comparison {
  const { lab, residual } = outcome;
  const { tuned } = lab;
  const sameSchedule = baseline.strategy.schedule === tuned.strategy.schedule;
  const kind = sameSchedule ? "routing" : "timing";
  const savings = pairSavings(tuned.orders, baseline.orders, residual);
  const common = {
    strategy: strategyText(baseline.strategy),
    kind,
    orders_compared: savings.orders.length,
    orders_not_compared: savings.unmeasured.length,
    ...(savings.unmeasured.length > 0 ? { not_compared_because: reasonsOf(savings) } : {}),
  } as const;
  if (savings.orders.length === 0) {
    const text = "Not measurable: no order can be compared.";
    return { ...common, saving_bps: null, verdict: { code: "not-measurable", mostly_drift: false, text } };
  }
  const saving = attributionBps(savings.attribution);
  const confidence = confidenceIn(savings, outcome);
  const { interval, reason } = confidence;
  return {
    ...common,
    saving_bps: saving.total,
    verdict: describeVerdict(verdictOn({ saving, sameSchedule, interval, reason })),
    parts_bps: saving.parts,
    by_order: describeSavings(savings),
    confidence: describeConfidence(confidence),
    break_even_take_fee_change_per_share: breakEven(tuned, baseline, savings.orders),
    folds: lab.walked.folds.map((fold) => foldSavings(fold, baseline, outcome)),
  };
}

function describeVerdict({ code, mostlyDrift, text }: Verdict): VerdictReport {
  return { code, mostly_drift: mostlyDrift, text };
}

function describeSavings({ bps, weights }: PairedSavings): SavingsByOrder {
  const { mean, median, standardDeviation } = summarise(bps, weights);
  const { gained, tied, lost } = signsOf(bps);
  return {
    mean_bps: mean,
    median_bps: median,
    standard_deviation_bps: standardDeviation,
    gained_share: gained,
    tied_share: tied,
    lost_share: lost,
  };
}

function describeConfidence(confidence: Confidence): ConfidenceReport {
  const { starts, meanBlock, effective, interval, detectable, reason } = confidence;
  return {
    starts,
    mean_block_starts: meanBlock,
    n_eff: effective,
    interval_bps: interval && {
      lower: interval.lower,
      upper: interval.upper,
      standard_error: interval.standardError,
    },
    detectable_bps: detectable,
    ...(reason === undefined ? {} : { reason }),
  };
}

function reasonsOf({ unmeasured }: PairedSavings): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of unmeasured) {
    // Numbers differ from order to order.
    const kind = reason.replaceAll(/\d+/g, "…");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function confidenceIn(savings: PairedSavings, { parentOrders, settings, lab }: Outcome): Confidence {
  const { orders, horizonNs, spacingNs } = parentOrders;
  return confidenceOf(gatherStarts(savings.startNs, savings.bps, savings.weights), {
    horizonNs,
    spacingNs: spacingNs > 0 ? spacingNs : horizonNs,
    scoredNs: orders.at(-1)!.endNs - orders[lab.firstScored]!.startNs,
    seed: settings.seed,
  });
}

function breakEven(a: Measured, b: Measured, compared: readonly number[]): number | null {
  const exposure = ({ orders }: Measured) => {
    const measures = compared.map((order) => orders[order]!);
    return {
      total: poolAttributions(measures.map(({ attribution }) => attribution!)).total,
      takerShares: measures.reduce((sum, { breakdown }) => sum + takerShares(breakdown.shares), 0),
    };
  };
  return breakEvenTakeFee(exposure(a), exposure(b));
}

function foldSavings(
  { fold, trainedCost }: TunedFold,
  baseline: Measured,
  { lab: { walked, tuned }, parentOrders: { notional } }: Outcome,
): FoldSavings {
  const { trained, first, end } = fold;
  const inSample = sumOf(baseline.costs, 0, trained) - trainedCost;
  const outOfSample = sumOf(baseline.costs, first, end) - sumOf(tuned.costs, first, end);
  return {
    in_sample_bps: inSample / sumOf(notional, 0, trained) * BPS,
    out_of_sample_bps: walked.inSample ? null : outOfSample / sumOf(notional, first, end) * BPS,
  };
}

function sumOf(values: Float64Array, first: number, end: number): number {
  return values.subarray(first, end).reduce((sum, value) => sum + value, 0);
}
