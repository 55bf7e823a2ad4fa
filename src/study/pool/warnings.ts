/** What a reader of a study must know before believing its figures. @module */

import { square } from "../../analysis/statistics/elementary.ts";
import { LEAST_FOR_CORRELATION } from "../../analysis/statistics/clustered_mean.ts";
import { longRunRatio } from "../../analysis/statistics/correlation.ts";
import { MOST_LEFT_OUT } from "../../analysis/paired_saving.ts";
import { counted } from "../../market/counted.ts";
import type { PooledComparison } from "./pooled_comparison.ts";
import type { Sample } from "./sample.ts";

/** What a reader of a study may be warned of. */
export const STUDY_WARNING_CODES = [
  "in-sample",
  "few-days",
  "correlated-days",
  "unequal-days",
  "one-day-decides",
  "wild-day",
  "missing-cells",
  "tapes-not-compared",
  "tapes-of-left-out-orders",
] as const;

/** One of {@linkcode STUDY_WARNING_CODES}. */
type StudyWarningCode = (typeof STUDY_WARNING_CODES)[number];

/** A warning, for programs and for people. */
export interface StudyWarning {
  readonly code: StudyWarningCode;
  readonly text: string;
}

/** Above this, the interval, widened as it is, holds the truth less often than it says. */
const CORRELATED = 0.3;
/** Below this part of the days, their effective number by notional is that of a few of them. */
const UNEQUAL = 0.5;
/** Above this part of the squared deviations of days, one of at least ten makes them. */
const WILD = 0.5;
/** Days that a warning names. */
const MOST_NAMES = 5;
/** Symbols that one names. */
const MOST_SYMBOLS = 20;

/**
 * What a reader must know; often nothing.
 *
 * @param main the comparison that the verdict is about.
 */
export function studyWarnings(sample: Sample, main: PooledComparison): StudyWarning[] {
  return [...confidenceWarnings(sample, main), ...dayWarnings(main), ...tapeWarnings(sample, main)];
}

/** What makes the interval less than it says. */
function* confidenceWarnings(
  { inSample }: Sample,
  { confidence: { intervalBps, days, correlation, effectiveDays } }: PooledComparison,
): Generator<StudyWarning> {
  if (inSample) {
    yield {
      code: "in-sample",
      text:
        "there is one day: the parameters were tuned on the orders they are scored on, which is no evidence",
    };
  }
  if (intervalBps !== null && days < LEAST_FOR_CORRELATION) {
    yield {
      code: "few-days",
      text:
        `${days} days cannot tell whether one goes on into the next: the interval supposes that none does; ` +
        "where they do it holds the truth far less often than it says",
    };
  }
  if (correlation > CORRELATED) {
    yield {
      code: "correlated-days",
      text:
        `days go on into the next (${correlation.toFixed(2)}): the intervals are widened for it, and may ` +
        "still hold the truth a few times in a hundred less often than they say",
    };
  }
  const equalDays = effectiveDays * longRunRatio(correlation);
  if (equalDays < UNEQUAL * days) {
    yield {
      code: "unequal-days",
      text: `the notional lies on few of the ${days} days: they tell as much as ${
        equalDays.toFixed(1)
      } equal ones`,
    };
  }
}

/** What single days decide. */
function* dayWarnings(main: PooledComparison): Generator<StudyWarning> {
  const deciding = main.byDay.filter(({ withoutIt }) => changesVerdict(main, withoutIt.intervalBps));
  if (deciding.length > 0) {
    const names = deciding.slice(0, MOST_NAMES).map(({ day }) => day).join(" or ");
    const others = deciding.length > MOST_NAMES ? `, or any of ${deciding.length - MOST_NAMES} others` : "";
    yield {
      code: "one-day-decides",
      text: `one day decides: the verdict would be another without ${names}${others}`,
    };
  }
  const wild = wildDay(main);
  if (wild !== undefined) {
    yield {
      code: "wild-day",
      text:
        `${wild.day} makes up ${
          (100 * wild.share).toFixed(0)
        } % of what days deviate by: the intervals of τ and of the ` +
        "next day suppose days like each other, and hold less often than they say",
    };
  }
}

/** Tapes that are missing, or that say little. */
function* tapeWarnings(
  sample: Sample,
  { byTape, bySymbol, tapesNotCompared }: PooledComparison,
): Generator<StudyWarning> {
  const cells = sample.scoredDays * sample.symbols;
  const missing = cells - new Set(byTape.map(({ day, symbol }) => JSON.stringify([day, symbol]))).size;
  if (missing > 0) {
    yield {
      code: "missing-cells",
      text:
        `${missing} of ${cells} pairs of a day and a symbol have no tape that could be compared: days differ by their ` +
        "symbols too",
    };
  }
  if (tapesNotCompared > 0) {
    yield {
      code: "tapes-not-compared",
      text: `of ${counted(tapesNotCompared, "tape")} no order can be compared`,
    };
  }
  const poor = byTape.filter(isPoor).length;
  if (poor > 0) {
    const symbols = bySymbol.filter(isPoor).map(({ symbol, orders, leftOut }) =>
      `${symbol} ${(100 * leftOut / (orders + leftOut)).toFixed(0)} %`
    );
    const which = symbols.length > 0 ? ` (${symbols.slice(0, MOST_SYMBOLS).join(", ")})` : "";
    yield {
      code: "tapes-of-left-out-orders",
      text:
        `of ${counted(poor, "tape")} more than ${
          100 * MOST_LEFT_OUT
        } % of the orders cannot be compared${which}: what ` +
        "is left there is no fair sample, and has no interval; --symbol leaves symbols out",
    };
  }
}

/** Whether so many orders are left out that the others are no fair sample. */
function isPoor({ orders, leftOut }: { readonly orders: number; readonly leftOut: number }): boolean {
  return leftOut > MOST_LEFT_OUT * (orders + leftOut);
}

/** Whether the interval would say something else of zero. */
function changesVerdict(
  { confidence: { simultaneousBps } }: PooledComparison,
  without: { readonly lower: number; readonly upper: number } | null,
): boolean {
  if (simultaneousBps === null || without === null) return false;
  return signOf(simultaneousBps) !== signOf(without);
}

function signOf({ lower, upper }: { readonly lower: number; readonly upper: number }): number {
  return lower > 0 ? 1 : upper < 0 ? -1 : 0;
}

/** The day that deviates as much as all others together, if there is one among enough. */
function wildDay({ byDay, savingBps }: PooledComparison): { day: string; share: number } | undefined {
  if (byDay.length < LEAST_FOR_CORRELATION || savingBps === null) return undefined;
  const squares = byDay.map((each) => square(each.savingBps - savingBps));
  const all = squares.reduce((sum, each) => sum + each, 0);
  const at = squares.findIndex((each) => each > WILD * all);
  return at < 0 ? undefined : { day: byDay[at]!.day, share: squares[at]! / all };
}
