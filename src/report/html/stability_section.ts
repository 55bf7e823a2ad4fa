/** The section on what set-ups as good as this one saved. @module */

import { counted } from "../../market/counted.ts";
import type { Artefact, StabilityReport } from "../schema.ts";
import { figure, notAvailable, savedBps } from "./figures.ts";
import { markup } from "./markup.ts";
import { foldedSection, type Section } from "./page.ts";
import { type Column, plainTable, unit } from "./table.ts";

/** How the saving moves over set-ups as good; nothing where they were not asked for. */
export function stabilitySection({ stability, main_comparison: main }: Artefact): Section | null {
  if (stability === undefined) return null;
  return foldedSection(
    "stability",
    "Stability",
    gistOf(stability),
    markup`<p>The same back-test in set-ups as good as the one asked for, on the same tape, each tuned anew and compared with
${main} alone. A saving that changes its sign is fragile.</p>
${plainTable({ caption: `Saving on ${main} in set-ups as good`, columns: COLUMNS, rows: stability })}`,
  );
}

function gistOf(stability: StabilityReport): string {
  const savings = stability.flatMap(({ saving_bps }) => saving_bps ?? []);
  const setUps = counted(stability.length, "set-up");
  if (savings.length === 0) return `no saving is known of ${setUps}`;
  return `saving ${savedBps(Math.min(...savings))} to ${
    savedBps(Math.max(...savings))
  } bps in ${setUps} as good`;
}

const COLUMNS: readonly Column<StabilityReport[number]>[] = [
  { heading: "set-up", kind: "text", cell: ({ variant }) => variant },
  {
    heading: unit("saving", "bps"),
    kind: "number",
    cell: ({ saving_bps, reason = null }) => figure(saving_bps, savedBps, reason),
  },
  {
    heading: unit("95 % interval", "bps"),
    kind: "number",
    cell: ({ saving_bps, interval_bps: interval, reason = null }) =>
      interval === null
        ? notAvailable(saving_bps === null ? null : reason)
        : markup`${figure(interval.lower, savedBps)} to ${figure(interval.upper, savedBps)}`,
  },
];
