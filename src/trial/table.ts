/** The trial's artefact on a terminal. @module */

import { alignColumns, dropColumns } from "../report/terminal/align_columns.ts";
import { PLAIN_TERMINAL, type Terminal } from "../report/terminal/bar_table.ts";
import { wrapWords } from "../report/terminal/wrap_words.ts";
import type { TrialArtefact } from "./schema.ts";

/** Columns that go where the terminal is too narrow, the first of them first. */
const DISPENSABLE = ["residual", "avg price"];

/** The artefact's figures as a small table for a terminal, and what the search had to say. */
export function trialTable(artefact: TrialArtefact, { columns }: Terminal = PLAIN_TERMINAL): string {
  const rows = [["strategy", "filled", "residual", "avg price", "cost bps", "saving bps"]];
  for (const [name, strategy] of Object.entries(artefact.strategies)) {
    rows.push([
      name,
      String(strategy.filled_quantity),
      String(strategy.residual.shares),
      fixed(strategy.avg_fill_px, 4),
      fixed(strategy.shortfall_bps, 2),
      strategy.saving_bps === undefined ? "" : fixed(strategy.saving_bps, 2),
    ]);
  }
  const table = alignColumns(dropColumns(rows, columns, DISPENSABLE), columns);
  return `${table}\n\n${wrapWords(artefact.search.note, columns, 2)}`;
}

function fixed(value: number | null, decimals: number): string {
  return value === null ? "n/a" : value.toFixed(decimals);
}
