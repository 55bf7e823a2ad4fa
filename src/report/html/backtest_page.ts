/** The page of a back-test, section by section. @module */

import type { Artefact } from "../schema.ts";
import { comparisonSection } from "./comparison_section.ts";
import { comparisonsOf } from "./comparison.ts";
import { daySection } from "./day_section.ts";
import { count, dayOf, duration, figure } from "./figures.ts";
import { markup } from "./markup.ts";
import type { Page } from "./page.ts";
import { feesSection, ordersSection, otherFees, repeatSection, tapeSection } from "./run_sections.ts";
import { savingsSection } from "./savings_section.ts";
import { shownOrdersSection } from "./shown_orders_section.ts";
import { sidesSection } from "./sides_section.ts";
import { stabilitySection } from "./stability_section.ts";
import { strategySection, venuesSection } from "./strategy_section.ts";
import { tuningSection } from "./tuning_section.ts";
import { verdictPanel } from "./verdict_panel.ts";

/** The page of a back-test by market rules. */
export function backtestPage(artefact: Artefact): Page {
  const { orders, tape, run, optimized, search, main_comparison, savings_by_order: savings } = artefact;
  const comparisons = comparisonsOf(artefact);
  const main = comparisons.find(({ name }) => name === main_comparison)!;
  return {
    title: `${optimized.strategy} on ${tape.symbol} ${dayOf(orders.window[0])}`.trim(),
    subtitle: markup`${figure(orders.scored, count)} of ${
      figure(orders.count, count)
    } parent orders scored, ${figure(orders.horizon_s, duration)} each, on ${
      figure(tape.rows, count)
    } rows; rules: ${run.rules}`,
    verdict: verdictPanel(artefact, main),
    warned: artefact,
    rows: [
      [comparisonSection(comparisons, main)],
      [
        savingsSection(savings, comparisons, main),
        daySection(savings, main, { window: orders.window, folds: search.folds }),
      ],
      [shownOrdersSection(artefact.shown_orders, main_comparison)],
      [
        tuningSection(artefact, comparisons, main),
        sidesSection(comparisons, main),
        venuesSection(artefact),
      ],
      [
        strategySection(artefact),
        stabilitySection(artefact),
        ordersSection(artefact),
        tapeSection(artefact),
        feesSection(artefact, otherFees(artefact, comparisons)),
        repeatSection(run),
      ],
    ],
  };
}
