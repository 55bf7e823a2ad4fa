/** The panel at the top of a study's page. @module */

import type { StudyArtefact } from "../../study/schema.ts";
import { verdictOf } from "../comparison.ts";
import { bps, count, figure, fixed, savedBps, sentence } from "../figures.ts";
import { type Markup, markup, NOTHING } from "../markup.ts";
import type { Verdict } from "../page.ts";
import { axis, estimateMarks, reachOf, rowPlot } from "../plot.ts";
import { scaleOf } from "../scale.ts";
import { facts } from "../table.ts";
import { comparisonsOf, endsCell, estimateOf, estimateWords } from "./cells.ts";

/** The verdict in words, and the comparison it is about. */
export function studyVerdict(artefact: StudyArtefact): Verdict {
  const { verdict, sample } = artefact;
  const { name, report } = comparisonsOf(artefact)[0]!;
  const { confidence, needed, saving_bps } = report;
  const [, style] = verdictOf(report);
  const inSample = sample.in_sample
    ? markup`<p class="caution">In sample: the parameters were tuned on the orders they are scored on. This is no evidence.</p>`
    : NOTHING;
  return {
    label: "Verdict",
    style,
    body: markup`<p class="words">${sentence(verdict)}</p>
${inSample}<div class="pair">${
      saving_bps === null || confidence.simultaneous_bps === null ? NOTHING : plot(name, saving_bps, report)
    }${
      facts([
        [`saving on ${name}, bps`, figure(saving_bps, savedBps)],
        ["simultaneous 95 % interval, bps", endsCell(confidence.simultaneous_bps)],
        ["alone, bps", endsCell(confidence.interval_bps)],
        ["the next day, bps", endsCell(confidence.next_day_bps)],
        ["smallest detectable, bps", figure(confidence.detectable_bps, bps)],
        [`days for ${needed.sought.saving_bps} bps`, figure(needed.sought.days, count)],
        ["days scored", figure(confidence.days, count)],
        ["as good as independent days", figure(confidence.effective_days, fixed(1))],
      ])
    }</div>
`,
  };
}

function plot(
  name: string,
  saving: number,
  { confidence: { simultaneous_bps: interval, detectable_bps: detectable } }: ReturnType<
    typeof comparisonsOf
  >[number]["report"],
): Markup {
  const estimate = { ...estimateOf(saving, interval), detectable };
  const scale = scaleOf([...reachOf(estimate), ...(detectable === null ? [] : [-detectable, detectable])]);
  return markup`<figure class="estimate">${
    rowPlot(estimateWords(`Saving on ${name}`, saving, interval), scale, estimateMarks(estimate, scale))
  }${
    axis(scale, "bps")
  }<figcaption>Saving on ${name}, basis points of the arrival notional, all-in, out of sample; right of zero is better. ${
    interval === null
      ? "There is no interval."
      : "The bar is the 95 % interval of these symbols on other days, at once with those of the other comparisons."
  }${
    detectable === null
      ? ""
      : " A true saving inside the shaded band would be found less than four times in five."
  }</figcaption></figure>
`;
}
