/** The section on the parameters that were chosen, day by day. @module */

import { counted } from "../../../market/counted.ts";
import type { StudyArtefact } from "../../study/schema.ts";
import { chart, heightOf, lineThrough, mark, NARROW, type Place, stepped, timeLabels } from "../chart.ts";
import { count, figure, plain, savedBps } from "../figures.ts";
import { folded } from "../folded.ts";
import { type Markup, markup } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { axis, overfitMarks, rowPlot } from "../plot.ts";
import { scaleBetween, scaleOf } from "../scale.ts";
import { type Column, plainTable, unit } from "../table.ts";
import { placeInTime, timeAxis } from "../time_axis.ts";
import { comparisonsOf } from "./cells.ts";

type TunedDay = StudyArtefact["tuned"][number];

/** What was chosen for each day by the days before it; `null` where there was nothing to choose. */
export function studyTuning(artefact: StudyArtefact): Section | null {
  const { tuned, sample } = artefact;
  const parameters = Object.keys(tuned[0]?.point ?? {});
  if (parameters.length === 0) return null;
  const { name, report } = comparisonsOf(artefact)[0]!;
  const points = new Set(tuned.map(({ point }) => JSON.stringify(point)));
  const trained = sample.train_days === null ? "all days" : `the last ${count(sample.train_days)} days`;
  return section(
    "tuning",
    "Tuned parameters over days",
    markup`<p>Each day was scored at the parameters that cost least on ${trained} before it: ${
      points.size === 1 ? "the same every day" : `${count(points.size)} points in ${count(tuned.length)} days`
    }. At the one point that is best on all days, chosen with hindsight, the saving on ${name} is ${
      figure(report.in_sample_bps, savedBps)
    } bps in place of ${figure(report.saving_bps, savedBps)}.</p>
${
      tuned.length < 2
        ? ""
        : markup`<div class="multiples">${
          parameters.map((parameter) => parameterChart(parameter, tuned))
        }</div>
`
    }${
      folded(
        "Day by day",
        `${counted(tuned.length, "day")}, ${counted(points.size, "point")}`,
        plainTable({
          caption: "Chosen on days before, scored on the day",
          columns: columnsOf(tuned, parameters),
          rows: tuned,
        }),
      )
    }`,
  );
}

function parameterChart(parameter: string, tuned: readonly TunedDay[]): Markup {
  const momentOf = ({ day }: TunedDay): number => Date.parse(`${day}T00:00:00Z`);
  const time = timeAxis(momentOf(tuned[0]!), momentOf(tuned.at(-1)!));
  const values = tuned.map(({ point }) => point[parameter]!);
  const scale = scaleBetween(Math.min(...values), Math.max(...values), 4);
  const places = tuned.map((each, i) =>
    [placeInTime(time, momentOf(each)), heightOf(scale, values[i]!)] as const
  );
  return markup`<figure>${
    chart({
      title: `${parameter}, day by day`,
      description: tuned.map(({ day }, i) => `${day}: ${plain(values[i]!)}`).join("; "),
      scale,
      unit: "",
      below: timeLabels(time, NARROW),
      size: "low",
      marks: [
        lineThrough(stepped(places as readonly Place[]), "sum"),
        places.map((place, i) => mark(place, "dot", "mark", `${tuned[i]!.day}: ${plain(values[i]!)}`)),
      ],
    })
  }<figcaption>${parameter}</figcaption></figure>
`;
}

function columnsOf(tuned: readonly TunedDay[], parameters: readonly string[]): Column<TunedDay>[] {
  const scale = scaleOf(tuned.flatMap(({ in_sample_bps, out_of_sample_bps }) => [
    in_sample_bps ?? 0,
    out_of_sample_bps ?? 0,
  ]));
  const words = (value: number | null): string => value === null ? "n/a" : `${savedBps(value)} bps`;
  return [
    { heading: "day", kind: "text", cell: ({ day }) => day },
    { heading: "days tuned on", kind: "number", cell: ({ tuned_on_days }) => figure(tuned_on_days, count) },
    ...parameters.map((name): Column<TunedDay> => ({
      heading: name,
      kind: "number",
      cell: ({ point }) => figure(point[name], plain),
    })),
    {
      heading: unit("in sample", "bps"),
      kind: "number",
      cell: ({ in_sample_bps }) => figure(in_sample_bps, savedBps),
    },
    {
      heading: "○ in sample, ● on the day",
      kind: "plot",
      cell: ({ day, in_sample_bps, out_of_sample_bps }) =>
        rowPlot(
          `${day}: in sample ${words(in_sample_bps)}, on the day ${words(out_of_sample_bps)}`,
          scale,
          overfitMarks(in_sample_bps, out_of_sample_bps, scale),
        ),
      foot: axis(scale, "bps"),
    },
    {
      heading: unit("on the day", "bps"),
      kind: "number",
      cell: ({ out_of_sample_bps }) => figure(out_of_sample_bps, savedBps),
    },
  ];
}
