/** The section on the orders that cost most. @module */

import { PARTS } from "../../../analysis/attribution.ts";
import type { JudgeArtefact, WorstOrderReport } from "../../judge/schema.ts";
import { bps, cash, count, figure, timeWindow } from "../figures.ts";
import { tabs } from "../folded.ts";
import { type Markup, markup } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { shownOrder } from "../shown_order.ts";
import { inlineFacts } from "../table.ts";

/** The orders that cost most, each with the touch and its fills; `null` where none has a cost. */
export function worstOrdersSection(
  { worst_orders: worst, main_comparison: main }: JudgeArtefact,
): Section | null {
  if (worst.length === 0) return null;
  return section(
    "worst",
    "The orders that cost most",
    markup`<p>Shapes say how each filled, colours where; hollow marks and grey lines are ${main}'s on the same order.</p>
${tabs("worst", worst.map((order) => [titleOf(order), orderOf(order, main)]))}`,
  );
}

function titleOf({ order, side, quantity, cost }: WorstOrderReport): string {
  return `${order}: ${side} ${count(quantity)}, cost ${cost < 0 ? "\u2212" : ""}$${cash(Math.abs(cost))}`;
}

function orderOf(order: WorstOrderReport, main: string): Markup {
  const parts = PARTS.filter((part) => order.parts_bps[part] !== 0)
    .map((part, i) => markup`${i === 0 ? "" : ", "}${part} ${figure(order.parts_bps[part], bps)}`);
  return markup`${
    inlineFacts([
      ["when", timeWindow([order.from, order.to])],
      ["cost, $", figure(order.cost, cash)],
      ["cost, bps", figure(order.cost_bps, bps)],
      ["of it, bps", parts],
      ["filled", figure(order.filled, count)],
    ])
  }${shownOrder(order, main)}`;
}
