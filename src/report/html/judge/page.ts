/** The page of a judgement, section by section. @module */

import type { JudgeArtefact } from "../../judge/schema.ts";
import { comparisonSection } from "../comparison_section.ts";
import { comparisonsOf } from "../comparison.ts";
import { count, dayOf, figure } from "../figures.ts";
import { markup } from "../markup.ts";
import type { Page } from "../page.ts";
import { partsSection } from "../parts.ts";
import { feesSection, repeatSection, tapeSection, warningsSection } from "../run_sections.ts";
import { strategySection } from "../strategy_section.ts";
import { verdictPanel } from "../verdict_panel.ts";
import { beliefSection } from "./belief_section.ts";
import { bestExecutionSection } from "./best_execution_section.ts";
import { fillsSection } from "./fills_section.ts";
import { moneySection } from "./money_section.ts";
import { worstOrdersSection } from "./worst_orders_section.ts";

/** The page of a judgement. */
export function judgePage(artefact: JudgeArtefact): Page {
  const { orders, fills, tape, run, main_comparison } = artefact;
  const comparisons = comparisonsOf(artefact);
  const main = comparisons.find(({ name }) => name === main_comparison)!;
  return {
    title: `Your router on ${tape.symbol} ${dayOf(orders.window[0])}`.trim(),
    subtitle: markup`${figure(fills.count, count)} fills of ${
      figure(orders.count, count)
    } parent orders, on ${figure(tape.rows, count)} rows`,
    sections: [
      verdictPanel(artefact, main),
      moneySection(artefact),
      worstOrdersSection(artefact),
      comparisonSection(comparisons),
      partsSection(comparisons),
      beliefSection(artefact),
      strategySection(artefact),
      bestExecutionSection(artefact),
      fillsSection(artefact),
      tapeSection(artefact),
      feesSection(artefact),
      warningsSection(artefact.warnings),
      repeatSection(run),
    ],
  };
}
