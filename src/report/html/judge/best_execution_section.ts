/** The section on fills against the quotes. @module */

import type { CellReport, JudgeArtefact } from "../../judge/schema.ts";
import { cash, count, figure, fixed, percent } from "../figures.ts";
import { markup } from "../markup.ts";
import { foldedSection, type Section } from "../page.ts";
import { type Column, facts, plainTable, unit } from "../table.ts";

const SPREAD = fixed(4);

/** Fills against the quotes, in the manner of Rule 605. */
export function bestExecutionSection({ best_execution: best, strategies }: JudgeArtefact): Section {
  const { cells, price_improvement: improved, through_the_touch: through } = best;
  return foldedSection(
    "best-execution",
    "Best execution",
    `${count(improved.shares)} shares better than the touch, ${count(through.shares)} through another quote`,
    markup`<p>By venue, kind and size, in the manner of SEC Rule 605, by fills and not by orders: effective over quoted spread,
the spread that was left some time after the fill, and the shares inside, at and outside the quote that an order takes
from. What rested pays the spread negatively.</p>
${
      facts([
        ["effective / quoted, of what took", figure(strategies["router"]?.effective_over_quoted, fixed(3))],
        ["taken better than the touch, shares", figure(improved.shares, count)],
        ["saved by it, $", figure(improved.dollars, cash)],
        ["taken through another venue's quote, fills", figure(through.fills, count)],
        ["their shares", figure(through.shares, count)],
        ["lost by it, $", figure(through.dollars, cash)],
      ])
    }${plainTable({ caption: "By venue, kind and size of the fill", columns: COLUMNS, rows: cells })}`,
  );
}

const COLUMNS: readonly Column<CellReport>[] = [
  { heading: "venue", kind: "text", cell: ({ venue }) => venue },
  { heading: "kind", kind: "text", cell: ({ kind }) => kind },
  { heading: "size", kind: "text", cell: ({ size }) => size },
  { heading: "fills", kind: "number", cell: ({ fills }) => figure(fills, count) },
  { heading: "shares", kind: "number", cell: ({ shares }) => figure(shares, count) },
  spread("effective", (cell) => cell.effective_spread),
  spread("quoted", (cell) => cell.quoted_spread),
  {
    heading: "effective / quoted",
    kind: "number",
    cell: (cell) => figure(cell.effective_over_quoted, fixed(3)),
  },
  ...(["50ms", "1s", "15s", "1m", "5m"] as const).map((after) =>
    spread(`realised, ${after}`, (cell) => cell.realised_spread[after])
  ),
  share("inside", (cell) => cell.inside),
  share("at", (cell) => cell.at),
  share("outside", (cell) => cell.outside),
];

function spread(heading: string, value: (cell: CellReport) => number | null): Column<CellReport> {
  return { heading: unit(heading, "$ a share"), kind: "number", cell: (cell) => figure(value(cell), SPREAD) };
}

function share(heading: string, value: (cell: CellReport) => number): Column<CellReport> {
  return {
    heading: unit(heading, "of the shares"),
    kind: "number",
    cell: (cell) => figure(value(cell), percent),
  };
}
