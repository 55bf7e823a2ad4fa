/** The section on what each order saved. @module */

import type { ComparisonReport } from "../schema.ts";
import { byKind, type Comparison, gainedCell, nameCell, savingCell } from "./comparison.ts";
import { distribution } from "./distribution.ts";
import { bps, figure, percent, savedBps } from "./figures.ts";
import { markup } from "./markup.ts";
import { folded } from "./folded.ts";
import { type Section, section } from "./page.ts";
import { savedOrders, type SavingColumns } from "./saved_orders.ts";
import { type Column, table, unit } from "./table.ts";

/** What each order saved; `null` where that is not known of two at least. */
export function savingsSection(
  columns: SavingColumns,
  comparisons: readonly Comparison[],
  { name, estimate, report }: Comparison,
): Section | null {
  const orders = savedOrders(columns, name);
  if (orders.length < 2) return null;
  return section(
    "by-order",
    "Saving order by order",
    markup`${distribution(orders, name, estimate)}${
      folded(
        "In figures, and on the other strategies",
        gistOfOrders(report),
        table({ caption: "Savings order by order", columns: COLUMNS, groups: byKind(comparisons) }),
      )
    }`,
  );
}

function gistOfOrders({ by_order: orders }: ComparisonReport): string {
  const median = orders?.median_bps ?? null;
  return median === null ? "" : `median ${savedBps(median)} bps`;
}

const COLUMNS: readonly Column<Comparison>[] = [
  { heading: "saving on", kind: "text", cell: nameCell },
  { heading: unit("by notional", "bps"), kind: "number", cell: ({ report }) => savingCell(report) },
  {
    heading: unit("mean", "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.by_order?.mean_bps, savedBps),
  },
  {
    heading: unit("median", "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.by_order?.median_bps, savedBps),
  },
  {
    heading: unit("st. dev.", "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.by_order?.standard_deviation_bps, bps),
  },
  { heading: "orders gained", kind: "number", cell: ({ report }) => gainedCell(report) },
  {
    heading: "orders lost",
    kind: "number",
    cell: ({ report }) => figure(report.by_order?.lost_share, percent),
  },
];
