/** The panel at the top of a page: the verdict, and the comparison it is about. @module */

import type { Artefact } from "../schema.ts";
import {
  comparedCell,
  type Comparison,
  detectableCell,
  gainedCell,
  horizonsCell,
  intervalCell,
  savingCell,
  verdictOf,
} from "./comparison.ts";
import { estimateTitle } from "./comparison_section.ts";
import { figure, savedCash, sentence } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import type { Verdict } from "./page.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { facts } from "./table.ts";

/** The verdict in words, and the comparison it is about. */
export function verdictPanel(
  { verdict, search }: Pick<Artefact, "verdict"> & Partial<Pick<Artefact, "search">>,
  main: Comparison,
): Verdict {
  const [, style] = verdictOf(main.report);
  const inSample = search?.in_sample === true
    ? markup`<p class="caution">In-sample: the parameters were tuned on the orders they are scored on. This is no evidence.</p>`
    : NOTHING;
  return {
    label: "Verdict",
    style,
    body: markup`<p class="words">${sentence(verdict)}</p>
${inSample}${mainFigures(main)}`,
  };
}

function mainFigures({ name, report, estimate }: Comparison): Markup {
  if (report.verdict.code === "barely-filled") return facts([["orders compared", comparedCell(report)]]);
  return markup`<div class="pair">${estimate === null ? NOTHING : mainPlot(name, estimate)}${
    facts([
      [`saving on ${name}, bps`, savingCell(report)],
      ["saving, $", figure(report.saving_dollars, savedCash)],
      ["95 % interval, bps", intervalCell(report)],
      ["smallest detectable, bps", detectableCell(report)],
      ["independent horizons", horizonsCell(report)],
      ["orders that gained", gainedCell(report)],
      ["orders compared", comparedCell(report)],
    ])
  }</div>
`;
}

function mainPlot(name: string, estimate: Estimate): Markup {
  const { detectable } = estimate;
  const scale = scaleOf([...reachOf(estimate), ...(detectable === null ? [] : [-detectable, detectable])]);
  return markup`<figure class="estimate">${
    rowPlot(estimateTitle(name, estimate), scale, estimateMarks(estimate, scale))
  }${
    axis(scale, "bps")
  }<figcaption>Saving on ${name}, basis points of the arrival notional, all-in; right of zero is better. ${
    estimate.interval === null ? "There is no interval." : "The bar is the 95 % interval."
  }${
    detectable === null
      ? ""
      : " A true saving inside the shaded band would be found less than four times in five."
  }</figcaption></figure>
`;
}
