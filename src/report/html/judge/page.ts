/** The page of a judgement, section by section. @module */

import type { JudgeArtefact } from "../../judge/schema.ts";
import { comparisonSection } from "../comparison_section.ts";
import { comparisonsOf } from "../comparison.ts";
import { daySection } from "../day_section.ts";
import { count, dayOf, figure } from "../figures.ts";
import { markup } from "../markup.ts";
import type { Page } from "../page.ts";
import { feesSection, repeatSection, tapeSection } from "../run_sections.ts";
import { savingsSection } from "../savings_section.ts";
import { sidesSection } from "../sides_section.ts";
import { strategySection, venuesSection } from "../strategy_section.ts";
import { verdictPanel } from "../verdict_panel.ts";
import { beliefSection } from "./belief_section.ts";
import { bestExecutionSection } from "./best_execution_section.ts";
import { fillsSection } from "./fills_section.ts";
import { moneySection } from "./money_section.ts";
import { worstOrdersSection } from "./worst_orders_section.ts";

/** The page of a judgement. */
export function judgePage(artefact: JudgeArtefact): Page {
  const { orders, fills, tape, run, main_comparison, savings_by_order: savings } = artefact;
  const comparisons = comparisonsOf(artefact);
  const main = comparisons.find(({ name }) => name === main_comparison)!;
  return {
    title: `Your router on ${tape.symbol} ${dayOf(orders.window[0])}`.trim(),
    subtitle: markup`${figure(fills.count, count)} fills of ${
      figure(orders.count, count)
    } parent orders, on ${figure(tape.rows, count)} rows`,
    verdict: verdictPanel(artefact, main),
    warned: artefact,
    rows: [
      [moneySection(artefact)],
      [worstOrdersSection(artefact)],
      [comparisonSection(comparisons, main)],
      [
        savingsSection(savings, comparisons, main),
        daySection(savings, main, { window: orders.window, folds: [] }),
      ],
      [beliefSection(artefact), sidesSection(comparisons, main), venuesSection(artefact)],
      [
        strategySection(artefact),
        bestExecutionSection(artefact),
        fillsSection(artefact),
        tapeSection(artefact),
        feesSection(artefact),
        repeatSection(run),
      ],
    ],
  };
}
