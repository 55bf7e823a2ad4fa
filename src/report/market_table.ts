import type { MarketArtefact } from "./market_artefact.ts";
import { alignColumns } from "./table.ts";

/** What of a strategy the table shows. */
interface Row {
  readonly strategy: string;
  readonly filled: number;
  readonly fill_rate: number;
  readonly shortfall_bps: number | null;
}

/** The artefact's figures as a small table for a terminal, and what they say. */
export function marketTable(artefact: MarketArtefact): string {
  const rows = [["strategy", "", "filled", "by itself", "cost bps", "saving bps", "95 % interval"]];
  for (const [name, figures] of Object.entries(artefact.strategies)) {
    const { strategy, filled, fill_rate, shortfall_bps } = figures as Row;
    const comparison = artefact.comparisons[name];
    const { interval_bps: interval } = (comparison?.["confidence"] ?? { interval_bps: null }) as Interval;
    rows.push([
      name,
      strategy === name ? "" : strategy,
      String(filled),
      `${(100 * fill_rate).toFixed(1)} %`,
      fixed(shortfall_bps),
      comparison === undefined ? "" : fixed(comparison.saving_bps),
      interval === null ? "" : `${fixed(interval.lower)} to ${fixed(interval.upper)}`,
    ]);
  }
  const verdicts = Object.entries(artefact.comparisons).map(([name, { verdict }]) =>
    `${name}: ${verdict.text}`
  );
  return [alignColumns(rows), ...verdicts, artefact.search["note"]].join("\n");
}

interface Interval {
  readonly interval_bps: { readonly lower: number; readonly upper: number } | null;
}

function fixed(value: number | null): string {
  return value === null ? "n/a" : value.toFixed(2);
}
