/** The section with all comparisons and their intervals. @module */

import type { Parts } from "../../analysis/attribution.ts";
import {
  byKind,
  comparedCell,
  type Comparison,
  detectableCell,
  detectableGist,
  horizonsCell,
  intervalCell,
  nameCell,
  savingCell,
  verdictOf,
} from "./comparison.ts";
import { count, figure, savedBps, savedCash, sentence } from "./figures.ts";
import { folded, folds } from "./folded.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { type Section, section } from "./page.ts";
import { partKeys, type PartRows, partsColumn, partsGist, partsTable } from "./parts.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { type Column, plainTable, table, unit } from "./table.ts";

/** All comparisons: routing and timing each on axes of their own, as drift dwarfs all else in the latter. */
export function comparisonSection(comparisons: readonly Comparison[], main: Comparison): Section {
  return section(
    "comparisons",
    "Comparisons",
    markup`<p>What the strategy saved on others, on the same orders, weighted by notional. Right of zero is better.
Only the same schedule tells of routing; drift is luck.</p>
${partKeys({ rows: comparisons, parts: partsOf })}${
      byKind(comparisons).map(({ heading, rows }) => comparisonTable(heading, rows))
    }${folds(partsInFigures(comparisons, main), howSure(comparisons, main), notCompared(comparisons, main))}`,
  );
}

function partsInFigures(comparisons: readonly Comparison[], main: Comparison): Markup {
  return folded(
    "The parts in figures",
    partsGist(`on ${main.name}`, partsOf(main), savedBps),
    markup`<p>The parts are disjoint and add up to the saving exactly. Drift is the market moving between fills; spread, venue
and passive are where and how the shares were filled, residual what was crossed at the end of the horizon.</p>
${partsTable({ caption: "Savings by part", name: nameCell, ...partRows(comparisons) })}`,
  );
}

function howSure(comparisons: readonly Comparison[], { name, report }: Comparison): Markup {
  return folded(
    "How sure, and the verdicts in words",
    detectableGist(name, report.confidence?.detectable_bps ?? null),
    markup`<p>The interval of the comparison that the verdict is about stands alone; those of the others hold all at
once, as the best of many is the luckiest too. n<sub>eff</sub> counts independent horizons; a true saving as large as the
detectable one would be found four times in five, and one inside its shaded band less often.</p>
${table({ caption: "How sure each saving is", columns: SURENESS, groups: byKind(comparisons) })}`,
  );
}

function partRows(rows: readonly Comparison[]): PartRows<Comparison> {
  return {
    rows,
    heading: "saving",
    total: ({ report }) => report.saving_bps,
    parts: partsOf,
    format: savedBps,
  };
}

function partsOf({ report }: Comparison): Parts<number> | null {
  return report.parts_bps ?? null;
}

function comparisonTable(caption: string, rows: readonly Comparison[]): Markup {
  const estimates = rows.flatMap(({ estimate }) => estimate ?? []);
  const scale = scaleOf(estimates.flatMap(reachOf));
  const plot: Column<Comparison> = {
    heading: unit("saving and interval", "bps"),
    kind: "plot",
    cell: ({ name, estimate }) =>
      estimate === null
        ? NOTHING
        : rowPlot(estimateTitle(name, estimate), scale, estimateMarks(estimate, scale)),
    foot: axis(scale, "bps"),
  };
  const columns: Column<Comparison>[] = [
    { heading: "saving on", kind: "text", cell: nameCell },
    { heading: unit("saving", "bps"), kind: "number", cell: ({ report }) => savingCell(report) },
    {
      heading: unit("saving", "$"),
      kind: "number",
      cell: ({ report }) => figure(report.saving_dollars, savedCash),
    },
    { heading: unit("95 % interval", "bps"), kind: "number", cell: ({ report }) => intervalCell(report) },
    ...(estimates.length === 0 ? [] : [plot]),
    ...partsColumn(partRows(rows)),
    { heading: "verdict", kind: "text", cell: verdictWords },
  ];
  return plainTable({ caption, columns, rows });
}

function verdictWords({ report }: Comparison): Markup {
  const [words, style] = verdictOf(report);
  return markup`<b class="${style}">${words}</b>`;
}

const SURENESS: readonly Column<Comparison>[] = [
  { heading: "saving on", kind: "text", cell: nameCell },
  { heading: markup`n<sub>eff</sub>`, kind: "number", cell: ({ report }) => horizonsCell(report) },
  { heading: unit("detectable", "bps"), kind: "number", cell: ({ report }) => detectableCell(report) },
  { heading: "orders compared", kind: "number", cell: ({ report }) => comparedCell(report) },
  { heading: "verdict", kind: "text", cell: ({ report }) => sentence(report.verdict.text) },
];

/** Orders that were not compared, and why: as a rule for the same reason in several comparisons. */
function notCompared(comparisons: readonly Comparison[], main: Comparison): Markup {
  const namesOf = new Map<string, string[]>();
  for (const { name, report } of comparisons) {
    for (const [reason, orders] of Object.entries(report.not_compared_because ?? {})) {
      const text = `${count(orders)} as ${reason}`;
      namesOf.set(text, [...namesOf.get(text) ?? [], name]);
    }
  }
  if (namesOf.size === 0) return NOTHING;
  const reasons = [...namesOf].map(([text, names]) => `${text} (against ${names.join(", ")})`);
  return folded(
    "Orders not compared, and why",
    `${count(main.report.orders_not_compared)} on ${main.name}`,
    markup`<p>Orders not compared: ${reasons.join("; ")}.</p>
`,
  );
}

/** An estimate in words. */
export function estimateTitle(name: string, { value, interval }: Estimate): string {
  const range = interval === null
    ? "without an interval"
    : `95 % interval ${savedBps(interval[0])} to ${savedBps(interval[1])}`;
  return `Saving on ${name}: ${savedBps(value)} bps, ${range}`;
}
