import type { Artefact } from "./artefact.ts";

/** Lines of equal columns, numbers to the right; the first row is the heading. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))
      .join("  ").trimEnd()
  ).join("\n");
}

/** The artefact's figures as a small table for a terminal, and what the search had to say. */
export function summaryTable(artefact: Artefact): string {
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
  return `${alignColumns(rows)}\n${artefact.search["note"]}`;
}

function fixed(value: number | null, decimals: number): string {
  return value === null ? "n/a" : value.toFixed(decimals);
}
