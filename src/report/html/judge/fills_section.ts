/** The section on the fills as they were read, and on their clock. @module */

import type { JudgeArtefact } from "../../judge/schema.ts";
import { count, duration, figure, percent, timeWindow } from "../figures.ts";
import { markup } from "../markup.ts";
import { foldedSection, type Section } from "../page.ts";
import { facts } from "../table.ts";

/** The fills, their orders and their clock. */
export function fillsSection({ fills, orders }: JudgeArtefact): Section {
  const { clock, counts, unknown_venues } = fills;
  return foldedSection(
    "fills",
    "Fills and orders",
    `${count(fills.count)} fills, ${percent(clock.matched)} with a print of their own`,
    markup`<p>Fills are matched to the tape's prints of the same venue, price and size. The matched prints are the router's own:
they are left out of queues, outflow and volume for the strategies that it is compared with.</p>
${
      facts([
        ["fills", figure(fills.count, count)],
        ["with a print of their own", figure(clock.matched, percent)],
        ["clock offset", figure(clock.offset_s, duration)],
        ["found to within", clock.estimated ? figure(clock.spread_s, duration) : "as given"],
        ["parent orders", figure(orders.count, count)],
        ["buys", figure(orders.buys, count)],
        ["sells", figure(orders.sells, count)],
        ["shares in all", figure(orders.quantity, count)],
        ["made from the fills", orders.derived ? "yes" : "no"],
        ["mean length", figure(orders.mean_length_s, duration)],
        ["window", timeWindow(orders.window)],
        ["orders the tape does not cover", figure(orders.outside_the_tape.length, count)],
        ["venues the tape does not have", unknown_venues.length === 0 ? "none" : unknown_venues.join(", ")],
        ...Object.entries(counts).map(([what, times]) =>
          [what.replaceAll("_", " "), figure(times, count)] as const
        ),
      ])
    }`,
  );
}
