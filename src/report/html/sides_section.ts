/** The section on buys against sells. @module */

import type { ComparisonReport } from "../schema.ts";
import type { Comparison } from "./comparison.ts";
import { estimateTitle } from "./comparison_section.ts";
import { count, figure, notAvailable, savedBps } from "./figures.ts";
import { type Markup, markup } from "./markup.ts";
import { folded } from "./folded.ts";
import { type Section, section } from "./page.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { type Column, table, unit } from "./table.ts";

/** The orders of a side, or of both, against one other strategy. */
interface Row {
  readonly against: string;
  readonly side: "buys" | "sells" | "both";
  readonly orders: number;
  readonly estimate: Estimate;
}

/** Buys against sells; `null` where there are not both. */
export function sidesSection(comparisons: readonly Comparison[], main: Comparison): Section | null {
  const rows = rowsOf(main);
  if (rows.length === 0) return null;
  const others = comparisons.filter((each) => each !== main && rowsOf(each).length > 0);
  return section(
    "sides",
    "Buys against sells",
    markup`<p class="note">Where prices rise, waiting costs buys what sells gain; a saving of its own shows on both.</p>
${sidesTable(`Saving on ${main.name} by side`, [main])}${
      others.length === 0 ? [] : folded(
        "On the other strategies",
        `${others.length} more`,
        sidesTable("Savings by side", others),
      )
    }`,
  );
}

function rowsOf({ name, report, estimate }: Comparison): Row[] {
  const { buy, sell } = report.by_side ?? {};
  if (buy === undefined || sell === undefined || estimate === null) return [];
  const both = { against: name, side: "both" as const, orders: report.orders_compared, estimate };
  return [sideRow(name, "buys", buy), sideRow(name, "sells", sell), both];
}

type SideReport = NonNullable<NonNullable<ComparisonReport["by_side"]>["buy"]>;

function sideRow(
  against: string,
  side: "buys" | "sells",
  { orders, saving_bps, interval_bps }: SideReport,
): Row {
  const interval = interval_bps && [interval_bps.lower, interval_bps.upper] as const;
  return { against, side, orders, estimate: { value: saving_bps, interval, detectable: null } };
}

function sidesTable(caption: string, comparisons: readonly Comparison[]): Markup {
  const groups = comparisons.map((each) => ({
    heading: comparisons.length > 1 ? each.name : "",
    rows: rowsOf(each),
  }));
  const scale = scaleOf(groups.flatMap(({ rows }) => rows.flatMap(({ estimate }) => reachOf(estimate))));
  const columns: readonly Column<Row>[] = [
    {
      heading: "orders that",
      kind: "text",
      cell: ({ side }) => side === "both" ? "both" : side.replace(/s$/, ""),
    },
    { heading: "orders", kind: "number", cell: ({ orders }) => figure(orders, count) },
    {
      heading: unit("saving", "bps"),
      kind: "number",
      cell: ({ estimate }) => figure(estimate.value, savedBps),
    },
    {
      heading: unit("95 % interval", "bps"),
      kind: "number",
      cell: ({ estimate: { interval } }) =>
        interval === null
          ? notAvailable()
          : markup`${figure(interval[0], savedBps)} to ${figure(interval[1], savedBps)}`,
    },
    {
      heading: unit("saving and interval", "bps"),
      kind: "plot",
      cell: ({ against, side, estimate }) =>
        rowPlot(`${estimateTitle(against, estimate)}, ${side}`, scale, estimateMarks(estimate, scale)),
      foot: axis(scale, "bps"),
    },
  ];
  return table({ caption, columns, groups });
}
