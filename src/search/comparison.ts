/** What the tuned strategy saved on others, how sure that is, and which comparison counts. @module */

import { type AttributionBps, attributionBps, poolAttributions } from "../analysis/attribution.ts";
import { breakEvenTakeFee } from "../analysis/break_even.ts";
import { takerShares } from "../analysis/fill_breakdown.ts";
import { BPS } from "../analysis/half_units.ts";
import { type PairedSavings, pairSavings, type UncomparedCode } from "../analysis/paired_saving.ts";
import { type Confidence, confidenceOf } from "../analysis/statistics/confidence.ts";
import { gatherStarts } from "../analysis/statistics/starts.ts";
import { signsOf, summarise } from "../analysis/statistics/summary.ts";
import { timeWithin } from "../market/time_windows.ts";
import { type Verdict, verdictOn } from "../analysis/verdict.ts";
import type { StrategyName } from "../strategy/strategies.ts";
import type { Measured, Measures } from "./lab.ts";
import type { Outcome } from "./outcome.ts";
import type { TunedFold } from "./walk_forward.ts";

/** Savings order by order, which count alike here, whatever their notional. Shares are of the orders compared. */
export interface SavingsByOrder {
  /** Mean. */
  readonly meanBps: number;
  /** Median. */
  readonly medianBps: number;
  /** With n − 1; `null` for a single order. */
  readonly standardDeviationBps: number | null;
  /** Of the orders that saved. */
  readonly gainedShare: number;
  /** Of the orders that came to the same. */
  readonly tiedShare: number;
  /** Of the orders that cost more. */
  readonly lostShare: number;
}

/** Saving on the orders tuned on, beside that on the orders then scored: a large gap is over-fitting. */
export interface FoldSavings {
  /** On the orders tuned on. */
  readonly inSampleBps: number;
  /** On the orders then scored; `null` where these are the same. */
  readonly outOfSampleBps: number | null;
}

/** What was saved on the orders that could be compared, and how sure that is. */
export interface PooledSaving {
  /** All-in, weighted by notional, out of sample where there are folds, and its parts. */
  readonly bps: AttributionBps;
  /** Order by order. */
  readonly byOrder: SavingsByOrder;
  /** How sure it is. */
  readonly confidence: Confidence;
  /**
   * Change of the take fee at all venues, dollars a share, at which both cost the same: there their ranking turns.
   * `null` where no change would do that.
   */
  readonly breakEvenTakeFeeChange: number | null;
  /** Of all orders, those too that are not compared. */
  readonly folds: readonly FoldSavings[];
}

/** What the tuned strategy saved on another. */
export interface Comparison {
  /** The other. */
  readonly strategy: StrategyName;
  /** `routing` where the schedules are the same, else `timing`. */
  readonly kind: ComparisonKind;
  /** Orders that the saving is of. */
  readonly ordersCompared: number;
  /** Orders that are left out of it. */
  readonly ordersNotCompared: number;
  /** The latter by the reason. */
  readonly notCompared: ReadonlyMap<UncomparedCode, number>;
  /** What can be said of the saving. */
  readonly verdict: Verdict;
  /** `null` where no order could be compared. */
  readonly saving: PooledSaving | null;
}

/** What a comparison tells of. */
export const COMPARISON_KINDS = ["routing", "timing"] as const;

/** One of {@linkcode COMPARISON_KINDS}. */
export type ComparisonKind = (typeof COMPARISON_KINDS)[number];

/** What the tuned strategy saved on all others. */
export interface Comparisons {
  /** By the name of the other. */
  readonly all: Readonly<Record<string, Comparison>>;
  /** Name of the comparison that the back-test is judged by. */
  readonly main: string;
  /** All-in savings under other fees, basis points, by the name of the fees and of the other. */
  readonly underOtherFees: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

/**
 * Compares the tuned strategy with all others. The main comparison is that with the best quote under the same
 * schedule, which isolates routing; where there is none, it is the first.
 */
export function compareAll(outcome: Outcome): Comparisons {
  const { lab, whatIf, residual } = outcome;
  const all = Object.fromEntries(
    Object.entries(lab.others).map(([name, measured]) => [name, compareWith(measured, outcome)]),
  );
  const underOtherFees = Object.fromEntries(
    Object.entries(whatIf).map(([fees, measures]) => [fees, savingsOf(measures, residual)]),
  );
  return { all, main: mainOf(all), underOtherFees };
}

function mainOf(all: Readonly<Record<string, Comparison>>): string {
  const names = Object.keys(all);
  const isolatesRouting = (name: string): boolean => {
    const { kind, strategy } = all[name]!;
    return kind === "routing" && strategy.placement === "best-quote";
  };
  return names.find(isolatesRouting) ?? names[0]!;
}

function savingsOf(
  { tuned, others }: Measures,
  residual: Outcome["residual"],
): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(others).map(([name, measured]) => {
      const { orders, attribution } = pairSavings(tuned.orders, measured.orders, residual);
      return [name, orders.length > 0 ? attributionBps(attribution).total : null];
    }),
  );
}

/** What the tuned strategy saved on another, order by order. */
export function compareWith(baseline: Measured, outcome: Outcome): Comparison {
  const { lab: { tuned }, residual } = outcome;
  const sameSchedule = baseline.strategy.schedule === tuned.strategy.schedule;
  const savings = pairSavings(tuned.orders, baseline.orders, residual);
  const saving = savings.orders.length === 0 ? null : savingIn(savings, baseline, outcome);
  return {
    strategy: baseline.strategy,
    kind: sameSchedule ? "routing" : "timing",
    ordersCompared: savings.orders.length,
    ordersNotCompared: savings.unmeasured.length,
    notCompared: reasonsOf(savings),
    verdict: saving === null ? NOTHING_COMPARED : judge(saving, sameSchedule),
    saving,
  };
}

const NOTHING_COMPARED: Verdict = {
  code: "not-measurable",
  mostlyDrift: false,
  text: "Not measurable: no order can be compared.",
};

function judge({ bps, confidence: { interval, reason } }: PooledSaving, sameSchedule: boolean): Verdict {
  return verdictOn({ saving: bps, sameSchedule, interval, reason });
}

function savingIn(savings: PairedSavings, baseline: Measured, outcome: Outcome): PooledSaving {
  const { tuned, walked } = outcome.lab;
  return {
    bps: attributionBps(savings.attribution),
    byOrder: byOrder(savings),
    confidence: confidenceIn(savings, outcome),
    breakEvenTakeFeeChange: breakEven(tuned, baseline, savings.orders),
    folds: walked.folds.map((fold) => foldSavings(fold, baseline, outcome)),
  };
}

function byOrder({ bps, weights }: PairedSavings): SavingsByOrder {
  const { mean, median, standardDeviation } = summarise(bps, weights);
  const { gained, tied, lost } = signsOf(bps);
  return {
    meanBps: mean,
    medianBps: median,
    standardDeviationBps: standardDeviation,
    gainedShare: gained,
    tiedShare: tied,
    lostShare: lost,
  };
}

function reasonsOf({ unmeasured }: PairedSavings): Map<UncomparedCode, number> {
  const counts = new Map<UncomparedCode, number>();
  for (const { code } of unmeasured) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function confidenceIn(savings: PairedSavings, { parentOrders, settings, lab }: Outcome): Confidence {
  const { orders, horizonNs, spacingNs, windows } = parentOrders;
  return confidenceOf(gatherStarts(savings.startNs, savings.bps, savings.weights), {
    horizonNs,
    spacingNs: spacingNs > 0 ? spacingNs : horizonNs,
    scoredNs: timeWithin(windows, orders[lab.firstScored]!.startNs, orders.at(-1)!.endNs),
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
    inSampleBps: inSample / sumOf(notional, 0, trained) * BPS,
    outOfSampleBps: walked.inSample ? null : outOfSample / sumOf(notional, first, end) * BPS,
  };
}

function sumOf(values: Float64Array, first: number, end: number): number {
  return values.subarray(first, end).reduce((sum, value) => sum + value, 0);
}
