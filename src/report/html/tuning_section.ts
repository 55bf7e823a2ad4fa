/** The section on how parameters were found, and whether they mean anything. @module */

import type { Artefact, SearchReport, StrategyReport } from "../schema.ts";
import { type Comparison, nameCell } from "./comparison.ts";
import { bps, count, figure, notAvailable, percent, plain, savedBps, timeOfDay } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { folded, folds } from "./folded.ts";
import { type Section, section } from "./page.ts";
import { axis, overfitMarks, plateauMarks, rowPlot } from "./plot.ts";
import { scaleBetween, scaleOf } from "./scale.ts";
import { surfaceFigures } from "./surface.ts";
import { type Column, facts, inlineFacts, plainTable, unit } from "./table.ts";

type FoldReport = SearchReport["folds"][number];
type ParameterReport = SearchReport["parameters"][string];

/** How the parameters were found, whether they mean anything, and whether they were over-fitted. */
export function tuningSection(
  { search, best_parameters, strategies }: Artefact,
  comparisons: readonly Comparison[],
  main: Comparison,
): Section {
  const hasFolds = search.folds.length > 0;
  return section(
    "tuning",
    "Tuning",
    markup`<p class="note">${search.note}</p>
${bestParameters(best_parameters)}${
      hasFolds
        ? markup`${surfacePart(search, best_parameters)}${foldPlot(foldsOf(search, main), main)}`
        : NOTHING
    }${folds(hasFolds ? figuresPart(search, comparisons, main) : NOTHING, modelFacts(strategies))}`,
  );
}

function figuresPart(search: SearchReport, comparisons: readonly Comparison[], main: Comparison): Markup {
  return folded(
    "In figures",
    `${count(search.evaluations)} points tried`,
    markup`${searchFacts(search)}${parameterTable(search)}${foldTable(search, foldsOf(search, main), main)}${
      gapTable(comparisons, search.folds.length)
    }`,
  );
}

/** Where no parameter changes a fill there is nothing to see. */
function surfacePart(
  { surfaces, distinct_executions: distinct }: SearchReport,
  best: Artefact["best_parameters"],
): Markup {
  if (distinct === 1 || surfaces.length === 0) return NOTHING;
  return markup`<h3>What the last search met</h3>
${
    surfaceFigures(surfaces, best)
  }<p class="note">The least cost, whatever the others are; where much is outlined, many points are as good.</p>
`;
}

function searchFacts(search: SearchReport): Markup {
  return facts([
    ["strategy", search.strategy],
    ["search", search.method ?? notAvailable()],
    ["points tried", figure(search.evaluations, count)],
    ["distinct executions", figure(search.distinct_executions, count)],
    ["points as good as the best", figure(search.plateau_points, count)],
  ]);
}

/** The parameters that the artefact names first. */
export function bestParameters(best: Readonly<Record<string, number | null>>): Markup {
  return inlineFacts(
    Object.entries(best).map((
      [name, value],
    ) => [`best ${name}`, figure(value, plain, "the strategy does not read it")]),
  );
}

/** A fold, what was tuned on it, and what that saved on the main comparison. */
interface Fold {
  readonly number: number;
  readonly report: FoldReport;
  readonly inSample: number | null;
  readonly outOfSample: number | null;
}

function foldsOf({ folds }: SearchReport, main: Comparison): Fold[] {
  const savings = main.report.folds ?? [];
  return folds.map((report, i) => ({
    number: i + 1,
    report,
    inSample: savings[i]?.in_sample_bps ?? null,
    outOfSample: savings[i]?.out_of_sample_bps ?? null,
  }));
}

const FOLD: Column<Fold> = {
  heading: "fold",
  kind: "text",
  cell: ({ number, report }) =>
    markup`${number} <span class="sub period">${timeOfDay(report.from)} to ${timeOfDay(report.to)}${
      report.stopped === "complete" ? "" : ", search converged"
    }</span>`,
};

const OUT_OF_SAMPLE: Column<Fold> = {
  heading: unit("out of sample", "bps"),
  kind: "number",
  cell: ({ outOfSample }) => figure(outOfSample, savedBps),
};

/** What came of the savings on the orders tuned on. */
function foldPlot(rows: readonly Fold[], main: Comparison): Markup {
  const scale = scaleOf(rows.flatMap(({ inSample, outOfSample }) => [inSample ?? 0, outOfSample ?? 0]));
  const plot: Column<Fold> = {
    heading: "○ in-sample, ● out of it",
    kind: "plot",
    cell: (fold) => rowPlot(foldTitle(fold), scale, overfitMarks(fold.inSample, fold.outOfSample, scale)),
    foot: axis(scale, "bps"),
  };
  return markup`${
    plainTable({ caption: `Saving on ${main.name} by fold`, columns: [FOLD, plot, OUT_OF_SAMPLE], rows })
  }<p class="note">What shrinks from ○, tuned on, to ●, what followed, was fitted: only ● counts.</p>
`;
}

function foldTable({ parameters }: SearchReport, rows: readonly Fold[], main: Comparison): Markup {
  const columns: Column<Fold>[] = [
    FOLD,
    {
      heading: "orders tuned on",
      kind: "number",
      cell: ({ report }) => figure(report.orders_tuned_on, count),
    },
    {
      heading: "orders scored",
      kind: "number",
      cell: ({ report }) => figure(report.orders_scored, count),
    },
    ...Object.keys(parameters).map((name): Column<Fold> => ({
      heading: name,
      kind: "number",
      cell: ({ report }) => figure(report.best_parameters[name], plain),
    })),
    {
      heading: unit("cost in-sample", "bps"),
      kind: "number",
      cell: ({ report }) => figure(report.in_sample_cost_bps, bps),
    },
    {
      heading: unit("saving in-sample", "bps"),
      kind: "number",
      cell: ({ inSample }) => figure(inSample, savedBps),
    },
    OUT_OF_SAMPLE,
  ];
  const caption = `Folds: parameters chosen, and what they saved on ${main.name}`;
  return plainTable({ caption, columns, rows });
}

function foldTitle({ number, inSample, outOfSample }: Fold): string {
  const words = (value: number | null): string => value === null ? "n/a" : `${savedBps(value)} bps`;
  return `Fold ${number}: in-sample ${words(inSample)}, out of sample ${words(outOfSample)}`;
}

/** In-sample against out-of-sample savings of all comparisons. */
function gapTable(comparisons: readonly Comparison[], folds: number): Markup {
  const columns: Column<Comparison>[] = [
    { heading: "saving on", kind: "text", cell: nameCell },
    ...Array.from({ length: folds }, (_, i): Column<Comparison> => ({
      heading: unit(`fold ${i + 1}`, "bps"),
      kind: "number",
      cell: ({ report }) => {
        const fold = report.folds?.[i];
        return markup`${figure(fold?.in_sample_bps, savedBps)} → ${
          figure(fold?.out_of_sample_bps, savedBps)
        }`;
      },
    })),
  ];
  return plainTable({ caption: "Savings by fold: in-sample → out of sample", columns, rows: comparisons });
}

/** A parameter that was searched. */
interface Parameter {
  readonly name: string;
  readonly report: ParameterReport;
}

function parameterTable({ parameters, folds }: SearchReport): Markup {
  const rows = Object.entries(parameters).map(([name, report]) => ({ name, report }));
  const columns: Column<Parameter>[] = [
    {
      heading: "parameter",
      kind: "text",
      cell: ({ name, report }) => markup`${name} <span class="sub">times ${report.unit}</span>`,
    },
    { heading: "identified", kind: "text", cell: ({ report }) => identified(report.identified) },
    {
      heading: unit("sensitivity", "of variance"),
      kind: "number",
      cell: ({ report }) => figure(report.sensitivity, percent),
    },
    { heading: "searched", kind: "number", cell: ({ report }) => range(report.searched) },
    {
      heading: "range searched; bar: as good as the best; ○ chosen",
      kind: "plot",
      cell: (parameter) => plateauPlot(parameter, folds),
    },
    { heading: "as good as the best", kind: "number", cell: ({ report }) => range(report.as_good) },
    {
      heading: unit("plateau", "of range"),
      kind: "number",
      cell: ({ report }) => figure(report.as_good_share, percent),
    },
  ];
  return markup`<p>A parameter is identified if it alone changes any fill. Sensitivity is the share of the costs'
variance that it explains by itself; where the plateau is wide, its best value means little.</p>
${plainTable({ caption: "What the last search tells of the parameters", columns, rows })}`;
}

function identified(value: boolean | null): string {
  if (value === null) return "open: no two points differ in it alone";
  return value ? "yes" : "no: it changes no fill";
}

function range([low, high]: ParameterReport["searched"]): Content {
  return markup`${figure(low, plain)} to ${figure(high, plain)}`;
}

function plateauPlot({ name, report }: Parameter, folds: readonly FoldReport[]): Markup {
  const { searched, as_good: asGood } = report;
  const chosen = folds.flatMap(({ best_parameters }) => best_parameters[name] ?? []);
  const scale = scaleBetween(...searched);
  const title = `${name} from ${plain(searched[0])} to ${plain(searched[1])}, as good from ${
    plain(asGood[0])
  } to ${plain(asGood[1])}; chosen: ${chosen.map(plain).join(", ")}`;
  return rowPlot(title, scale, plateauMarks(asGood, chosen, scale));
}

/** What a placement's model counts, in words; the assumptions are those of Cont & Kukanov. */
const MODEL_COUNTS: Readonly<Record<string, string>> = {
  solved: "decisions by the model",
  without_mid: "decisions without a live mid: nothing was sent",
  thin_history: "decisions with too short a past to rest by",
  violated_a1: "venues not rested at, where resting would not earn (assumption A1)",
  raised_a2: "decisions with λ_over raised, so that filling too much does not pay (assumption A2)",
  raised_a3: "decisions with λ_under raised, so that missing shares does not pay (assumption A3)",
};

/** What the placement's model counted, by strategy. */
function modelFacts(strategies: Readonly<Record<string, StrategyReport>>): Content {
  return Object.entries(strategies).flatMap(([name, { model }]) => {
    if (model === undefined) return [];
    const counts = Object.entries(model).map(([what, times]) =>
      [MODEL_COUNTS[what] ?? what.replaceAll("_", " "), figure(times, count)] as const
    );
    const solved = model["solved"];
    const gist = solved === undefined ? "" : `${count(solved)} decisions`;
    return folded(`What the model of ${name} met`, gist, facts(counts));
  });
}
