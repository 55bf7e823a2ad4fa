import { type Comparison, nameCell } from "./comparison.ts";
import type { Field } from "./field.ts";
import { bps, count, exact, figure, percent, plain, savedBps, text, timeOfDay } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { axis, overfitMarks, plateauMarks, rowPlot } from "./plot.ts";
import { scaleBetween, scaleOf } from "./scale.ts";
import { type Column, facts, plainTable, unit } from "./table.ts";

/** How the parameters were found, whether they mean anything, and whether they were over-fitted. */
export function tuningSection(
  artefact: Field,
  comparisons: readonly Comparison[],
  main: Comparison | undefined,
): Markup {
  const search = artefact.at("search");
  const folds = search.at("folds").list();
  const tuned = folds.length === 0 ? NOTHING : markup`${
    facts([
      ["strategy", text(search.at("strategy"))],
      ["search", text(search.at("method"))],
      ["points tried", figure(search.at("evaluations"), count)],
      ["distinct executions", figure(search.at("distinct_executions"), count)],
      ["points as good as the best", figure(search.at("plateau_points"), count)],
    ])
  }${foldTable(artefact, folds, main)}${gapTable(comparisons, folds.length)}${parameterTable(search, folds)}`;
  return markup`<section id="tuning"><h2>Tuning</h2>
<p>${text(search.at("note"))}</p>
${bestParameters(artefact)}${tuned}${modelFacts(artefact)}</section>
`;
}

/** The parameters that the artefact names first. */
export function bestParameters(artefact: Field): Markup {
  return facts(
    artefact.at("best_parameters").entries().map((
      [name, value],
    ) => [`best ${name}`, figure(value, plain, "the strategy does not read it")]),
  );
}

/** A fold, what was tuned on it, and what that saved on the main comparison. */
interface Fold {
  readonly number: number;
  readonly field: Field;
  readonly inSample: number | null;
  readonly outOfSample: number | null;
}

function foldTable(artefact: Field, folds: readonly Field[], main: Comparison | undefined): Markup {
  const savings = main?.field.at("folds").list() ?? [];
  const rows = folds.map((field, i): Fold => ({
    number: i + 1,
    field,
    inSample: savings[i]?.at("in_sample_bps").number() ?? null,
    outOfSample: savings[i]?.at("out_of_sample_bps").number() ?? null,
  }));
  const scale = scaleOf(rows.flatMap(({ inSample, outOfSample }) => [inSample ?? 0, outOfSample ?? 0]));
  const parameters = artefact.at("search", "parameters").entries().map(([name]) => name);
  const columns: Column<Fold>[] = [
    {
      heading: "fold",
      kind: "text",
      cell: ({ number, field }) =>
        markup`${number} <span class="sub">${timeOfDay(field.at("from"))} to ${
          timeOfDay(field.at("to"))
        }, search ${text(field.at("stopped"))}</span>`,
    },
    {
      heading: "orders tuned on",
      kind: "number",
      cell: ({ field }) => figure(field.at("orders_tuned_on"), count),
    },
    {
      heading: "orders scored",
      kind: "number",
      cell: ({ field }) => figure(field.at("orders_scored"), count),
    },
    ...parameters.map((name): Column<Fold> => ({
      heading: name,
      kind: "number",
      cell: ({ field }) => figure(field.at("best_parameters", name), plain),
    })),
    {
      heading: unit("cost in-sample", "bps"),
      kind: "number",
      cell: ({ field }) => figure(field.at("in_sample_cost_bps"), bps),
    },
    {
      heading: unit("saving in-sample", "bps"),
      kind: "number",
      cell: ({ inSample }) => exact(inSample, savedBps),
    },
    {
      heading: "○ in-sample, ● out of sample",
      kind: "plot",
      cell: (fold) => rowPlot(foldTitle(fold), scale, overfitMarks(fold.inSample, fold.outOfSample, scale)),
      foot: axis(scale, "bps"),
    },
    {
      heading: unit("out of sample", "bps"),
      kind: "number",
      cell: ({ outOfSample }) => exact(outOfSample, savedBps),
    },
  ];
  const caption = main === undefined
    ? "Folds"
    : `Folds: parameters chosen, and what they saved on ${main.name}`;
  return markup`<p>A saving that shrinks from the orders tuned on (○) to those scored afterwards (●) was fitted to
the past: only the latter counts.</p>
${plainTable({ caption, columns, rows })}`;
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
      cell: ({ field }) => {
        const fold = field.at("folds").list()[i];
        const [inSample, outOfSample] = ["in_sample_bps", "out_of_sample_bps"].map((key) =>
          exact(fold?.at(key).number() ?? null, savedBps)
        ) as [Content, Content];
        return markup`${inSample} → ${outOfSample}`;
      },
    })),
  ];
  return plainTable({ caption: "Savings by fold: in-sample → out of sample", columns, rows: comparisons });
}

/** A parameter that was searched. */
interface Parameter {
  readonly name: string;
  readonly field: Field;
}

function parameterTable(search: Field, folds: readonly Field[]): Markup {
  const rows = search.at("parameters").entries().map(([name, field]) => ({ name, field }));
  const columns: Column<Parameter>[] = [
    {
      heading: "parameter",
      kind: "text",
      cell: ({ name, field }) => markup`${name} <span class="sub">times ${text(field.at("unit"))}</span>`,
    },
    { heading: "identified", kind: "text", cell: ({ field }) => identified(field.at("identified").truth()) },
    {
      heading: unit("sensitivity", "of variance"),
      kind: "number",
      cell: ({ field }) => figure(field.at("sensitivity"), percent),
    },
    { heading: "searched", kind: "number", cell: ({ field }) => range(field.at("searched")) },
    {
      heading: "range searched; bar: as good as the best; ○ chosen",
      kind: "plot",
      cell: ({ name, field }) => plateauPlot(name, field, folds),
    },
    { heading: "as good as the best", kind: "number", cell: ({ field }) => range(field.at("as_good")) },
    {
      heading: unit("plateau", "of range"),
      kind: "number",
      cell: ({ field }) => figure(field.at("as_good_share"), percent),
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

function endsOf(field: Field): readonly [low: number, high: number] | null {
  const [low, high] = field.list().map((end) => end.number());
  return low === null || high === null || low === undefined || high === undefined ? null : [low, high];
}

function range(field: Field): Content {
  const ends = endsOf(field);
  return ends === null ? exact(null, plain) : markup`${exact(ends[0], plain)} to ${exact(ends[1], plain)}`;
}

function plateauPlot(name: string, parameter: Field, folds: readonly Field[]): Markup {
  const searched = endsOf(parameter.at("searched"));
  if (searched === null) return NOTHING;
  const asGood = endsOf(parameter.at("as_good"));
  const chosen = folds.flatMap((fold) => fold.at("best_parameters", name).number() ?? []);
  const scale = scaleBetween(...searched);
  const words = asGood === null ? "" : `, as good from ${plain(asGood[0])} to ${plain(asGood[1])}`;
  const title = `${name} from ${plain(searched[0])} to ${plain(searched[1])}${words}; chosen: ${
    chosen.map(plain).join(", ")
  }`;
  return rowPlot(title, scale, plateauMarks(asGood, chosen, scale));
}

/** What the placement's model counted, by strategy. */
function modelFacts(artefact: Field): Markup {
  const counted = artefact.at("strategies").entries().filter(([, strategy]) =>
    !strategy.at("model").isMissing
  );
  return markup`${
    counted.map(([name, strategy]) =>
      markup`<h3>What the model of ${name} met</h3>
${
        facts(
          strategy.at("model").entries().map((
            [what, times],
          ) => [what.replaceAll("_", " "), figure(times, count)]),
        )
      }`
    )
  }`;
}
