/** Figures and the parts they are made of, stacked in a column of a table. @module */

import { type Part, PARTS, type Parts } from "../../analysis/attribution.ts";
import { keys } from "./chart.ts";
import { figure, type Format } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { axis, type PartFigures, partMarks, reachOfParts, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { type Column, plainTable, unit } from "./table.ts";

/** Rows whose figure, basis points, is made of parts. */
export interface PartRows<Row> {
  readonly rows: readonly Row[];
  /** What the figure is called. */
  readonly heading: string;
  /** `null` where it is not known, as then the parts are. */
  readonly total: (row: Row) => number | null;
  readonly parts: (row: Row) => Parts<number> | null;
  readonly format: Format;
}

/** The parts stacked on one axis; no column where there are none. */
export function partsColumn<Row>({ rows, heading, total, parts, format }: PartRows<Row>): Column<Row>[] {
  const shown = shownParts(rows, parts);
  if (shown.length === 0) return [];
  const figuresOf = (row: Row): PartFigures => shown.map((part) => [part, parts(row)?.[part] ?? 0]);
  const scale = scaleOf(rows.flatMap((row) => reachOfParts(figuresOf(row))));
  return [{
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
  }];
}

/** A table of figures and their parts; parts that are none are left out. */
export function partsTable<Row>(
  { caption, name, rows, heading, total, parts, format }: PartRows<Row> & {
    readonly caption: string;
    readonly name: (row: Row) => Content;
  },
): Markup {
  const columns: Column<Row>[] = [
    { heading: "strategy", kind: "text", cell: name },
    { heading: unit(heading, "bps"), kind: "number", cell: (row) => figure(total(row), format) },
    ...shownParts(rows, parts).map((part): Column<Row> => ({
      heading: unit(part, "bps"),
      kind: "number",
      cell: (row) => figure(parts(row)?.[part], format),
    })),
  ];
  return plainTable({ caption, columns, rows });
}

/** How many parts a gist names. */
const IN_GIST = 2;

/** The largest parts in a few words. */
export function partsGist(what: string, parts: Parts<number> | null, format: Format): string {
  if (parts === null) return "";
  const largest = PARTS.filter((part) => parts[part] !== 0)
    .toSorted((a, b) => Math.abs(parts[b]) - Math.abs(parts[a])).slice(0, IN_GIST);
  return `${what}: ${largest.map((part) => `${part} ${format(parts[part])}`).join(", ")}`;
}

/** What the colours of the parts mean. */
export function partKeys<Row>({ rows, parts }: Pick<PartRows<Row>, "rows" | "parts">): Markup {
  return keys(
    shownParts(rows, parts).map((part) =>
      [
        markup`<svg class="keycell" aria-hidden="true"><rect class="part ${part}" width="100%" height="100%"/></svg>`,
        part,
      ] as const
    ),
  );
}

/** The parts that any row has. */
function shownParts<Row>(rows: readonly Row[], parts: PartRows<Row>["parts"]): Part[] {
  return PARTS.filter((part) => rows.some((row) => (parts(row)?.[part] ?? 0) !== 0));
}
