/** An artefact on a terminal. @module */

import { PARTS } from "../../analysis/attribution.ts";
import type { VerdictCode } from "../../analysis/verdict.ts";
import type { Artefact } from "../schema.ts";
import { alignColumns, leastWidth } from "./align_columns.ts";
import { barTable, PLAIN_TERMINAL, type Terminal } from "./bar_table.ts";
import type { Drawn } from "./interval_bar.ts";
import { wrapWords } from "./wrap_words.ts";

/** Columns that go where the terminal is too narrow for them and for the bars, the first of them first. */
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
    ...stabilityTable(artefact, columns),
    "",
    ...[...refusedLine(artefact), ...otherVerdicts(artefact), search.note].map((line) =>
      wrapWords(line, columns, 2)
    ),
  ].join("\n");
}

/** A row a strategy: what it filled and cost, and what was saved on it, drawn where there is room. */
export function strategyTable(
  { strategies, comparisons }: Pick<Artefact, "strategies" | "comparisons">,
  terminal: Terminal,
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
  return barTable(rows, drawn, terminal, DISPENSABLE);
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
  // On a terminal too narrow for the table, the parts are still in the verdict.
  return leastWidth(table) > columns ? [] : ["", alignColumns(table, columns)];
}

/** What set-ups as good as this one saved, if they were asked for, and below why some have no interval. */
function stabilityTable({ stability, main_comparison: main }: Artefact, columns: number): string[] {
  if (stability === undefined) return [];
  const rows = stability.map(({ variant, saving_bps, interval_bps: interval }) => [
    variant,
    fixed(saving_bps),
    interval === null ? "n/a" : `${fixed(interval.lower)} to ${fixed(interval.upper)}`,
  ]);
  const reasons = Map.groupBy(stability, ({ reason }) => reason);
  reasons.delete(undefined);
  return [
    "",
    alignColumns([[`saving on ${main} with`, "bps", "95 % interval"], ...rows], columns),
    ...Array.from(
      reasons,
      ([reason, group]) =>
        wrapWords(
          `no interval with ${group.map(({ variant }) => variant).join(", ")}: ${reason}`,
          columns,
          2,
        ),
    ),
  ];
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
