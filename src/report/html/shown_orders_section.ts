/** The section on where and when chosen orders filled. @module */

import type { ShownOrderReport } from "../schema.ts";
import { cash, count, savedBps } from "./figures.ts";
import { tabs } from "./folded.ts";
import { markup } from "./markup.ts";
import { type Section, section } from "./page.ts";
import { shownOrder } from "./shown_order.ts";
import { momentMs, timeText } from "./time_axis.ts";

/** Where and when chosen orders filled; `null` where the artefact has none. */
export function shownOrdersSection(
  orders: readonly ShownOrderReport[] | undefined,
  main: string,
): Section | null {
  if (orders === undefined || orders.length === 0) return null;
  return section(
    "from-near",
    "Where and when it filled",
    markup`<p>${
      orders[0]!.saving_bps === null
        ? "No order can be compared: this is the first."
        : `The orders on which most was lost on ${main}, then those on which most was saved.`
    } Shapes say how it was filled, colours where; hollow marks and grey lines are ${main}'s.</p>
${tabs("from-near", orders.map((order) => [titleOf(order), shownOrder(order, main)]))}`,
  );
}

function titleOf(
  { order, side, quantity, from, saving_bps: bps, saving_dollars: dollars }: ShownOrderReport,
): string {
  const what = `Order ${order}: ${side} ${count(quantity)} at ${timeText(momentMs(from))}`;
  if (bps === null || dollars === null) return `${what}, not compared`;
  return `${what}, ${dollars < 0 ? "lost" : "saved"} $${cash(Math.abs(dollars))} (${savedBps(bps)} bps)`;
}
