/** The sections on which days, and which symbols. @module */

import type { LevelReport, StudyArtefact, StudyComparison } from "../../study/schema.ts";
import { bps, count, figure, notAvailable, percent, plain, savedBps } from "../figures.ts";
import { folded, folds } from "../folded.ts";
import { type Content, type Markup, markup } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { type Column, facts, plainTable, unit } from "../table.ts";
import { comparisonsOf, type Ends, endsCell, estimateOf, estimateWords, forestColumn } from "./cells.ts";

/** One day, or one symbol; or all of them together. */
interface Row {
  readonly name: Content;
  readonly words: string;
  readonly tapes: number;
  readonly orders: number;
  readonly left_out: number;
  readonly notional_dollars: number;
  readonly saving_bps: number;
  readonly interval_bps: Ends;
}

/** What each day saved, how far days differ, and what leaving one out changes; `null` of one day. */
export function daySection(artefact: StudyArtefact): Section | null {
  const { name, report } = comparisonsOf(artefact)[0]!;
  if (report.by_day.length < 2) return null;
  const days = report.by_day.map((each): Row => ({ ...each, name: each.day, words: each.day }));
  return section(
    "days",
    "Which days",
    markup`<p>Saving on ${name}, day by day. The bar of a day is the luck of its orders alone, given the day; that of all days
is how sure the saving is on other days. An open circle has no interval: too few blocks of orders, or more than 2 % of
them left out.</p>
${forest("Saving by day", "day", days, report)}${levelFacts("days", report.variation?.day)}${
      folds(
        sizesPart("day", days, report),
        folded(
          "With one day left out",
          withoutGist(report.by_day),
          plainTable({
            caption: "What the other days say without one",
            columns: WITHOUT,
            rows: report.by_day,
          }),
        ),
      )
    }`,
  );
}

/** What each symbol saved, and how far symbols differ; `null` of one symbol. */
export function symbolSection(artefact: StudyArtefact): Section | null {
  const { name, report } = comparisonsOf(artefact)[0]!;
  if (report.by_symbol.length < 2) return null;
  const symbols = report.by_symbol.map((each): Row => ({ ...each, name: each.symbol, words: each.symbol }));
  return section(
    "symbols",
    "Which symbols",
    markup`<p>Saving on ${name}, symbol by symbol. The bar of a symbol is how sure its saving is on other days. One of many
stands out by luck: these do not hold all at once. An open circle has no interval: too few days, or more than 2 % of the
orders left out.</p>
${forest("Saving by symbol", "symbol", symbols, report)}${levelFacts("symbols", report.variation?.symbol)}${
      folds(sizesPart("symbol", symbols, report), slopesPart(report))
    }`,
  );
}

function withTogether(rows: readonly Row[], report: StudyComparison): Row[] {
  const { saving_bps, confidence, ...sums } = report;
  const together: Row = {
    ...sums,
    name: "all together",
    words: "All together",
    saving_bps: saving_bps!,
    interval_bps: confidence.interval_bps,
  };
  return [...rows, together];
}

function forest(caption: string, what: string, rows: readonly Row[], report: StudyComparison): Markup {
  const all = withTogether(rows, report);
  const columns: Column<Row>[] = [
    { heading: what, kind: "text", cell: ({ name }) => name },
    { heading: unit("saving", "bps"), kind: "number", cell: (row) => figure(row.saving_bps, savedBps) },
    { heading: unit("95 % interval", "bps"), kind: "number", cell: (row) => endsCell(row.interval_bps) },
    ...forestColumn(all, "saving and interval", (row) => ({
      words: estimateWords(row.words, row.saving_bps, row.interval_bps),
      estimate: estimateOf(row.saving_bps, row.interval_bps),
    })),
  ];
  return plainTable({ caption, columns, rows: all });
}

/** How much each was measured by. */
function sizesPart(what: string, rows: readonly Row[], report: StudyComparison): Markup {
  const columns: Column<Row>[] = [
    { heading: what, kind: "text", cell: ({ name }) => name },
    { heading: "tapes", kind: "number", cell: (row) => figure(row.tapes, count) },
    { heading: "orders", kind: "number", cell: (row) => figure(row.orders, count) },
    { heading: "left out", kind: "number", cell: (row) => figure(row.left_out, count) },
    { heading: unit("notional", "$"), kind: "number", cell: (row) => figure(row.notional_dollars, count) },
  ];
  return folded(
    "Tapes, orders and dollars",
    `${count(report.orders)} orders in all`,
    plainTable({
      caption: `Tapes, orders and dollars by ${what}`,
      columns,
      rows: withTogether(rows, report),
    }),
  );
}

function levelFacts(what: string, level: LevelReport | undefined): Markup {
  if (level === undefined) return markup``;
  const { bps: deviation, interval_bps, q, freedom, share, reason } = level;
  return facts([
    [`τ: how far ${what} differ, bps`, figure(deviation, bps, reason)],
    ["95 % interval of τ, bps", intervalOfLevel(interval_bps, deviation === null ? undefined : reason)],
    ["I²: not the luck of their tapes", figure(share, percent)],
    [
      "Q, and what it would be about",
      q === null ? notAvailable() : markup`${figure(q, bps)}, ${figure(freedom, count)}`,
    ],
  ]);
}

function intervalOfLevel(interval: Ends, reason: string | undefined): Markup {
  if (interval === null) return notAvailable(reason);
  return markup`${figure(interval.lower, bps)} to ${figure(interval.upper, bps)}`;
}

function withoutGist(days: StudyComparison["by_day"]): string {
  const savings = days.flatMap(({ without_it }) => without_it.saving_bps ?? []);
  return savings.length === 0
    ? ""
    : `saving ${savedBps(Math.min(...savings))} to ${savedBps(Math.max(...savings))} bps`;
}

const WITHOUT: readonly Column<StudyComparison["by_day"][number]>[] = [
  { heading: "without", kind: "text", cell: ({ day }) => day },
  {
    heading: unit("saving of the others", "bps"),
    kind: "number",
    cell: ({ without_it }) => figure(without_it.saving_bps, savedBps),
  },
  {
    heading: unit("simultaneous 95 %", "bps"),
    kind: "number",
    cell: ({ without_it }) => endsCell(without_it.interval_bps),
  },
];

type SlopeReport = StudyComparison["slopes"][number];

function slopesPart({ slopes }: StudyComparison): Markup {
  return folded(
    "What the saving goes with",
    slopes.map(({ against }) => against).join(", "),
    markup`<p>Saved more for one unit more of a trait of the tape, weighted by notional. This describes, it tests nothing: a few
symbols differ in all of these at once.</p>
${plainTable({ caption: "Slopes of the saving", columns: SLOPES, rows: slopes })}`,
  );
}

const SLOPES: readonly Column<SlopeReport>[] = [
  { heading: "against", kind: "text", cell: ({ against }) => against },
  { heading: "from", kind: "number", cell: ({ range }) => figure(range?.[0], plain) },
  { heading: "to", kind: "number", cell: ({ range }) => figure(range?.[1], plain) },
  {
    heading: unit("slope", "bps"),
    kind: "number",
    cell: ({ slope_bps, unit }) =>
      markup`${figure(slope_bps, plain, "all the same")} <span class="sub">a ${unit}</span>`,
  },
  {
    heading: unit("with one symbol or day left out", "bps"),
    kind: "number",
    cell: ({ leaving_one: ends }) =>
      ends === null ? notAvailable() : markup`${figure(ends[0], plain)} to ${figure(ends[1], plain)}`,
  },
  { heading: "tapes", kind: "number", cell: ({ tapes }) => figure(tapes, count) },
];
