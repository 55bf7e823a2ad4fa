/** Markouts as small plots and a table. @module */

import type { StrategyReport } from "../schema.ts";
import { duration, figure, savedBps } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { type Line, linePlot } from "./plot.ts";
import { type Scale, scaleOf } from "./scale.ts";
import { type Column, plainTable } from "./table.ts";

/** Markouts of a strategy. */
interface Markouts {
  readonly name: string;
  /** Seconds after the fill. */
  readonly moments: readonly number[];
  readonly lines: readonly Line[];
}

/** A line of the table. */
interface Row extends Pick<Markouts, "name" | "moments"> {
  readonly line: Line;
}

/** Markouts of strategies: a small plot for each, all on one scale, and a table. */
export function markoutFigures(
  strategies: readonly { readonly name: string; readonly report: StrategyReport }[],
): Markup {
  const all = strategies.map(markoutsOf).filter(({ moments }) => moments.length > 1);
  if (all.length === 0) return NOTHING;
  const scale = scaleFor(all);
  return markup`<h3>Markouts</h3>
<p>Where the mid went after a fill, basis points by shares. Above zero it went the fill's way, below against it,
which for shares that rested is adverse selection. ${KEYS}</p>
<div class="multiples">${smallPlot(all[0]!, scaleFor(all.slice(0, 1)), " on a scale of its own")}${
    all.map((markouts) => smallPlot(markouts, scale))
  }</div>
${markoutTable(all)}`;
}

const KEYS = (["all fills", "taken", "rested"] as const).map((name, i) =>
  markup`<span class="key"><svg class="swatch" role="presentation"><line class="line ${([
    "all",
    "taken",
    "rested",
  ] as const)[i]!}" x1="0" x2="100%" y1="50%" y2="50%"/></svg>${name}</span> `
);

function markoutsOf({ name, report }: { name: string; report: StrategyReport }): Markouts {
  // The axis is logarithmic.
  const markouts = report.markouts.filter(({ seconds }) => seconds > 0);
  const line = (
    name: string,
    style: Line["style"],
    key: "bps" | "taken_bps" | "rested_bps",
  ): Line => ({
    name,
    style,
    values: markouts.map((markout) => markout[key]),
  });
  const rested = line("rested", "rested", "rested_bps");
  const all = line("all fills", "all", "bps");
  return {
    name,
    moments: markouts.map(({ seconds }) => seconds),
    // Where nothing rested, what was taken is all.
    lines: rested.values.some((value) => value !== null)
      ? [line("taken", "taken", "taken_bps"), rested, all]
      : [all],
  };
}

/** A scale for several strategies' markouts. */
function scaleFor(all: readonly Markouts[]): Scale {
  const values = all.flatMap(({ lines }) => lines.flatMap((line) => line.values));
  return scaleOf(values.filter((value) => value !== null), 4);
}

function smallPlot({ name, moments, lines }: Markouts, scale: Scale, note = ""): Markup {
  const description = lines.map(({ name, values }) =>
    `${name}: ${
      values.map((value, i) => `${value === null ? "n/a" : savedBps(value)} after ${duration(moments[i]!)}`)
        .join(", ")
    }`
  ).join("; ");
  const title = `Markouts of ${name}, basis points`;
  return markup`<figure><figcaption>${name}<span class="unit">${note}</span></figcaption>${
    linePlot({ title, description, moments, lines, scale })
  }</figure>
`;
}

function markoutTable(all: readonly Markouts[]): Markup {
  const columns: Column<Row>[] = [
    { heading: "strategy", kind: "text", cell: ({ name }) => name },
    { heading: "fills", kind: "text", cell: ({ line }) => line.name },
    ...all[0]!.moments.map((moment): Column<Row> => ({
      heading: `after ${duration(moment)}`,
      kind: "number",
      cell: ({ line, moments }) => figure(line.values[moments.indexOf(moment)] ?? null, savedBps),
    })),
  ];
  const rows = all.flatMap(({ name, moments, lines }) => lines.map((line) => ({ name, moments, line })));
  return plainTable({ caption: "Markouts, basis points", columns, rows });
}
