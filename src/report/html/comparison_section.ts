/** The section with all comparisons, their intervals on one axis. @module */

import {
  byKind,
  type Comparison,
  detectableCell,
  gainedCell,
  horizonsCell,
  intervalCell,
  nameCell,
  savingCell,
  verdictOf,
} from "./comparison.ts";
import { count, savedBps } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { type Column, table, unit } from "./table.ts";

/** All comparisons, their intervals on one axis. */
export function comparisonSection(comparisons: readonly Comparison[]): Markup {
  const estimates = comparisons.flatMap(({ estimate }) => estimate ?? []);
  const scale = scaleOf(estimates.flatMap(reachOf));
  const plot: Column<Comparison> = {
    heading: unit("saving and interval", "bps; right is better"),
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
    { heading: unit("95 % interval", "bps"), kind: "number", cell: ({ report }) => intervalCell(report) },
    ...(estimates.length === 0 ? [] : [plot]),
    {
      heading: markup`n<sub>eff</sub>`,
      kind: "number",
      cell: ({ report }) => horizonsCell(report),
    },
    { heading: unit("detectable", "bps"), kind: "number", cell: ({ report }) => detectableCell(report) },
    { heading: "orders gained", kind: "number", cell: ({ report }) => gainedCell(report) },
    { heading: "verdict", kind: "text", cell: verdictCell },
  ];
  return markup`<section id="comparisons"><h2>Comparisons</h2>
<p>What the strategy saved on others, order by order, weighted by notional. Only the same schedule with another
placement tells of routing. All are made on the same orders. The interval of the comparison that the verdict is
about stands alone; those of the others hold all at once, as the best of many is the luckiest too. n<sub>eff</sub>
counts independent horizons; a true saving as large as the detectable one would be found four times in five, and one
inside its shaded band less often.</p>
${table({ caption: "Savings by comparison", columns, groups: byKind(comparisons) })}${
    notCompared(comparisons)
  }</section>
`;
}

function verdictCell({ report }: Comparison): Markup {
  const [words, style] = verdictOf(report);
  return markup`<b class="${style}">${words}</b> <span class="sub">${report.verdict.text}</span>`;
}

/** Orders that were not compared, and why: as a rule for the same reason in several comparisons. */
function notCompared(comparisons: readonly Comparison[]): Markup {
  const namesOf = new Map<string, string[]>();
  for (const { name, report } of comparisons) {
    for (const [reason, orders] of Object.entries(report.not_compared_because ?? {})) {
      const text = `${count(orders)} as ${reason}`;
      namesOf.set(text, [...namesOf.get(text) ?? [], name]);
    }
  }
  if (namesOf.size === 0) return NOTHING;
  const reasons = [...namesOf].map(([text, names]) => `${text} (against ${names.join(", ")})`);
  return markup`<p>Orders not compared: ${reasons.join("; ")}.</p>
`;
}

/** An estimate in words. */
export function estimateTitle(name: string, { value, interval }: Estimate): string {
  const range = interval === null
    ? "without an interval"
    : `95 % interval ${savedBps(interval[0])} to ${savedBps(interval[1])}`;
  return `Saving on ${name}: ${savedBps(value)} bps, ${range}`;
}
