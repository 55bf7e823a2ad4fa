import {
  comparedCell,
  type Comparison,
  detectableCell,
  gainedCell,
  intervalCell,
  savingCell,
  verdictOf,
} from "./comparison.ts";
import { estimateTitle } from "./comparison_section.ts";
import type { Field } from "./field.ts";
import { count, figure, text } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "./plot.ts";
import { warningsNote } from "./run_sections.ts";
import { scaleOf } from "./scale.ts";
import { facts } from "./table.ts";

/** The verdict in words, and the comparison it is about. */
export function verdictPanel(artefact: Field, main: Comparison | undefined): Markup {
  const [, style] = verdictOf(main?.field);
  const inSample = artefact.at("search", "in_sample").truth() === true
    ? markup`<p class="caution">In-sample: the parameters were tuned on the orders they are scored on. This is no evidence.</p>`
    : NOTHING;
  return markup`<section class="verdict ${style}" aria-label="Verdict">
<p class="words">${text(artefact.at("verdict"))}</p>
${inSample}${main === undefined ? NOTHING : mainFigures(main)}${warningsNote(artefact)}</section>
`;
}

function mainFigures({ name, field, estimate }: Comparison): Markup {
  return markup`${estimate === null ? NOTHING : mainPlot(name, estimate)}${
    facts([
      [`saving on ${name}, bps`, savingCell(field)],
      ["95 % interval, bps", intervalCell(field)],
      ["smallest detectable, bps", detectableCell(field)],
      ["independent horizons", figure(field.at("confidence", "effective_horizons"), count)],
      ["orders that gained", gainedCell(field)],
      ["orders compared", comparedCell(field)],
    ])
  }`;
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
