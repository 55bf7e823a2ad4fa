/** The section on how far the simulator is to be believed. @module */

import { counted } from "../../../market/counted.ts";
import type { BeliefReport, CalibrationReport, JudgeArtefact } from "../../judge/schema.ts";
import { bps, count, duration, figure, fixed, notAvailable, percent } from "../figures.ts";
import { folded, folds } from "../folded.ts";
import { type Content, type Markup, markup, NOTHING } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { rounded } from "../scale.ts";
import { type Column, facts, plainTable } from "../table.ts";

type Group = BeliefReport["groups"][number];

/** How far the simulator is to be believed: child orders simulated again, beside what became of them. */
export function beliefSection({ belief }: JudgeArtefact): Section {
  if (belief === undefined) {
    return section(
      "belief",
      "How far to believe it",
      markup`<p>Not measured: that takes the router's child orders (--orders).</p>`,
    );
  }
  const { confidence } = belief;
  const interval = confidence.interval_bps;
  return section(
    "belief",
    "How far to believe it",
    markup`<p>Each child order was simulated again by itself: same venue, price, time and shares, queue model ${belief.queue_model}.
Optimism is what the simulator says a child order cost less than it did, with shares that did not fill bought at the
touch when it ended; below zero the simulator is too strict.</p>
<div class="pair">${
      facts([
        ["child orders", figure(belief.children, count)],
        ["filled by the simulator", figure(belief.predicted_filled, percent)],
        ["filled in fact", figure(belief.real_filled, percent)],
        ["shares by the simulator", figure(belief.predicted_shares, count)],
        ["shares in fact", figure(belief.real_shares, count)],
        ["time to fill by the simulator", figure(belief.predicted_seconds_to_fill, duration)],
        ["time to fill in fact", figure(belief.real_seconds_to_fill, duration)],
        ["Brier score", figure(belief.brier, fixed(4))],
        ["the base rate's", figure(belief.brier_of_base_rate, fixed(4))],
        ["optimism, bps", figure(belief.optimism_bps, bps)],
        [
          "95 % interval, bps",
          interval === null
            ? notAvailable(confidence.reason)
            : markup`${figure(interval.lower, bps)} to ${figure(interval.upper, bps)}`,
        ],
        ...Object.entries(belief.not_simulated).map(([reason, children]) =>
          [`not simulated: ${reason.replaceAll("_", " ")}`, figure(children, count)] as const
        ),
      ])
    }${reliabilityPlot(belief.groups)}</div>${
      folds(
        folded(
          "By venue, kind and queue ahead",
          counted(belief.groups.length, "group"),
          plainTable({ caption: "By venue, kind and queue ahead", columns: COLUMNS, rows: belief.groups }),
        ),
        calibrationPart(belief.calibration),
      )
    }`,
  );
}

const COLUMNS: readonly Column<Group>[] = [
  { heading: "venue", kind: "text", cell: ({ venue }) => venue },
  { heading: "kind", kind: "text", cell: ({ kind }) => kind },
  { heading: "queue ahead", kind: "text", cell: ({ queue }) => queue },
  { heading: "child orders", kind: "number", cell: (group) => figure(group.children, count) },
  { heading: "filled, predicted", kind: "number", cell: (group) => figure(group.predicted_filled, percent) },
  { heading: "filled, real", kind: "number", cell: (group) => figure(group.real_filled, percent) },
  { heading: "shares, predicted", kind: "number", cell: (group) => figure(group.predicted_shares, count) },
  { heading: "shares, real", kind: "number", cell: (group) => figure(group.real_shares, count) },
  {
    heading: "time, predicted",
    kind: "number",
    cell: (group) => figure(group.predicted_seconds_to_fill, duration),
  },
  { heading: "time, real", kind: "number", cell: (group) => figure(group.real_seconds_to_fill, duration) },
  { heading: "Brier score", kind: "number", cell: (group) => figure(group.brier, fixed(4)) },
];

/** A point a group: to the right the predicted part that fills, upwards the real one; on the line they agree. */
function reliabilityPlot(groups: readonly Group[]): Markup {
  const most = groups.reduce((largest, { children }) => Math.max(largest, children), 1);
  const x = (part: number): number => rounded(8 + 84 * part);
  const y = (part: number): number => rounded(92 - 84 * part);
  const points: Content = groups.map((group) => {
    const title = `${[group.venue, group.kind, group.queue].join(" ").trim()}: ${
      percent(group.predicted_filled)
    } predicted, ${percent(group.real_filled)} real, ${count(group.children)} child orders`;
    const style = group.kind === "taken" ? "taken" : "rested";
    return markup`<circle class="dot ${style}" cx="${x(group.predicted_filled)}%" cy="${
      y(group.real_filled)
    }%" r="${rounded(2 + 6 * Math.sqrt(group.children / most))}"><title>${title}</title></circle>`;
  });
  const ticks = [0, 0.5, 1].map((part) =>
    markup`<line class="grid" x1="${x(part)}%" x2="${
      x(part)
    }%" y1="8%" y2="92%"/><line class="grid" x1="8%" x2="92%" y1="${y(part)}%" y2="${
      y(part)
    }%"/><text x="0" y="${y(part)}%" dy="3">${percent(part)}</text><text x="${x(part)}%" y="100%">${
      percent(part)
    }</text>`
  );
  return markup`<figure class="reliability"><svg role="img"><title>Reliability: predicted against real fill probability</title>${ticks}<line class="zero" x1="8%" y1="92%" x2="92%" y2="8%"/>${points}</svg><figcaption>To
the right the part of a group's child orders that the simulator fills, upwards the part that was filled; on the line
they agree. Green rested, orange took; the larger, the more child orders.</figcaption></figure>`;
}

function calibrationPart(calibration: CalibrationReport | undefined): Markup {
  if (calibration === undefined) return NOTHING;
  const { queue, reason, share, as_good, fitted_on, tested_on, in_sample, out_of_sample } = calibration;
  if (queue === null) {
    return folded(
      "Queue model",
      "nothing was fitted",
      markup`<p>Nothing was fitted: ${reason ?? "no reason is known"}.</p>`,
    );
  }
  const error = fixed(4);
  return folded(
    "Queue model",
    queue,
    markup`<p>The share of cancels ahead, by what an even spread would have, fitted to the first half of the child orders that
rested. The error is the mean squared difference of the part filled. Use it: <code>sorlab backtest --queue ${queue}</code></p>
${
      facts([
        ["share of cancels ahead", figure(share, fixed(2))],
        ["as good", as_good === undefined ? notAvailable() : `${as_good[0]} to ${as_good[1]}`],
        ["fitted on, child orders", figure(fitted_on, count)],
        ["tested on, child orders", figure(tested_on, count)],
        ["error where fitted", figure(in_sample?.fitted, error)],
        ["error on the other half", figure(out_of_sample?.fitted, error)],
        ["risk-averse there", figure(out_of_sample?.risk_averse, error)],
        ["prorata there", figure(out_of_sample?.prorata, error)],
      ])
    }`,
  );
}
