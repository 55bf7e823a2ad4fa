/** Cells that the tables of a study share. @module */

import type { StudyArtefact, StudyComparison } from "../../study/schema.ts";
import { figure, notAvailable, savedBps } from "../figures.ts";
import { type Content, type Markup, markup, NOTHING } from "../markup.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "../plot.ts";
import { type Scale, scaleOf } from "../scale.ts";
import { type Column, unit } from "../table.ts";

/** Two ends, basis points; `null` where there is no interval. */
export type Ends = { readonly lower: number; readonly upper: number } | null;

/** What the tuned strategy saved on another, by the other's name. */
export interface NamedComparison {
  readonly name: string;
  readonly report: StudyComparison;
}

/** The comparisons of a study, the main one first. */
export function comparisonsOf({ comparisons, main_comparison: main }: StudyArtefact): NamedComparison[] {
  const all = Object.entries(comparisons).map(([name, report]) => ({ name, report }));
  return [...all.filter(({ name }) => name === main), ...all.filter(({ name }) => name !== main)];
}

/** An interval, or that there is none. */
export function endsCell(interval: Ends): Markup {
  if (interval === null) return notAvailable();
  return markup`${figure(interval.lower, savedBps)} to ${figure(interval.upper, savedBps)}`;
}

/** A figure to be drawn. */
export function estimateOf(value: number, interval: Ends): Estimate {
  return { value, interval: interval && [interval.lower, interval.upper], detectable: null };
}

/** A figure and its interval in words. */
export function estimateWords(what: string, value: number, interval: Ends): string {
  const range = interval === null
    ? "without an interval"
    : `95 % interval ${savedBps(interval.lower)} to ${savedBps(interval.upper)}`;
  return `${what}: ${savedBps(value)} bps, ${range}`;
}

/** A column of figures and intervals on one axis; no column where there are no figures. */
export function forestColumn<Row>(
  rows: readonly Row[],
  heading: Content,
  of: (row: Row) => { readonly words: string; readonly estimate: Estimate } | null,
): Column<Row>[] {
  const estimates = rows.flatMap((row) => of(row)?.estimate ?? []);
  if (estimates.length === 0) return [];
  const scale: Scale = scaleOf(estimates.flatMap(reachOf));
  return [{
    heading: unit(heading, "bps"),
    kind: "plot",
    cell: (row) => {
      const drawn = of(row);
      if (drawn === null) return NOTHING;
      return rowPlot(drawn.words, scale, estimateMarks(drawn.estimate, scale));
    },
    foot: axis(scale, "bps"),
  }];
}
