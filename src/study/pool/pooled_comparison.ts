/** What all tapes of a study together say of one comparison. @module */

import type { Parts } from "../../analysis/attribution.ts";
import { alwaysValid } from "../../analysis/statistics/always_valid.ts";
import {
  type ClusteredMean,
  clusteredMean,
  type Ends,
  intervalOfMean,
  intervalOfNext,
  LEAST_CLUSTERS,
} from "../../analysis/statistics/clustered_mean.ts";
import { daysToDetect, detectableAfter, powerAfter } from "../../analysis/statistics/power.ts";
import type { Starts } from "../../analysis/statistics/starts.ts";
import { exactStudentQuantile } from "../../analysis/statistics/student.ts";
import { leftOutReason, tooManyLeftOut, type Verdict, verdictOn } from "../../analysis/verdict.ts";
import type { ComparisonKind } from "../../search/comparison.ts";
import type { PartComparison } from "../part.ts";
import { precisionsOf } from "./precision.ts";
import { type Slope, slopesOf } from "./slopes.ts";
import {
  daysAsClusters,
  fillRatesOf,
  groupSavings,
  notionalOf,
  savedPartsBps,
  savingBps,
  sumOf,
  type Sureness,
  surenessOfAll,
  type TapeSaving,
} from "./tape_saving.ts";
import { type Variation, variationOf } from "./variation.ts";

/** The saving that a study is asked to be able to find, basis points. */
export const SOUGHT_BPS = 0.1;

/** Days of the power curve. */
const POWER_DAYS = [5, 10, 20, 40, 80, 160, 320, 640, 1280] as const;

/** Why a study has no interval. */
export const NO_STUDY_INTERVAL_CODES = ["too-few-days", "too-many-left-out"] as const;

/** One of {@linkcode NO_STUDY_INTERVAL_CODES}. */
type NoStudyIntervalCode = (typeof NO_STUDY_INTERVAL_CODES)[number];

/** How sure a saving is, days being what was drawn. */
interface DayConfidence {
  /** Days scored. */
  readonly days: number;
  /** Of what one day saved with what the next did, 0 to 0.9; 0 of fewer than 10 days. */
  readonly correlation: number;
  /** Independent days of equal notional that would tell as much. */
  readonly effectiveDays: number;
  /** Degrees of freedom of Student's t; `null` without an interval. */
  readonly freedom: number | null;
  readonly standardErrorBps: number | null;
  /** From day to day: the standard deviation of what one saved. */
  readonly dayDeviationBps: number | null;
  /** 95 %, of this comparison alone; `null` with the reason. */
  readonly intervalBps: Ends | null;
  /** 95 % of all comparisons of its kind at once: what the verdict goes by. */
  readonly simultaneousBps: Ends | null;
  /** Where the next day will lie, 95 times in a hundred. */
  readonly nextDayBps: Ends | null;
  /** The smallest true saving that the simultaneous interval would tell from none four times in five. */
  readonly detectableBps: number | null;
  readonly reason?: string;
  readonly reasonCode?: NoStudyIntervalCode;
}

/** How many days it takes to find a saving four times in five. */
export interface DaysNeeded {
  readonly savingBps: number;
  /** In all; `null`: more than a million, or not known. */
  readonly days: number | null;
  /** Beyond those there are. */
  readonly moreDays: number | null;
}

/** The chance that so many days find a saving. */
interface PowerPoint {
  readonly days: number;
  /** Of {@linkcode SOUGHT_BPS}. */
  readonly ofSought: number;
  /** Of what was found, were it the truth. */
  readonly ofFound: number;
}

/** What several tapes saved together. */
interface GroupSaving {
  readonly tapes: number;
  readonly orders: number;
  /** Orders that could not be compared. */
  readonly leftOut: number;
  readonly notionalDollars: number;
  readonly savingBps: number;
  readonly intervalBps: Ends | null;
}

/** What one day saved, and what its being there changes. */
interface DaySaving extends GroupSaving {
  readonly day: string;
  /** What the others saved without it, and the interval that the verdict would go by. */
  readonly withoutIt: { readonly savingBps: number | null; readonly intervalBps: Ends | null };
}

/** What one symbol saved; its interval takes its days for what was drawn. */
interface SymbolSaving extends GroupSaving {
  readonly symbol: string;
}

/** What one tape saved; its interval speaks of the luck of its orders alone. */
interface TapeFigures extends Omit<GroupSaving, "tapes"> {
  /** Id of the task that measured it. */
  readonly task: string;
  readonly day: string;
  readonly symbol: string;
}

/** What was known after a day. */
interface Evidence {
  readonly day: string;
  readonly savingBps: number;
  /** At this number of days, had it been fixed before. */
  readonly intervalBps: Ends | null;
  /** Of the sequence that may be looked at after every day. */
  readonly anyTimeBps: Ends | null;
}

/** What all tapes say of one comparison. */
export interface PooledComparison {
  readonly strategy: string;
  readonly kind: ComparisonKind;
  readonly verdict: Verdict;
  readonly tapes: number;
  readonly tapesNotCompared: number;
  readonly orders: number;
  readonly leftOut: number;
  readonly notionalDollars: number;
  /** Out of sample, weighted by notional; `null`: nothing could be compared. */
  readonly savingBps: number | null;
  /**
   * On the same tapes at the one point that is best on all days: no evidence, but beside it shows over-fitting; `null`
   * where nothing is tuned.
   */
  readonly inSampleBps: number | null;
  readonly partsBps: Parts<number> | null;
  readonly confidence: DayConfidence;
  /** The same with each tape weighted by what it tells, whatever its notional: of quiet symbols, above all. */
  readonly byPrecision: { readonly savingBps: number | null; readonly intervalBps: Ends | null };
  readonly variation: Variation | null;
  readonly needed: { readonly sought: DaysNeeded; readonly found: DaysNeeded };
  readonly power: readonly PowerPoint[];
  readonly byDay: readonly DaySaving[];
  readonly bySymbol: readonly SymbolSaving[];
  readonly byTape: readonly TapeFigures[];
  readonly cumulative: readonly Evidence[];
  readonly slopes: readonly Slope[];
}

/** What a comparison is pooled from. */
interface PooledFrom {
  readonly comparison: PartComparison;
  /** Tapes of which an order could be compared, by day and symbol. */
  readonly savings: readonly TapeSaving[];
  /** What the same tapes saved at the one point that is best on all days; `null` where nothing is tuned. */
  readonly inSampleBps: number | null;
  /** Tapes that were scored, and their orders, compared or not. */
  readonly scoredTapes: number;
  readonly scoredOrders: number;
  /** Comparisons of the kind, which hold at once. */
  readonly family: number;
  /** The only venue of all tapes. */
  readonly onlyVenue: string | undefined;
  /** Whether the points were chosen on the orders that are scored. */
  readonly isInSample: boolean;
}

/** Pools one comparison over all tapes. */
export function poolComparison(from: PooledFrom): PooledComparison {
  const { comparison, savings, inSampleBps, family, scoredOrders } = from;
  const orders = sumOf(savings.map((each) => each.orders));
  const leftOut = scoredOrders - orders;
  const days = savings.length === 0 ? null : daysAsClusters(savings);
  const mean = days && clusteredMean(days);
  const confidence = confidenceOf(mean, family, { leftOut, scored: scoredOrders });
  const found = days === null ? null : savingBps(savings);
  const sure = mean !== null && confidence.intervalBps !== null ? mean : null;
  return {
    ...comparison,
    verdict: verdictOf(from, found, confidence, leftOut),
    tapes: savings.length,
    tapesNotCompared: from.scoredTapes - savings.length,
    orders,
    leftOut,
    notionalDollars: notionalOf(savings),
    savingBps: found,
    inSampleBps,
    partsBps: found === null ? null : savedPartsBps(savings),
    confidence,
    byPrecision: byPrecision(savings, sure !== null),
    variation: found === null
      ? null
      : variationOf(savings, confidence.reasonCode === "too-many-left-out" ? confidence.reason : undefined),
    needed: {
      sought: daysNeeded(SOUGHT_BPS, sure, family),
      found: daysNeeded(Math.abs(found ?? 0), sure, family),
    },
    power: sure === null ? [] : POWER_DAYS.map((days) => ({
      days,
      ofSought: powerAfter(days, SOUGHT_BPS, sure, family),
      ofFound: powerAfter(days, sure.mean, sure, family),
    })),
    byDay: daySavings(savings, days, sure === null ? null : family),
    bySymbol: groupSavings(savings, ({ symbol }) => symbol).map(([symbol, tapes]) => ({
      symbol,
      ...groupSaving(tapes, ownInterval(daysAsClusters(tapes), 1)),
    })),
    byTape: savings.map(tapeFigures),
    cumulative: days === null ? [] : evidenceOf(savings, days, sure !== null),
    slopes: slopesOf(savings),
  };
}

function verdictOf(
  { comparison, isInSample, onlyVenue, savings, scoredOrders }: PooledFrom,
  found: number | null,
  { simultaneousBps, reason }: DayConfidence,
  leftOut: number,
): Verdict {
  return verdictOn({
    saving: found === null ? null : { total: found, parts: savedPartsBps(savings) },
    sameSchedule: comparison.kind !== "timing",
    interval: simultaneousBps && { ...simultaneousBps, simultaneous: true },
    reason,
    scored: scoredOrders,
    leftOut,
    fillRates: fillRatesOf(savings),
    onlyVenue,
    inSample: isInSample,
  });
}

function confidenceOf(
  mean: ClusteredMean | null,
  family: number,
  left: { readonly leftOut: number; readonly scored: number },
): DayConfidence {
  const days = mean?.clusters ?? 0;
  const common = { days, correlation: mean?.correlation ?? 0, effectiveDays: mean?.effective ?? 0 };
  const unknown = (reasonCode: NoStudyIntervalCode, reason: string): DayConfidence => ({
    ...common,
    freedom: null,
    standardErrorBps: null,
    dayDeviationBps: null,
    intervalBps: null,
    simultaneousBps: null,
    nextDayBps: null,
    detectableBps: null,
    reason,
    reasonCode,
  });
  if (mean === null || tooManyLeftOut(left)) {
    return unknown("too-many-left-out", leftOutReason(left.leftOut, left.scored));
  }
  if (days < LEAST_CLUSTERS) {
    const scored = days === 1 ? "one day was" : `${days} days were`;
    return unknown("too-few-days", `${scored} scored, where an interval takes ${LEAST_CLUSTERS}`);
  }
  return {
    ...common,
    freedom: mean.freedom,
    standardErrorBps: mean.standardError,
    dayDeviationBps: mean.deviation,
    intervalBps: intervalOfMean(mean),
    simultaneousBps: intervalOfMean(mean, family),
    nextDayBps: intervalOfNext(mean),
    detectableBps: detectableAfter(days, mean, family),
  };
}

function daysNeeded(saving: number, mean: ClusteredMean | null, family: number): DaysNeeded {
  const days = mean === null ? null : daysToDetect(saving, mean, family);
  const moreDays = days === null ? null : Math.max(0, days - mean!.clusters);
  return { savingBps: saving, days, moreDays };
}

function byPrecision(savings: readonly TapeSaving[], hasInterval: boolean): PooledComparison["byPrecision"] {
  if (savings.length === 0) return { savingBps: null, intervalBps: null };
  const days = daysAsClusters(savings, precisionsOf(savings));
  return { savingBps: clusteredMean(days).mean, intervalBps: hasInterval ? ownInterval(days, 1) : null };
}

/** The interval of clusters' mean, where there are enough. */
function ownInterval(clusters: Starts, family: number): Ends | null {
  return clusters.length < LEAST_CLUSTERS ? null : intervalOfMean(clusteredMean(clusters), family);
}

/** Tapes of which too many orders are left out have no interval, as the study would have none. */
function groupSaving(tapes: readonly TapeSaving[], intervalBps: Ends | null): GroupSaving {
  const orders = sumOf(tapes.map((each) => each.orders));
  const leftOut = sumOf(tapes.map((each) => each.leftOut));
  return {
    tapes: tapes.length,
    orders,
    leftOut,
    notionalDollars: notionalOf(tapes),
    savingBps: savingBps(tapes),
    intervalBps: tooManyLeftOut({ leftOut, scored: orders + leftOut }) ? null : intervalBps,
  };
}

/**
 * Days with the interval that the luck of their orders leaves, and what each changes by being there.
 *
 * @param family comparisons that hold at once; `null` where there is no interval.
 */
function daySavings(savings: readonly TapeSaving[], days: Starts | null, family: number | null): DaySaving[] {
  return groupSavings(savings, ({ day }) => day).map(([day, tapes], i) => {
    const others = withoutCluster(days!, i);
    return {
      day,
      ...groupSaving(tapes, luckInterval(savingBps(tapes), surenessOfAll(tapes))),
      withoutIt: {
        savingBps: others.length === 0 ? null : clusteredMean(others).mean,
        intervalBps: family === null ? null : ownInterval(others, family),
      },
    };
  });
}

function withoutCluster({ weightedSum, weight }: Starts, index: number): Starts {
  const rest = (values: Float64Array): Float64Array => values.filter((_, i) => i !== index);
  return { length: weight.length - 1, weightedSum: rest(weightedSum), weight: rest(weight) };
}

function luckInterval(value: number, sure: Sureness | null): Ends | null {
  if (sure === null) return null;
  const reach = sure.freedom === Infinity
    ? 0 // Every order saved the same.
    : exactStudentQuantile(0.975, sure.freedom) * sure.standardErrorBps;
  return { lower: value - reach, upper: value + reach };
}

function tapeFigures(tape: TapeSaving): TapeFigures {
  const { task, tape: { day, symbol } } = tape.part;
  const { tapes: _, ...figures } = groupSaving([tape], luckInterval(savingBps([tape]), tape.sure));
  return { task, day, symbol, ...figures };
}

/** What was known after each day, the days before it alone. */
function evidenceOf(savings: readonly TapeSaving[], days: Starts, hasInterval: boolean): Evidence[] {
  return groupSavings(savings, ({ day }) => day).map(([day], i) => {
    const first = (values: Float64Array): Float64Array => values.subarray(0, i + 1);
    const mean = clusteredMean({
      length: i + 1,
      weightedSum: first(days.weightedSum),
      weight: first(days.weight),
    });
    const isEnough = hasInterval && i + 1 >= LEAST_CLUSTERS;
    return {
      day,
      savingBps: mean.mean,
      intervalBps: isEnough ? intervalOfMean(mean) : null,
      anyTimeBps: isEnough ? alwaysValid(mean) : null,
    };
  });
}
