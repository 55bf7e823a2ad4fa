/** An artefact on a terminal. @module */

import { PARTS } from "../analysis/attribution.ts";
import { alignColumns } from "./align_columns.ts";
import type { Artefact } from "./schema.ts";

/** The verdict, the artefact's figures as small tables for a terminal, and what the other comparisons say. */
export function terminalTable(artefact: Artefact): string {
  const { verdict, comparisons, main_comparison: main } = artefact;
  const others = Object.entries(comparisons).filter(([name]) => name !== main);
  return [
    verdict,
    alignColumns(strategyRows(artefact)),
    ...partRows(artefact),
    ...refusedLine(artefact),
    ...stabilityRows(artefact),
    ...others.map(([name, { verdict }]) => `${name}: ${verdict.text}`),
    artefact.search.note,
  ].join("\n");
}

/** A row a strategy: what it filled and cost, and what was saved on it. */
export function strategyRows(
  { strategies, comparisons }: Pick<Artefact, "strategies" | "comparisons">,
): string[][] {
  const heading = ["strategy", "", "filled", "fill rate", "cost bps", "saving bps"];
  const rows = [[...heading, "95 % interval", "detectable", "n_eff"]];
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
  }
  return rows;
}

/** What each saving is made of, but for parts that no saving has; nothing where there are none. */
export function partRows({ comparisons }: Pick<Artefact, "comparisons">): string[] {
  const measured = Object.entries(comparisons).flatMap(([name, { parts_bps: parts }]) =>
    parts === undefined ? [] : [[name, parts] as const]
  );
  const shown = PARTS.filter((part) => measured.some(([, parts]) => parts[part] !== 0));
  if (shown.length === 0) return [];
  const rows = measured.map(([name, parts]) => [name, ...shown.map((part) => fixed(parts[part]))]);
  return [alignColumns([["saving bps on", ...shown], ...rows])];
}

/** Shares that price limits refused, by strategy; nothing where there are none. */
function refusedLine({ strategies }: Artefact): string[] {
  const refused = Object.entries(strategies).flatMap(([name, { refused_shares: { total } }]) =>
    total > 0 ? [`${name} ${total}`] : []
  );
  return refused.length === 0 ? [] : [`shares refused by price limits: ${refused.join(", ")}`];
}

/** What set-ups as good as this one saved, if they were asked for. */
function stabilityRows({ stability, main_comparison: main }: Artefact): string[] {
  if (stability === undefined) return [];
  const rows = stability.map(({ variant, saving_bps, interval_bps: interval, reason = "" }) => [
    variant,
    fixed(saving_bps),
    interval === null ? reason : `${fixed(interval.lower)} to ${fixed(interval.upper)}`,
  ]);
  return [alignColumns([[`saving on ${main} with`, "bps", "95 % interval"], ...rows])];
}

function fixed(value: number | null): string {
  if (value === null) return "n/a";
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text;
}
