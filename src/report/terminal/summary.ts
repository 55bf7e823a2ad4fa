/** An artefact on a terminal. @module */

import { PARTS } from "../../analysis/attribution.ts";
import type { VerdictCode } from "../../analysis/verdict.ts";
import type { Artefact } from "../schema.ts";
import { alignColumns, dropColumns, tableWidth } from "./align_columns.ts";
import { type Drawn, intervalBars } from "./interval_bar.ts";
import { wrapWords } from "./wrap_words.ts";

/** The terminal that a summary is for. */
export interface Terminal {
  /** How wide it is, characters. */
  readonly columns: number;
  /** Whether it lacks all but plain characters. */
  readonly ascii: boolean;
}

/** What a terminal is taken for that tells nothing of itself. */
export const PLAIN_TERMINAL: Terminal = { columns: 80, ascii: false };

const BAR = { heading: "", least: 14, most: 30 } as const;

/** Columns that go where the terminal is too narrow, the first of them first; the bars go before the fill rate. */
const DISPENSABLE = ["n_eff", "detectable", "filled", "schedule+placement", "fill rate", "cost bps"];

/**
 * The verdict, what each strategy cost and what was saved on it, what each saving is made of, and what the other
 * comparisons and the search have to say.
 */
export function terminalSummary(artefact: Artefact, terminal: Terminal = PLAIN_TERMINAL): string {
  const { verdict, search } = artefact;
  const { columns } = terminal;
  return [
    wrapWords(verdict, columns),
    "",
    strategyTable(artefact, terminal),
    ...partTable(artefact, columns),
    ...stabilityTable(artefact),
    "",
    ...[...refusedLine(artefact), ...otherVerdicts(artefact), search.note].map((line) =>
      wrapWords(line, columns, 2)
    ),
  ].join("\n");
}

/** A row a strategy: what it filled and cost, and what was saved on it, drawn where there is room. */
export function strategyTable(
  { strategies, comparisons }: Pick<Artefact, "strategies" | "comparisons">,
  { columns, ascii }: Terminal,
): string {
  const heading = ["strategy", "schedule+placement", "filled", "fill rate", "cost bps", "saving bps"];
  const rows = [[...heading, "95 % interval", "detectable", "n_eff"]];
  const drawn: (Drawn | undefined)[] = [];
  for (const [name, { strategy, filled, fill_rate, shortfall_bps }] of Object.entries(strategies)) {
    const comparison = comparisons[name];
    const confidence = comparison?.confidence;
    const interval = confidence?.interval_bps ?? null;
    rows.push([
      name,
      strategy === name ? "" : strategy,
      String(filled),
      `${(100 * fill_rate).toFixed(1)} %`,
      fixed(shortfall_bps),
      comparison === undefined ? "" : fixed(comparison.saving_bps),
      interval === null ? "" : `${fixed(interval.lower)} to ${fixed(interval.upper)}`,
      interval === null ? "" : fixed(confidence!.detectable_bps),
      confidence === undefined ? "" : String(confidence.n_eff),
    ]);
    const saving = comparison?.saving_bps ?? null;
    drawn.push(saving === null ? undefined : { at: saving, interval });
  }
  return alignColumns(withBars(rows, drawn, columns, ascii));
}

/** The rows with a bar behind each, where there is room once all that can go has gone; else without bars. */
function withBars(
  rows: readonly (readonly string[])[],
  drawn: readonly (Drawn | undefined)[],
  columns: number,
  ascii: boolean,
): readonly (readonly string[])[] {
  const shown = drawn.filter((each) => each !== undefined);
  const room = columns - BAR.least - 2;
  const besides = dropColumns(rows, room, DISPENSABLE.slice(0, DISPENSABLE.indexOf("fill rate")));
  if (shown.every(({ interval }) => interval === null) || tableWidth(besides) > room) {
    return dropColumns(rows, columns, DISPENSABLE);
  }
  const bars = intervalBars(shown, Math.min(BAR.most, columns - tableWidth(besides) - 2), { ascii }).values();
  return besides.map((row, i) => {
    const isDrawn = i > 0 && drawn[i - 1] !== undefined;
    return [...row, isDrawn ? bars.next().value! : BAR.heading];
  });
}

/** What each saving is made of, but for parts that no saving has; nothing where there are none. */
export function partTable({ comparisons }: Pick<Artefact, "comparisons">, columns: number): string[] {
  const measured = Object.entries(comparisons).flatMap(([name, { parts_bps: parts }]) =>
    parts === undefined ? [] : [[name, parts] as const]
  );
  const shown = PARTS.filter((part) => measured.some(([, parts]) => parts[part] !== 0));
  if (shown.length === 0) return [];
  const rows = measured.map(([name, parts]) => [name, ...shown.map((part) => fixed(parts[part]))]);
  const table = [["saving bps on", ...shown], ...rows];
  // The verdict names the parts too, where the terminal is too narrow for all of them.
  return tableWidth(table) > columns ? [] : ["", alignColumns(table)];
}

/** What set-ups as good as this one saved, if they were asked for. */
function stabilityTable({ stability, main_comparison: main }: Artefact): string[] {
  if (stability === undefined) return [];
  const rows = stability.map(({ variant, saving_bps, interval_bps: interval, reason = "" }) => [
    variant,
    fixed(saving_bps),
    interval === null ? reason : `${fixed(interval.lower)} to ${fixed(interval.upper)}`,
  ]);
  return ["", alignColumns([[`saving on ${main} with`, "bps", "95 % interval"], ...rows])];
}

/** Shares that price limits refused, by strategy; nothing where there are none. */
function refusedLine({ strategies }: Artefact): string[] {
  const refused = Object.entries(strategies).flatMap(([name, { refused_shares: { total } }]) =>
    total > 0 ? [`${name} ${total}`] : []
  );
  return refused.length === 0 ? [] : [`shares refused by price limits: ${refused.join(", ")}`];
}

/** What the verdict of a comparison comes to, before the names of those that it is of. */
const SHORT_VERDICTS: Readonly<Record<VerdictCode, string>> = {
  "saves": "Saves on",
  "costs": "Costs more than",
  "not-measurable": "Not measurable against",
  "fragile": "Fragile: saves on",
  "mostly-drift": "Saves mostly by drift on",
  "mostly-fees": "Saves mostly by fees on",
  "too-many-left-out": "Too many orders cannot be compared with",
  "barely-filled": "No saving to speak of, as less than half was filled, against",
  "one-venue": "Nothing to route against",
  "in-sample": "In sample only, which is no evidence, against",
  "timing": "Timing, which says nothing of routing, against",
  "same": "The same as",
};

/** The verdicts of all but the main comparison, in short: those that are the same are said once. */
export function otherVerdicts(
  { comparisons, main_comparison: main }: Pick<Artefact, "comparisons" | "main_comparison">,
): string[] {
  const others = Object.entries(comparisons).filter(([name]) => name !== main);
  const byCode = Map.groupBy(others, ([, { verdict }]) => verdict.code);
  return [...byCode].map(([code, group]) =>
    `${SHORT_VERDICTS[code]} ${group.map(([name]) => name).join(", ")}.`
  );
}

function fixed(value: number | null): string {
  if (value === null) return "n/a";
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text;
}
