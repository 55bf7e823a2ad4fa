/** The section with all comparisons of a study. @module */

import type { StudyArtefact } from "../../study/schema.ts";
import { detectableGist, verdictOf } from "../comparison.ts";
import { bps, count, figure, savedBps, sentence } from "../figures.ts";
import { folded, folds } from "../folded.ts";
import { type Content, type Markup, markup, NOTHING } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { partKeys, type PartRows, partsColumn, partsGist, partsTable } from "../parts.ts";
import { type Column, plainTable, unit } from "../table.ts";
import {
  comparisonsOf,
  endsCell,
  estimateOf,
  estimateWords,
  forestColumn,
  type NamedComparison,
} from "./cells.ts";

const KINDS = [
  ["routing", "Routing: the same schedule, another placement"],
  ["timing", "Timing: another schedule"],
  ["execution", "All that the strategy did"],
] as const;

/** All comparisons; those of one kind on one axis. */
export function studyComparisons(artefact: StudyArtefact): Section {
  const rows = comparisonsOf(artefact);
  const main = rows[0]!;
  return section(
    "comparisons",
    "Comparisons",
    markup`<p>What the strategy saved on others, each day at the parameters chosen on the days before it, weighted by notional:
the saving of a dollar traded. The intervals take days for what was drawn, and these symbols for given: twenty symbols on
one day are not twenty days. Those of one kind hold all at once, as the best of many is the luckiest too; the verdict goes
by them. Right of zero is better.</p>
${partKeys(partRows(rows))}${
      KINDS.map(([kind, caption]) =>
        comparisonTable(caption, rows.filter(({ report }) => report.kind === kind))
      )
    }${
      folds(
        folded(
          "How sure, how many days more, and the verdicts in words",
          detectableGist(main.name, main.report.confidence.detectable_bps),
          markup`<p>By precision, a tape counts for what it tells, whatever its notional: quiet symbols, above all. Where that
says something else than the saving of a dollar traded, symbols differ, or a few of them are too loud to tell.</p>
${plainTable({ caption: "How sure each saving is", columns: SURENESS, rows })}`,
        ),
        folded(
          "The parts in figures",
          partsGist(`on ${main.name}`, main.report.parts_bps, savedBps),
          partsTable({ caption: "Savings by part", name: nameCell, ...partRows(rows) }),
        ),
      )
    }`,
  );
}

function partRows(rows: readonly NamedComparison[]): PartRows<NamedComparison> {
  return {
    rows,
    heading: "saving",
    total: ({ report }) => report.saving_bps,
    parts: ({ report }) => report.parts_bps,
    format: savedBps,
  };
}

function comparisonTable(caption: string, rows: readonly NamedComparison[]): Markup {
  if (rows.length === 0) return NOTHING;
  const columns: Column<NamedComparison>[] = [
    { heading: "saving on", kind: "text", cell: nameCell },
    {
      heading: unit("saving", "bps"),
      kind: "number",
      cell: ({ report }) => figure(report.saving_bps, savedBps),
    },
    {
      heading: unit("simultaneous 95 %", "bps"),
      kind: "number",
      cell: ({ report }) => endsCell(report.confidence.simultaneous_bps),
    },
    ...forestColumn(rows, "saving and interval", ({ name, report }) =>
      report.saving_bps === null ? null : {
        words: estimateWords(`Saving on ${name}`, report.saving_bps, report.confidence.simultaneous_bps),
        estimate: estimateOf(report.saving_bps, report.confidence.simultaneous_bps),
      }),
    ...partsColumn(partRows(rows)),
    { heading: "verdict", kind: "text", cell: verdictWords },
  ];
  return plainTable({ caption, columns, rows });
}

function nameCell({ name, report: { strategy } }: NamedComparison): Content {
  return strategy === name ? name : markup`${name} <span class="sub">${strategy}</span>`;
}

function verdictWords({ report }: NamedComparison): Content {
  const [words, style] = verdictOf(report);
  return markup`<b class="${style}">${words}</b>`;
}

const SURENESS: readonly Column<NamedComparison>[] = [
  { heading: "saving on", kind: "text", cell: nameCell },
  {
    heading: unit("in sample", "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.in_sample_bps, savedBps),
  },
  {
    heading: unit("95 % alone", "bps"),
    kind: "number",
    cell: ({ report }) => endsCell(report.confidence.interval_bps),
  },
  {
    heading: unit("by precision", "bps"),
    kind: "number",
    cell: ({ report: { by_precision } }) => figure(by_precision.saving_bps, savedBps),
  },
  {
    heading: unit("its 95 % interval", "bps"),
    kind: "number",
    cell: ({ report: { by_precision } }) => endsCell(by_precision.interval_bps),
  },
  {
    heading: unit("the next day", "bps"),
    kind: "number",
    cell: ({ report }) => endsCell(report.confidence.next_day_bps),
  },
  {
    heading: unit("detectable", "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.confidence.detectable_bps, bps),
  },
  {
    heading: "days for 0.1 bps",
    kind: "number",
    cell: ({ report }) => figure(report.needed.sought.days, count),
  },
  {
    heading: "days for what was found",
    kind: "number",
    cell: ({ report }) => figure(report.needed.found.days, count),
  },
  {
    heading: "tapes",
    kind: "number",
    cell: ({ report: { tapes, tapes_not_compared: left } }) =>
      left === 0
        ? figure(tapes, count)
        : markup`${figure(tapes, count)} <span class="sub">${figure(left, count)} not</span>`,
  },
  { heading: "verdict", kind: "text", cell: ({ report }) => sentence(report.verdict.text) },
];
