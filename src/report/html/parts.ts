/** Figures and the parts they are made of, stacked. @module */

import { type Part, PARTS, type Parts } from "../../analysis/attribution.ts";
import { byKind, type Comparison, nameCell } from "./comparison.ts";
import { figure, type Format, savedBps } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { axis, type PartFigures, partMarks, reachOfParts, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { type Column, type Group, table, unit } from "./table.ts";

/** What the savings are made of. */
export function partsSection(comparisons: readonly Comparison[]): Markup {
  return markup`<section id="parts"><h2>What the savings are made of</h2>
<p>Disjoint parts that add up to the saving exactly. Drift is the market moving between fills: it is luck, not
routing. Spread, venue and passive are where and how the shares were filled; what lies right of zero was saved.</p>
${
    partsTable({
      caption: "Savings by part, basis points",
      groups: byKind(comparisons),
      name: nameCell,
      heading: "saving",
      total: ({ report }) => report.saving_bps,
      parts: ({ report }) => report.parts_bps ?? null,
      format: savedBps,
    })
  }</section>
`;
}

/** Rows whose figure, basis points, is made of parts. */
export interface PartRows<Row> {
  readonly caption: string;
  readonly groups: readonly Group<Row>[];
  readonly name: (row: Row) => Content;
  /** What the figure is called. */
  readonly heading: string;
  /** `null` where it is not known, as then the parts are. */
  readonly total: (row: Row) => number | null;
  readonly parts: (row: Row) => Parts<number> | null;
  readonly format: Format;
}

/** A table of figures and their parts, and the parts stacked on one axis; parts that are none are left out. */
export function partsTable<Row>(
  { caption, groups, name, heading, total, parts, format }: PartRows<Row>,
): Markup {
  const rows = groups.flatMap((group) => group.rows);
  const valueOf = (row: Row, part: Part): number => parts(row)?.[part] ?? 0;
  const shown = PARTS.filter((part) => rows.some((row) => valueOf(row, part) !== 0));
  const figuresOf = (row: Row): PartFigures => shown.map((part) => [part, valueOf(row, part)]);
  const scale = scaleOf(rows.flatMap((row) => reachOfParts(figuresOf(row))));
  const plot: Column<Row> = {
    heading: unit("its parts, and their sum", "bps"),
    kind: "plot",
    cell: (row) => {
      const sum = total(row);
      if (sum === null) return NOTHING;
      const figures = figuresOf(row);
      const words = figures.map(([part, value]) => `${part} ${format(value)}`).join(", ");
      return rowPlot(
        `${heading} ${format(sum)} bps: ${words}`,
        scale,
        partMarks(figures, sum, scale, format),
      );
    },
    foot: axis(scale, "bps"),
  };
  const columns: Column<Row>[] = [
    { heading: "strategy", kind: "text", cell: name },
    { heading: unit(heading, "bps"), kind: "number", cell: (row) => figure(total(row), format) },
    ...(shown.length === 0 ? [] : [plot]),
    ...shown.map((part): Column<Row> => ({
      heading: markup`${swatch(part)}${part}`,
      kind: "number",
      cell: (row) => figure(parts(row)?.[part], format),
    })),
  ];
  const keys = shown.map((part) => markup`<span class="key">${swatch(part)}${part}</span> `);
  return markup`<p>${keys}</p>
${table({ caption, columns, groups })}`;
}

/** The colour of a part, for the heading that explains it. */
function swatch(part: Part): Markup {
  return markup`<svg class="swatch" role="presentation"><rect class="part ${part}" width="100%" height="100%"/></svg>`;
}
