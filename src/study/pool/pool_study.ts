/** What the tapes of a study say together: pooled, walked forward, with what is still missing. @module */

import { mapValues } from "../../market/map_values.ts";
import type { Point } from "../../model/point.ts";
import { BPS } from "../../market/price.ts";
import { type MeasuredPart, pointAt, savingAt } from "../part.ts";
import { type DaysNeeded, poolComparison, type PooledComparison, SOUGHT_BPS } from "./pooled_comparison.ts";
import type { Sample } from "./sample.ts";
import { sumOf, type TapeSaving, tapeSaving } from "./tape_saving.ts";
import { bestPoint, type DayPoint, daysOf, walkForward } from "./walk_forward.ts";
import { type StudyWarning, studyWarnings } from "./warnings.ts";

/** How a study is pooled. */
interface PoolOptions {
  /** Days before a day that its point is chosen on; all of them if it is left out. */
  readonly trainDays?: number | undefined;
}

/** A day that was scored, and the point that was chosen on days before it. */
interface TunedDay {
  readonly day: string;
  readonly tunedOnDays: number;
  /** Values of the parameters, by name. */
  readonly point: Point;
  /** Saved, in the main comparison, on the days that the point was chosen on; `null` where that were none. */
  readonly inSampleBps: number | null;
  /** Saved on the day; `null`: none of its orders can be compared. */
  readonly outOfSampleBps: number | null;
}

/** What a study says. */
export interface PooledStudy {
  /** The main comparison in a sentence, and how many days a smaller saving takes. */
  readonly verdict: string;
  readonly mainComparison: string;
  /** The strategy that was tuned. */
  readonly strategy: string;
  readonly sample: Sample;
  readonly tuned: readonly TunedDay[];
  readonly comparisons: Readonly<Record<string, PooledComparison>>;
  readonly warnings: readonly StudyWarning[];
}

/**
 * Pools the parts of a study. Each day is scored with the point that was chosen on the days before it; what tapes saved
 * is then weighted by notional, which is the saving of a dollar traded, and needs no variance that would have to be
 * estimated from the same few orders. Days are what is drawn: the intervals are clustered by day. The parts' order does
 * not matter: they are sorted, and all sums are taken in that order.
 *
 * @param parts of one study: with the same question; one at least.
 * @throws {RangeError} if there are none, or `trainDays` is no whole number above 0.
 */
export function poolStudy(parts: readonly MeasuredPart[], { trainDays }: PoolOptions = {}): PooledStudy {
  if (parts.length === 0) throw new RangeError("Cannot pool no parts");
  if (trainDays !== undefined && !(Number.isSafeInteger(trainDays) && trainDays > 0)) {
    throw new RangeError(`Cannot train on ${trainDays} days`);
  }
  const sorted = sortParts(parts);
  const { measured } = sorted[0]!;
  const { main, comparisons } = measured;
  const days = daysOf(sorted);
  const walked = walkForward(sorted, trainDays);
  const inSample = walked.length === 0;
  const points = inSample ? [{ day: days[0]!, point: bestPoint(sorted), tunedOn: [] }] : walked;
  const pointOf = new Map(points.map(({ day, point }) => [day, point]));
  const scored = sorted.filter(({ tape }) => pointOf.has(tape.day));
  const scoredOrders = scored.reduce((sum, { orders }) => sum + orders.count, 0);
  const venues = new Set(scored.flatMap(({ tape }) => tape.venues));
  const isTuned = measured.points.length > 1;
  const best = isTuned ? bestPoint(sorted) : undefined;
  const kinds = Object.values(comparisons).map(({ kind }) => kind);
  const pooled = mapValues(comparisons, (comparison, name) =>
    poolComparison({
      comparison,
      savings: savingsOf(scored, name, ({ tape }) => pointOf.get(tape.day)!),
      inSampleBps: best === undefined ? null : savedBps(scored, name, () => best),
      scoredTapes: scored.length,
      scoredOrders,
      family: kinds.filter((kind) => kind === comparison.kind).length,
      onlyVenue: venues.size === 1 ? [...venues][0] : undefined,
      isInSample: inSample,
    }));
  const sample: Sample = {
    tapes: sorted.length,
    days: days.length,
    symbols: new Set(sorted.map(({ tape }) => tape.symbol)).size,
    firstDay: days[0]!,
    lastDay: days.at(-1)!,
    scoredDays: points.length,
    scoredTapes: scored.length,
    scoredOrders,
    trainDays: trainDays ?? null,
    inSample,
  };
  const mainComparison = pooled[main]!;
  return {
    verdict: [mainComparison.verdict.text, ...neededText(mainComparison)].join(" "),
    mainComparison: main,
    strategy: measured.strategy,
    sample,
    tuned: points.map((point) => tunedDay(point, sorted, main)),
    comparisons: pooled,
    warnings: studyWarnings(sample, mainComparison),
  };
}

/** Parts by day, symbol, feed and task: the order in which all sums are taken. */
export function sortParts(parts: readonly MeasuredPart[]): MeasuredPart[] {
  return parts.toSorted(byTape);
}

function byTape(a: MeasuredPart, b: MeasuredPart): number {
  const key = (
    { tape: { day, symbol, dataset }, task }: MeasuredPart,
  ): string[] => [day, symbol, dataset, task];
  const [left, right] = [key(a), key(b)];
  const at = left.findIndex((each, i) => each !== right[i]);
  return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1;
}

function savingsOf(
  parts: readonly MeasuredPart[],
  comparison: string,
  pointOf: (part: MeasuredPart) => number,
): TapeSaving[] {
  return parts.flatMap((part) => tapeSaving(part, pointOf(part), comparison) ?? []);
}

/** What tapes saved, weighted by notional; `null` where no order could be compared. */
function savedBps(
  parts: readonly MeasuredPart[],
  comparison: string,
  pointOf: (part: MeasuredPart) => number,
): number | null {
  let [saved, notional] = [0, 0];
  for (const part of parts) {
    const { dollars, compared } = savingAt(part, pointOf(part), comparison);
    saved += sumOf(dollars);
    notional += sumOf(compared.notionalDollars);
  }
  return notional > 0 ? BPS * saved / notional : null;
}

function tunedDay({ day, point, tunedOn }: DayPoint, parts: readonly MeasuredPart[], main: string): TunedDay {
  const saved = (of: (day: string) => boolean): number | null =>
    savedBps(parts.filter(({ tape }) => of(tape.day)), main, () => point);
  return {
    day,
    tunedOnDays: tunedOn.length,
    point: pointAt(parts[0]!, point),
    inSampleBps: saved((each) => tunedOn.includes(each)),
    outOfSampleBps: saved((each) => each === day),
  };
}

/** What the days there are can find, and what it takes for less. */
function neededText({ confidence, needed, verdict }: PooledComparison): string[] {
  const { detectableBps, days } = confidence;
  if (detectableBps === null) return [];
  const { sought, found } = needed;
  const text = `These ${days} days would find a true saving of ${
    figure(detectableBps)
  } bps four times in five`;
  if (sought.moreDays === 0) return [`${text}.`];
  const more = `${text}; one of ${SOUGHT_BPS} bps takes ${daysText(sought)}`;
  const asFound = verdict.code === "not-measurable" && found.moreDays !== 0
    ? `, one as large as that found ${daysText(found)}`
    : "";
  return [`${more}${asFound}.`];
}

function daysText({ days, moreDays }: DaysNeeded): string {
  return days === null ? "more than a million days" : `about ${days} days, ${moreDays} more`;
}

/** Two digits at least. */
function figure(bps: number): string {
  return bps >= 0.1 || bps === 0 ? bps.toFixed(2) : bps.toPrecision(2);
}
