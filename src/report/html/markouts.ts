/** Markouts as a plot and a table. @module */

import type { StrategyReport } from "../schema.ts";
import { chart, heightOf, keyLine, keys, lineThrough, mark } from "./chart.ts";
import { duration, figure, savedBps } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { folded } from "./folded.ts";
import { rounded, scaleOf } from "./scale.ts";
import { type Column, plainTable } from "./table.ts";

/** Markouts of fills of one kind. */
interface Line {
  readonly name: string;
  /** Of the style sheet. */
  readonly style: "all" | "taken" | "rested";
  /** One for each time; what was not measured leaves a gap. */
  readonly values: readonly (number | null)[];
}

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

/** Markouts of strategies: all in one plot, and a table. */
export function markoutFigures(
  strategies: readonly { readonly name: string; readonly report: StrategyReport }[],
): Markup {
  const all = strategies.map(markoutsOf).filter(({ moments }) => moments.length > 1);
  if (all.length === 0) return NOTHING;
  const { moments } = all[0]!;
  return markup`<h3>Markouts</h3>
<p>Where the mid went after a fill, basis points by shares. Above zero it went the fill's way, below against it,
which for shares that rested is adverse selection.</p>
${markoutChart(all)}${
    folded("Markouts in figures", `after ${moments.map(duration).join(", ")}`, markoutTable(all))
  }`;
}

/** The router's lines by how it filled, and one for each other strategy. */
function markoutChart(all: readonly Markouts[]): Markup {
  const drawn = all.flatMap(({ name, lines, moments }, i) =>
    (i === 0 ? lines : lines.filter(({ style }) => style === "all")).map((line) => ({
      name: i === 0 && lines.length > 1 ? `${name}, ${line.name}` : name,
      style: i === 0 ? `line ${line.style}` : `line other${(i - 1) % OTHERS}`,
      values: line.values,
      moments,
    }))
  );
  const scale = scaleOf(drawn.flatMap(({ values }) => values.filter((value) => value !== null)));
  const { moments } = all[0]!;
  const [first, last] = [moments[0]!, moments.at(-1)!].map(Math.log) as [number, number];
  const x = (seconds: number): number => rounded(4 + 92 * (Math.log(seconds) - first) / (last - first));
  return markup`${keys(drawn.map(({ name, style }) => [keyLine(style), name] as const))}<figure>${
    chart({
      title: "Markouts, basis points",
      description: drawn.map(({ name, values }) => `${name}: ${values.map(textOf).join(", ")}`).join("; "),
      scale,
      unit: "bps",
      below: moments.map((seconds) => ({ x: x(seconds), text: duration(seconds) })),
      marks: drawn.toReversed().map(({ name, style, values, moments }) => [
        lineThrough(
          values.map((value, i) => value === null ? null : [x(moments[i]!), heightOf(scale, value)] as const),
          style,
        ),
        values.map((value, i) =>
          value === null ? NOTHING : mark(
            [x(moments[i]!), heightOf(scale, value)],
            "dot",
            `mark ${style}`,
            `${name}, ${duration(moments[i]!)}: ${savedBps(value)} bps`,
          )
        ),
      ]),
    })
  }<figcaption>Time after the fill.</figcaption></figure>
`;
}

/** Strategies that have a colour of their own. */
const OTHERS = 6;

function textOf(value: number | null): string {
  return value === null ? "n/a" : savedBps(value);
}

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
