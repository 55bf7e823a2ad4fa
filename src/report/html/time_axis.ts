/** Where moments lie across a plot, and the round times below it. @module */

import { rounded } from "./scale.ts";

/** A stretch of time across a plot. */
export interface TimeAxis {
  /** ms since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly ticks: readonly TimeTick[];
}

/** A round time, as it is written there. */
interface TimeTick {
  readonly ms: number;
  readonly text: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS_MS = [
  ...[1, 2, 5, 10, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];
/** Ticks at most; a phone has no room for more. */
const MOST_TICKS = 6;

/** An axis from one moment to a later one, UTC. */
export function timeAxis(fromMs: number, toMs: number): TimeAxis {
  const lengthMs = Math.max(1, toMs - fromMs);
  const stepMs = STEPS_MS.find((step) => lengthMs / step <= MOST_TICKS) ??
    Math.ceil(lengthMs / MOST_TICKS / DAY) * DAY;
  const ticks: TimeTick[] = [];
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs) {
    ticks.push({ ms, text: clockText(ms, stepMs) });
  }
  return { fromMs, toMs: fromMs + lengthMs, ticks };
}

/** Whether both ends are moments. */
export function isAxis({ fromMs, toMs }: TimeAxis): boolean {
  return isoText(fromMs) !== "" && isoText(toMs) !== "";
}

/** Where a moment lies, percent of the width; what is before or after lies at the end. */
export function placeInTime({ fromMs, toMs }: TimeAxis, ms: number): number {
  const part = (Math.min(toMs, Math.max(fromMs, ms)) - fromMs) / (toMs - fromMs);
  return rounded(1 + 98 * part);
}

/** As much of a moment as a step tells apart. */
function clockText(ms: number, stepMs: number): string {
  const iso = isoText(ms);
  if (stepMs >= DAY) return iso.slice(5, 10);
  if (stepMs >= MINUTE) return iso.slice(11, 16);
  return iso.slice(11, stepMs >= SECOND ? 19 : 23);
}

/** A moment of an artefact, ms since 1970: `NaN` if it is none, as `Date.parse` reads a month in the oddest texts. */
export function momentMs(moment: string): number {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(moment) ? Date.parse(moment) : NaN;
}

/** A time of day, to the second. */
export function timeText(ms: number): string {
  return isoText(ms).slice(11, 19);
}

/** A moment as text; nothing for what no calendar has, as an artefact may hold anything. */
export function isoText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
