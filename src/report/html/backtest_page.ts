/** The page of a back-test, section by section. @module */

import type { Artefact } from "../schema.ts";
import { comparisonSection } from "./comparison_section.ts";
import { comparisonsOf } from "./comparison.ts";
import { count, dayOf, duration, figure } from "./figures.ts";
import { markup } from "./markup.ts";
import type { Page } from "./page.ts";
import { partsSection } from "./parts.ts";
import {
  feesSection,
  ordersSection,
  otherFees,
  repeatSection,
  tapeSection,
  warningsSection,
} from "./run_sections.ts";
import { stabilitySection } from "./stability_section.ts";
import { strategySection } from "./strategy_section.ts";
import { tuningSection } from "./tuning_section.ts";
import { verdictPanel } from "./verdict_panel.ts";

/** The page of a back-test by market rules. */
export function backtestPage(artefact: Artefact): Page {
  const { orders, tape, run, optimized, main_comparison } = artefact;
  const comparisons = comparisonsOf(artefact);
  const main = comparisons.find(({ name }) => name === main_comparison)!;
  return {
    title: `${optimized.strategy} on ${tape.symbol} ${dayOf(orders.window[0])}`.trim(),
    subtitle: markup`${figure(orders.scored, count)} of ${
      figure(orders.count, count)
    } parent orders scored, ${figure(orders.horizon_s, duration)} each, on ${
      figure(tape.rows, count)
    } rows; rules: ${run.rules}`,
    sections: [
      verdictPanel(artefact, main),
      comparisonSection(comparisons),
      partsSection(comparisons),
      stabilitySection(artefact),
      strategySection(artefact),
      tuningSection(artefact, comparisons, main),
      ordersSection(artefact),
      tapeSection(artefact),
      feesSection(artefact, otherFees(artefact, comparisons)),
      warningsSection(artefact.warnings),
      repeatSection(run),
    ],
  };
}
