/** The section on evidence as days come in, and on what more days would find. @module */

import { counted } from "../../../market/counted.ts";
import type { StudyArtefact, StudyComparison } from "../../study/schema.ts";
import {
  areaBetween,
  chart,
  heightOf,
  keyLine,
  keys,
  level,
  lineThrough,
  mark,
  type Place,
  timeLabels,
} from "../chart.ts";
import { count, figure, percent, savedBps } from "../figures.ts";
import { folded } from "../folded.ts";
import { type Markup, markup, NOTHING } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { rounded, type Scale, scaleBetween, scaleOf } from "../scale.ts";
import { type Column, plainTable, unit } from "../table.ts";
import { placeInTime, timeAxis } from "../time_axis.ts";
import { comparisonsOf, type Ends, endsCell } from "./cells.ts";

type Evidence = StudyComparison["cumulative"][number];

/** What was known after each day; `null` where there are not two days. */
export function evidenceSection(artefact: StudyArtefact): Section | null {
  const { name, report } = comparisonsOf(artefact)[0]!;
  const { cumulative } = report;
  if (cumulative.length < 2) return null;
  return section(
    "evidence",
    "Evidence as days come in",
    markup`<p>Saving on ${name} by the days until then. The inner band is the 95 % interval at that number of days, had it been
fixed before: whoever looks every day and stops once it leaves zero will be wrong more often than one time in twenty. The
outer lines are made for looking: all of them together hold the truth 95 times in a hundred, whenever one stops.</p>
${keys(KEYS)}<figure>${cumulativeChart(name, cumulative)}</figure>
${
      folded(
        "In figures",
        counted(cumulative.length, "day"),
        plainTable({ caption: "Evidence by day", columns: COLUMNS, rows: cumulative }),
      )
    }`,
  );
}

const KEYS = [
  [keyLine("line all"), "saving until then"],
  [keyLine("reach"), "95 % at that number of days"],
  [keyLine("sum"), "95 % whenever one looks"],
] as const;

function cumulativeChart(name: string, cumulative: readonly Evidence[]): Markup {
  const momentOf = ({ day }: Evidence): number => Date.parse(`${day}T00:00:00Z`);
  const axis = timeAxis(momentOf(cumulative[0]!), momentOf(cumulative.at(-1)!));
  const scale = scaleOfEvidence(cumulative);
  const x = (each: Evidence): number => placeInTime(axis, momentOf(each));
  const places = (of: (each: Evidence) => number | undefined): Place[] =>
    cumulative.map((each) => {
      const value = of(each);
      return value === undefined ? null : [x(each), heightOf(scale, value)];
    });
  return chart({
    title: `Saving on ${name} as days come in`,
    description: cumulative.map((each) => evidenceWords(each)).join("; "),
    scale,
    unit: "bps",
    below: timeLabels(axis),
    size: "tall",
    marks: [
      areaBetween(
        places(({ interval_bps }) => interval_bps?.upper),
        places(({ interval_bps }) => interval_bps?.lower),
        "reach",
      ),
      lineThrough(places(({ any_time_bps }) => any_time_bps?.upper), "sum"),
      lineThrough(places(({ any_time_bps }) => any_time_bps?.lower), "sum"),
      lineThrough(places(({ saving_bps }) => saving_bps), "line all"),
      cumulative.map((each) =>
        mark([x(each), heightOf(scale, each.saving_bps)], "dot", "mark kind", evidenceWords(each))
      ),
    ],
  });
}

function evidenceWords({ day, saving_bps, interval_bps }: Evidence): string {
  return `${day}: ${savedBps(saving_bps)} bps${wordsOf(interval_bps)}`;
}

function wordsOf(interval: Ends): string {
  return interval === null ? "" : ` (${savedBps(interval.lower)} to ${savedBps(interval.upper)})`;
}

/** A scale for all savings and the intervals of the later half of the days: the first are far wider. */
function scaleOfEvidence(cumulative: readonly Evidence[]): Scale {
  const later = cumulative.slice(Math.floor(cumulative.length / 2));
  const ends = later.flatMap(({ interval_bps, any_time_bps }) => [interval_bps, any_time_bps]);
  return scaleOf([
    ...cumulative.map(({ saving_bps }) => saving_bps),
    ...ends.flatMap((each) => each === null ? [] : [each.lower, each.upper]),
  ]);
}

const COLUMNS: readonly Column<Evidence>[] = [
  { heading: "until", kind: "text", cell: ({ day }) => day },
  { heading: unit("saving", "bps"), kind: "number", cell: ({ saving_bps }) => figure(saving_bps, savedBps) },
  {
    heading: unit("95 % at that number of days", "bps"),
    kind: "number",
    cell: ({ interval_bps }) => endsCell(interval_bps),
  },
  {
    heading: unit("95 % whenever one looks", "bps"),
    kind: "number",
    cell: ({ any_time_bps }) => endsCell(any_time_bps),
  },
];

type PowerPoint = StudyComparison["power"][number];

/** What more days would find; `null` where that is not known. */
export function powerSection(artefact: StudyArtefact): Section | null {
  const { name, report: { power, needed, confidence } } = comparisonsOf(artefact)[0]!;
  if (power.length < 2) return null;
  const sought = `${needed.sought.saving_bps} bps`;
  const found = `${savedBps(needed.found.saving_bps)} bps, as large as what was found`;
  const columns: Column<PowerPoint>[] = [
    { heading: "days", kind: "text", cell: ({ days }) => count(days) },
    { heading: `finds ${sought}`, kind: "number", cell: ({ of_sought }) => figure(of_sought, percent) },
    { heading: "finds what was found", kind: "number", cell: ({ of_found }) => figure(of_found, percent) },
  ];
  return section(
    "power",
    "What more days would find",
    markup`<p>The chance that the simultaneous interval of the saving on ${name} excludes zero after so many days, if they are
like these ${count(confidence.days)}. Four times in five takes ${
      daysWords(needed.sought.days)
    } for ${sought} and ${daysWords(needed.found.days)} for what was found, were it true.</p>
${
      keys([[keyLine("line all"), `a true saving of ${sought}`], [keyLine("line other0"), `one of ${found}`]])
    }<figure>${
      powerChart(power, confidence.days)
    }<figcaption>Days; the dashed line is four times in five.</figcaption></figure>
${
      folded(
        "In figures",
        `after ${power[0]!.days} to ${power.at(-1)!.days} days`,
        plainTable({ caption: "Chance to find a saving", columns, rows: power }),
      )
    }`,
  );
}

function daysWords(days: number | null): string {
  return days === null ? "more than a million days" : `${count(days)} days`;
}

function powerChart(power: readonly PowerPoint[], scored: number): Markup {
  const scale = scaleBetween(0, 100);
  const [first, last] = [power[0]!, power.at(-1)!].map(({ days }) => Math.log(days)) as [number, number];
  const x = (days: number): number => rounded(4 + 92 * (Math.log(days) - first) / (last - first));
  const line = (style: string, name: string, of: (each: PowerPoint) => number): Markup[] => [
    lineThrough(power.map((each) => [x(each.days), heightOf(scale, 100 * of(each))]), style),
    ...power.map((each) =>
      mark(
        [x(each.days), heightOf(scale, 100 * of(each))],
        "dot",
        `mark ${style}`,
        `${name}, ${each.days} days: ${percent(of(each))}`,
      )
    ),
  ];
  const inside = scored >= power[0]!.days && scored <= power.at(-1)!.days;
  const now = inside
    ? markup`<line class="arrival" x1="${x(scored)}%" x2="${x(scored)}%" y1="0" y2="100%"><title>${
      count(scored)
    } days scored</title></line>`
    : NOTHING;
  return chart({
    title: "Chance to find a saving, by days",
    description: power.map(({ days, of_sought, of_found }) =>
      `${days} days: ${percent(of_sought)} and ${percent(of_found)}`
    ).join("; "),
    scale,
    unit: "%",
    below: power.map(({ days }) => ({ x: x(days), text: count(days) })),
    marks: [
      now,
      level(scale, 80, "fold", "four times in five"),
      line("line other0", "as large as found", ({ of_found }) => of_found),
      line("line all", "0.1 bps", ({ of_sought }) => of_sought),
    ],
  });
}
