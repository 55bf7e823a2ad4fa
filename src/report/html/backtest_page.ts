import { comparisonSection } from "./comparison_section.ts";
import { comparisonsOf, mainComparison } from "./comparison.ts";
import type { Field } from "./field.ts";
import { count, dayOf, duration, figure, text } from "./figures.ts";
import { markup } from "./markup.ts";
import type { Page } from "./page.ts";
import { partsSection } from "./parts.ts";
import { feesSection, ordersSection, repeatSection, tapeSection, warningsSection } from "./run_sections.ts";
import { strategySection } from "./strategy_section.ts";
import { tuningSection } from "./tuning_section.ts";
import { verdictPanel } from "./verdict_panel.ts";

/** The page of a back-test by market rules. */
export function backtestPage(artefact: Field): Page {
  const comparisons = comparisonsOf(artefact);
  const main = mainComparison(artefact, comparisons);
  const orders = artefact.at("orders");
  const strategy = artefact.at("optimized", "strategy").text() ?? "the router";
  return {
    title: [
      strategy,
      "on",
      artefact.at("tape", "symbol").text() ?? "a tape",
      dayOf(orders.at("window").list()[0]),
    ].join(" ").trim(),
    subtitle: markup`${figure(orders.at("scored"), count)} of ${
      figure(orders.at("count"), count)
    } parent orders scored, ${figure(orders.at("horizon_s"), duration)} each, on ${
      figure(artefact.at("tape", "rows"), count)
    } rows; rules: ${text(artefact.at("run", "rules"))}`,
    sections: [
      verdictPanel(artefact, main),
      comparisonSection(comparisons),
      partsSection(comparisons),
      strategySection(artefact),
      tuningSection(artefact, comparisons, main),
      ordersSection(artefact),
      tapeSection(artefact),
      feesSection(artefact, comparisons),
      warningsSection(artefact),
      repeatSection(artefact),
    ],
  };
}
