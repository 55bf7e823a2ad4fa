/** What the tuned strategy saved on others, how sure that is, and which comparison counts. @module */

import { type AttributionBps, attributionBps, poolAttributions } from "../analysis/attribution.ts";
import { breakEvenTakeFee } from "../analysis/break_even.ts";
import { takerShares } from "../analysis/fill_breakdown.ts";
import { BPS } from "../market/price.ts";
import { type PairedSavings, pairFamily, type UncomparedCode } from "../analysis/paired_saving.ts";
import {
  type Confidence,
  confidenceOf,
  type ConfidenceOptions,
  confidencesOf,
  type MeanInterval,
} from "../analysis/statistics/confidence.ts";
import { fillRateOf } from "../analysis/trading_figures.ts";
import { gatherStarts, meanOf, type Starts } from "../analysis/statistics/starts.ts";
import { signsOf, summarise } from "../analysis/statistics/summary.ts";
import {
  leftOutReason,
  tooManyLeftOut,
  type Verdict,
  type VerdictInput,
  verdictOn,
} from "../analysis/verdict.ts";
import { mapValues } from "../market/map_values.ts";
import { sideName } from "../market/side.ts";
import { timeWithin } from "../market/time_windows.ts";
import { samePlacement, sameSchedule, type StrategyName } from "../strategy/strategy_name.ts";
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

/** What was saved on the orders of one side. */
export interface SideSaving {
  /** How many were compared. */
  readonly orders: number;
  /** All-in, weighted by notional. */
  readonly bps: number;
  /** 95 %, of this side alone; `null` where the comparison has none, or too few of its orders are of this side. */
  readonly interval: MeanInterval | null;
}

/** What was saved on the orders that could be compared, and how sure that is. */
export interface PooledSaving {
  /** All-in, weighted by notional, out of sample where there are folds, and its parts. */
  readonly bps: AttributionBps;
  /** What each order saved. */
  readonly paired: PairedSavings;
  /** The same in a few figures. */
  readonly byOrder: SavingsByOrder;
  /** How sure it is. */
  readonly confidence: Confidence;
  /** Of orders that buy and of those that sell: what the market's drift gives to the one, it takes from the other. */
  readonly bySide: Readonly<Partial<Record<"buy" | "sell", SideSaving>>>;
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
  /** `routing` where the schedules are the same, else `timing`; `execution` of a router known by its fills. */
  readonly kind: ComparisonKind;
  /** The same orders in all comparisons. */
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

/** What a comparison tells of: `execution` is when, where and how together. */
export const COMPARISON_KINDS = ["routing", "timing", "execution"] as const;

/** One of {@linkcode COMPARISON_KINDS}. */
export type ComparisonKind = (typeof COMPARISON_KINDS)[number];

/** What the tuned strategy saved on all others. */
export interface Comparisons {
  /** By the name of the other. */
  readonly all: Readonly<Record<string, Comparison>>;
  /** Name of the primary comparison, which the back-test is judged by. */
  readonly main: string;
  /** All-in savings under other fees, basis points, by the name of the fees and of the other. */
  readonly underOtherFees: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

/**
 * Compares the tuned strategy with all others, on the same orders: one that any of them cannot be compared on is
 * left out for all, and with more than 2 % left out there is neither interval nor verdict, as what is left out is
 * not chosen at random. The main comparison is the one asked for, else that with the best quote under the same
 * schedule, which isolates routing; its interval stands alone, and those of all others hold at once.
 */
export function compareAll(outcome: Outcome): Comparisons {
  const { lab: { tuned, others }, whatIf, residual } = outcome;
  const main = mainOf(outcome);
  const paired = pairFamily(tuned.orders, ordersOf(others), residual);
  const confidences = confidencesIn(paired, main, confidenceOptions(outcome));
  const all = mapValues(paired, (savings, name) => {
    const swing = name === main ? swingOf(savings, outcome) : undefined;
    return compareWith(others[name]!, savings, confidences.get(name), outcome, swing);
  });
  const underOtherFees = mapValues(whatIf, (measures) => savingsOf(measures, residual));
  return { all, main, underOtherFees };
}

/** The name of the comparison that the back-test is judged by. */
export function mainOf({ lab: { tuned, others }, primary }: Pick<Outcome, "lab" | "primary">): string {
  return mainAmong(tuned.strategy, mapValues(others, ({ strategy }) => strategy), primary);
}

/** The same, of strategies that were not worked yet. */
export function mainAmong(
  own: StrategyName,
  others: Readonly<Record<string, StrategyName>>,
  primary: string | undefined,
): string {
  if (primary !== undefined) return primary;
  const names = Object.keys(others);
  const routing = names.filter((name) =>
    sameSchedule(others[name]!, own) && !samePlacement(others[name]!, own)
  );
  return routing.find((name) => others[name]!.placement === "best-quote") ?? routing[0] ?? names[0]!;
}

function ordersOf(measured: Measures["others"]): Record<string, Measured["orders"]> {
  return mapValues(measured, ({ orders }) => orders);
}

function savingsOf(
  { tuned, others }: Measures,
  residual: Outcome["residual"],
): Record<string, number | null> {
  return mapValues(
    pairFamily(tuned.orders, ordersOf(others), residual),
    ({ orders, attribution }) => orders.length > 0 ? attributionBps(attribution).total : null,
  );
}

/** The least and the greatest saving of all set-ups that were tried, this one among them. */
function swingOf(
  { orders, attribution }: PairedSavings,
  { stability }: Outcome,
): { readonly least: number; readonly greatest: number } | undefined {
  if (stability === undefined || orders.length === 0) return undefined;
  const own = attributionBps(attribution).total;
  const savings = [own, ...stability.flatMap(({ savingBps }) => savingBps ?? [])];
  return { least: Math.min(...savings), greatest: Math.max(...savings) };
}

/**
 * How sure each saving is, by the name of the other; none where no order can be compared. That of the main comparison
 * stands alone, those of the others hold at once.
 */
export function confidencesIn(
  paired: Readonly<Record<string, PairedSavings>>,
  main: string,
  options: ConfidenceOptions,
): Map<string, Confidence> {
  const { orders, unmeasured } = paired[main]!;
  if (orders.length === 0) return new Map();
  const startsOf = (name: string): Starts => {
    const { startNs, bps, weights } = paired[name]!;
    return gatherStarts(startNs, bps, weights);
  };
  const others = Object.keys(paired).filter((name) => name !== main);
  const simultaneous = confidencesOf(others.map(startsOf), options);
  const all = new Map(others.map((name, i) => [name, simultaneous[i]!]));
  all.set(main, confidenceOf(startsOf(main), options));
  const left = { leftOut: unmeasured.length, scored: orders.length + unmeasured.length };
  if (!tooManyLeftOut(left)) return all;
  const reason = leftOutReason(left.leftOut, left.scored);
  return new Map([...all].map(([name, confidence]) => [name, withoutInterval(confidence, reason)]));
}

function withoutInterval(confidence: Confidence, reason: string): Confidence {
  return { ...confidence, interval: null, detectable: null, reason, reasonCode: "too-many-left-out" };
}

function confidenceOptions({ parentOrders, settings, lab }: Outcome): ConfidenceOptions {
  const { orders, horizonNs, spacingNs, windows } = parentOrders;
  return {
    horizonNs,
    spacingNs: spacingNs > 0 ? spacingNs : horizonNs,
    scoredNs: timeWithin(windows, orders[lab.firstScored]!.startNs, orders.at(-1)!.endNs),
    seed: settings.seed,
  };
}

function compareWith(
  baseline: Measured,
  savings: PairedSavings,
  confidence: Confidence | undefined,
  outcome: Outcome,
  swing: VerdictInput["swing"],
): Comparison {
  const { lab: { tuned, walked }, market: { venues } } = outcome;
  const isRouting = sameSchedule(baseline.strategy, tuned.strategy);
  const saving = confidence === undefined ? null : savingIn(savings, confidence, baseline, outcome);
  return {
    strategy: baseline.strategy,
    kind: isRouting ? "routing" : "timing",
    ordersCompared: savings.orders.length,
    ordersNotCompared: savings.unmeasured.length,
    notCompared: reasonsOf(savings),
    verdict: verdictOn({
      saving: saving && saving.bps,
      sameSchedule: isRouting,
      interval: confidence?.interval ?? null,
      reason: confidence?.reason,
      scored: savings.orders.length + savings.unmeasured.length,
      leftOut: savings.unmeasured.length,
      fillRates: { own: fillRateOf(tuned.orders), baseline: fillRateOf(baseline.orders) },
      onlyVenue: venues.count === 1 ? venues.names[0] : undefined,
      inSample: walked.inSample,
      swing,
    }),
    saving,
  };
}

function savingIn(
  savings: PairedSavings,
  confidence: Confidence,
  baseline: Measured,
  outcome: Outcome,
): PooledSaving {
  const { tuned, walked } = outcome.lab;
  return {
    ...savingByOrder(savings, confidence, tuned.orders, baseline.orders, confidenceOptions(outcome)),
    folds: walked.folds.map((fold) => foldSavings(fold, baseline, outcome)),
  };
}

/** What was saved, without folds. */
export function savingByOrder(
  savings: PairedSavings,
  confidence: Confidence,
  own: Measured["orders"],
  others: Measured["orders"],
  options: ConfidenceOptions,
): Omit<PooledSaving, "folds"> {
  return {
    bps: attributionBps(savings.attribution),
    paired: savings,
    byOrder: byOrder(savings),
    confidence,
    bySide: bySide(savings, own, (starts) => confidence.interval && confidenceOf(starts, options).interval),
    breakEvenTakeFeeChange: breakEven(own, others, savings.orders),
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

function bySide(
  { orders, bps, weights, startNs }: PairedSavings,
  own: Measured["orders"],
  intervalOf: (starts: Starts) => MeanInterval | null,
): PooledSaving["bySide"] {
  const indices = Map.groupBy(orders.keys(), (i) => sideName(own[orders[i]!]!.order.side));
  return Object.fromEntries([...indices].map(([side, chosen]) => {
    const of = (column: readonly number[]): number[] => chosen.map((i) => column[i]!);
    const starts = gatherStarts(of(startNs), of(bps), of(weights));
    return [side, { orders: chosen.length, bps: meanOf(starts), interval: intervalOf(starts) }];
  }));
}

/** Orders that are not compared, by the reason. */
export function reasonsOf({ unmeasured }: PairedSavings): Map<UncomparedCode, number> {
  const counts = new Map<UncomparedCode, number>();
  for (const { code } of unmeasured) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function breakEven(a: Measured["orders"], b: Measured["orders"], compared: readonly number[]): number | null {
  const exposure = (orders: Measured["orders"]) => {
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
