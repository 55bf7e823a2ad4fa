/** A study on a terminal. @module */

import { counted } from "../../market/counted.ts";
import { barTable, PLAIN_TERMINAL, type Terminal } from "../terminal/bar_table.ts";
import type { Drawn } from "../terminal/interval_bar.ts";
import { wrapWords } from "../terminal/wrap_words.ts";
import type { LevelReport, StudyArtefact, StudyComparison } from "./schema.ts";

/** Rows of days, or symbols, that a terminal shows; of more, the page does. */
const MOST_ROWS = 32;
/** Below this, what goes on from day to day is not worth a line. */
const NOTABLE_CORRELATION = 0.05;
/** Columns that go where the terminal is too narrow for them and for the bars, the first of them first. */
const DISPENSABLE = ["orders", "left out", "tapes", "strategy", "in sample", "days for 0.1"];

/** The verdict, a row a comparison, how far days and symbols differ, and what each saved. */
export function studySummary(artefact: StudyArtefact, terminal: Terminal = PLAIN_TERMINAL): string {
  const { verdict, comparisons, main_comparison } = artefact;
  const main = comparisons[main_comparison]!;
  const wrapped = (line: string): string => wrapWords(line, terminal.columns, 2);
  return [
    wrapWords(verdict, terminal.columns),
    wrapped(sampleLine(artefact)),
    "",
    comparisonTable(artefact, terminal),
    ...groupTable("by day", main.by_day.map((each) => ({ ...each, name: each.day })), terminal),
    ...groupTable("by symbol", main.by_symbol.map((each) => ({ ...each, name: each.symbol })), terminal),
    "",
    ...detailLines(main).map(wrapped),
  ].join("\n");
}

function sampleLine({ sample, study, strategy }: StudyArtefact): string {
  const { scored_days, days, symbols, scored_tapes, scored_orders, first_day, last_day } = sample;
  const trained = scored_days < days ? `, tuned on days before each` : "";
  const lost = study.failed + study.missing;
  const left = lost === 0
    ? ""
    : `; of ${study.tasks} tapes ${study.failed} failed and ${study.missing} are missing`;
  const dates = first_day === last_day ? first_day : `${first_day} to ${last_day}`;
  return `${strategy}: ${counted(scored_orders, "order")} on ${counted(scored_tapes, "tape")}, ` +
    `${counted(scored_days, "day")} of ${counted(symbols, "symbol")}, ${dates}${trained}${left}`;
}

function comparisonTable({ comparisons, main_comparison }: StudyArtefact, terminal: Terminal): string {
  const heading = [
    "saving on",
    "strategy",
    "bps",
    "in sample",
    "simultaneous 95 %",
    "next day",
    "days for 0.1",
  ];
  const all = Object.entries(comparisons);
  const rows = all.map(([name, each]) => [
    name === main_comparison ? `${name} *` : name,
    each.strategy === name ? "" : each.strategy,
    fixed(each.saving_bps),
    fixed(each.in_sample_bps),
    reach(each.confidence.simultaneous_bps),
    reach(each.confidence.next_day_bps),
    String(each.needed.sought.days ?? "n/a"),
  ]);
  const drawn = all.map(([, { saving_bps, confidence }]) => drawnOf(saving_bps, confidence.simultaneous_bps));
  return barTable([heading, ...rows], drawn, terminal, DISPENSABLE);
}

/** What one day, or one symbol, saved. */
interface Row {
  readonly name: string;
  readonly tapes: number;
  readonly orders: number;
  readonly left_out: number;
  readonly saving_bps: number;
  readonly interval_bps: Ends | null;
}

type Ends = { readonly lower: number; readonly upper: number };

function groupTable(heading: string, groups: readonly Row[], terminal: Terminal): string[] {
  if (groups.length < 2 || groups.length > MOST_ROWS) return [];
  const rows = groups.map(({ name, tapes, orders, left_out, saving_bps, interval_bps }) => [
    name,
    String(tapes),
    String(orders),
    String(left_out),
    fixed(saving_bps),
    reach(interval_bps),
  ]);
  const drawn = groups.map(({ saving_bps, interval_bps }) => drawnOf(saving_bps, interval_bps));
  const table = [[heading, "tapes", "orders", "left out", "bps", "95 %"], ...rows];
  return ["", barTable(table, drawn, terminal, DISPENSABLE)];
}

function drawnOf(at: number | null, interval: Ends | null): Drawn | undefined {
  return at === null ? undefined : { at, interval };
}

function detailLines(
  { variation, by_day, by_precision, confidence, cumulative }: StudyComparison,
): string[] {
  const lines: string[] = [];
  if (by_precision.saving_bps !== null) {
    const sure = by_precision.interval_bps === null ? "" : ` (95 % ${reach(by_precision.interval_bps)})`;
    lines.push(
      `with each tape weighted by what it tells, not by its notional: ${
        fixed(by_precision.saving_bps)
      } bps${sure}`,
    );
  }
  if (variation !== null) {
    lines.push(levelLine("days", variation.day), levelLine("symbols", variation.symbol));
  }
  if (confidence.correlation >= NOTABLE_CORRELATION) {
    lines.push(
      `days go on into the next: ${confidence.correlation.toFixed(2)}; as good as ${
        confidence.effective_days.toFixed(1)
      } independent days`,
    );
  }
  const without = by_day.flatMap(({ day, without_it: { saving_bps: saving } }) =>
    saving === null ? [] : [{ day, saving }]
  );
  if (without.length > 1) {
    const least = without.reduce((a, b) => b.saving < a.saving ? b : a);
    const most = without.reduce((a, b) => b.saving > a.saving ? b : a);
    lines.push(
      `with one day left out: ${fixed(least.saving)} bps (without ${least.day}) to ${
        fixed(most.saving)
      } bps (without ${most.day})`,
    );
  }
  const anyTime = cumulative.at(-1)?.any_time_bps ?? null;
  if (anyTime !== null) lines.push(`had it been looked at after every day: 95 % ${reach(anyTime)}`);
  return lines;
}

function levelLine(what: string, { bps, interval_bps, share, reason }: LevelReport): string {
  if (bps === null) return `${what} differ by: ${reason}`;
  const sure = interval_bps === null ? ` (no interval: ${reason})` : ` (95 % ${reach(interval_bps)})`;
  return `${what} differ by ${fixed(bps)} bps${sure}; ${
    (100 * share!).toFixed(0)
  } % of what they seem to differ by is ` +
    "not the luck of their tapes";
}

function reach(interval: Ends | null): string {
  return interval === null ? "n/a" : `${fixed(interval.lower)} to ${fixed(interval.upper)}`;
}

function fixed(value: number | null): string {
  if (value === null) return "n/a";
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text;
}
