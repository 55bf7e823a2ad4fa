/** Which point of the grid each day is scored at: the one that would have been chosen on the days before it. @module */

import type { MeasuredPart } from "../part.ts";

/** A day of a study, and the point that it is scored at. */
export interface DayPoint {
  readonly day: string;
  /** Index of the point; every tape of the day is scored at it. */
  readonly point: number;
  /** Days before it that the point was chosen on; none where there is one point only. */
  readonly tunedOn: readonly string[];
}

/** The days of parts, ascending. */
export function daysOf(parts: readonly MeasuredPart[]): string[] {
  return [...new Set(parts.map(({ tape }) => tape.day))].sort();
}

/**
 * Walks forward over the days: each is scored at the point that cost least on all days before it, or on the last
 * `trainDays` of them. Nothing of the day itself, nor of any later one, has a say. The first day trains only. With one
 * point there is nothing to tune, and all days are scored.
 *
 * @param parts all of one study.
 * @param trainDays at least 1; all days before if it is left out.
 */
export function walkForward(parts: readonly MeasuredPart[], trainDays = Infinity): DayPoint[] {
  const days = daysOf(parts);
  if ((parts[0]?.runAt.length ?? 0) <= 1) return days.map((day) => ({ day, point: 0, tunedOn: [] }));
  const costs = days.map((day) => tuningDollars(parts.filter(({ tape }) => tape.day === day)));
  return days.slice(1).map((day, i) => {
    const first = Math.max(0, i + 1 - trainDays);
    const tunedOn = days.slice(first, i + 1);
    return { day, point: cheapest(costs.slice(first, i + 1)), tunedOn };
  });
}

/** The point that cost least on all of these tapes together. */
export function bestPoint(parts: readonly MeasuredPart[]): number {
  return cheapest([tuningDollars(parts)]);
}

/** What all orders of these tapes cost at each point. All points work the same orders, so that dollars compare. */
function tuningDollars(parts: readonly MeasuredPart[]): Float64Array {
  const dollars = new Float64Array(parts[0]!.runAt.length);
  for (const { runs, runAt } of parts) {
    for (const [point, run] of runAt.entries()) dollars[point]! += runs[run]!.tuningDollars;
  }
  return dollars;
}

/** Of points as cheap, the first. */
function cheapest(costs: readonly Float64Array[]): number {
  const total = new Float64Array(costs[0]!.length);
  for (const cost of costs) {
    for (let point = 0; point < total.length; point++) total[point]! += cost[point]!;
  }
  let best = 0;
  for (let point = 1; point < total.length; point++) if (total[point]! < total[best]!) best = point;
  return best;
}
