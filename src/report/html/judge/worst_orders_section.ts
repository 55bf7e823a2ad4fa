/** The section on the orders that cost most. @module */

import { PARTS } from "../../../analysis/attribution.ts";
import type { JudgeArtefact, WorstOrderReport } from "../../judge/schema.ts";
import { bps, cash, count, figure, timeWindow } from "../figures.ts";
import { type Markup, markup } from "../markup.ts";
import { type Section, section } from "../page.ts";
import { shownOrder } from "../shown_order.ts";
import { facts } from "../table.ts";

/** The orders that cost most, each with the touch and its fills; `null` where none has a cost. */
export function worstOrdersSection(
  { worst_orders: worst, main_comparison: main }: JudgeArtefact,
): Section | null {
  if (worst.length === 0) return null;
  return section(
    "worst",
    "The orders that cost most",
    markup`<p>The live bid and ask from the order's start to its end, and its fills: a mark's shape says how it was
filled, its colour where; hollow marks and grey lines are ${main} on the same order.</p>
${worst.map((order, i) => orderOf(order, main, i === 0))}`,
  );
}

function orderOf(order: WorstOrderReport, main: string, isOpen: boolean): Markup {
  const parts = PARTS.filter((part) => order.parts_bps[part] !== 0)
    .map((part, i) => markup`${i === 0 ? "" : ", "}${part} ${figure(order.parts_bps[part], bps)}`);
  const title = `${order.order}: ${order.side} ${count(order.quantity)}, cost ${
    order.cost < 0 ? "\u2212" : ""
  }$${cash(Math.abs(order.cost))}`;
  return markup`<details name="worst"${isOpen ? markup` open=""` : ""}><summary>${title}</summary>
${
    facts([
      ["when", timeWindow([order.from, order.to])],
      ["cost, $", figure(order.cost, cash)],
      ["cost, bps", figure(order.cost_bps, bps)],
      ["of it, bps", parts],
      ["filled", figure(order.filled, count)],
    ])
  }${shownOrder(order, main)}</details>
`;
}
