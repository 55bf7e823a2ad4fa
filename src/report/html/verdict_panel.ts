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
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { axis, type Estimate, estimateMarks, reachOf, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { facts } from "./table.ts";

/** The verdict in words, and the comparison it is about. */
export function verdictPanel(artefact: Field, main: Comparison | undefined): Markup {
  const [, style] = verdictOf(main?.field);
  const warnings = artefact.at("warnings").list().length;
  const inSample = artefact.at("search", "in_sample").truth() === true
    ? markup`<p class="caution">In-sample: the parameters were tuned on the orders they are scored on. This is no evidence.</p>`
    : NOTHING;
  const warned = warnings === 0
    ? NOTHING
    : markup`<p><a href="#warnings">${
      warnings === 1 ? "1 warning" : `${warnings} warnings`
    }</a> to read before believing this.</p>`;
  return markup`<section class="verdict ${style}" aria-label="Verdict">
<p class="words">${text(artefact.at("verdict"))}</p>
${inSample}${main === undefined ? NOTHING : mainFigures(main)}${warned}</section>
`;
}

function mainFigures({ name, field, estimate }: Comparison): Markup {
  return markup`${estimate === null ? NOTHING : mainPlot(name, estimate)}${
    facts([
      [`saving on ${name}`, withUnit(savingCell(field), "bps")],
      ["95 % interval", withUnit(intervalCell(field), "bps")],
      ["smallest detectable saving", withUnit(detectableCell(field), "bps")],
      ["independent horizons", figure(field.at("confidence", "effective_horizons"), count)],
      ["orders that gained", gainedCell(field)],
      ["orders compared", comparedCell(field)],
    ])
  }`;
}

function withUnit(value: Content, unit: string): Markup {
  return markup`${value} <span class="unit">${unit}</span>`;
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
    detectable === null ? "" : " A true saving inside the shaded band would mostly have gone unnoticed."
  }</figcaption></figure>
`;
}
