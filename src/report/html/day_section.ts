/** The section on savings over time: order by order, added up, and by hour. @module */

import {
  chart,
  heightOf,
  keyLine,
  keyMark,
  keys,
  lineThrough,
  mark,
  NARROW,
  type Place,
  stepped,
  timeLabels,
  zoomable,
} from "./chart.ts";
import type { Comparison } from "./comparison.ts";
import { count, savedBps, savedDollars } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { type Section, section } from "./page.ts";
import { meanBps, orderTitle, type SavedOrder, savedOrders, type SavingColumns } from "./saved_orders.ts";
import { rounded, scaleOf } from "./scale.ts";
import { isAxis, momentMs, placeInTime, type TimeAxis, timeAxis, timeText } from "./time_axis.ts";

const HOUR_MS = 3_600_000;
/** Percent of the width that a bar must have, to have its dollars above it. */
const LEAST_LABELLED = 6;

/** When a fold is scored. */
interface Fold {
  readonly from: string;
}

/** Savings over time; `null` where those of two orders at least are not known. */
export function daySection(
  columns: SavingColumns,
  { name }: Comparison,
  { window, folds }: {
    readonly window: readonly [from: string, to: string];
    readonly folds: readonly Fold[];
  },
): Section | null {
  const orders = savedOrders(columns, name);
  if (orders.length < 2) return null;
  const axis = timeAxis(orders[0]!.startMs, momentMs(window[1]));
  if (!isAxis(axis)) return null;
  const boundaries = folds.map(({ from }) => momentMs(from)).filter((ms) => ms > axis.fromMs);
  const lines = boundaries.map((ms) => boundary(placeInTime(axis, ms), timeText(ms)));
  return section(
    "over-time",
    "Saving over the day",
    markup`${
      keys([
        [keyMark("dot", "mark buy"), "a buy"],
        [keyMark("dot", "mark sell"), "a sell"],
        [keyLine("sum"), "added up"],
        ...(boundaries.length > 0 ? [[keyLine("fold"), "parameters tuned anew"] as const] : []),
      ])
    }<figure>${
      zoomable("Saving of each order over time", orderChart(orders, name, axis, lines))
    }<figcaption>Each order, by its start, UTC; what a few orders or one hour make is no habit.</figcaption></figure>
<div class="pair"><figure>${
      sumChart(orders, name, axis, lines)
    }<figcaption>In dollars, added up.</figcaption></figure>
<figure>${
      hourChart(orders, name, axis)
    }<figcaption>By hour; above each bar its dollars.</figcaption></figure></div>
`,
  );
}

function boundary(x: number, time: string): Markup {
  return markup`<line class="fold" x1="${x}%" x2="${x}%" y1="0" y2="100%"><title>${`Parameters tuned anew, ${time}`}</title></line>`;
}

function orderChart(orders: readonly SavedOrder[], name: string, axis: TimeAxis, lines: Content): Markup {
  const scale = scaleOf(orders.map(({ bps }) => bps));
  return chart({
    title: `Saving on ${name} of each order over time`,
    scale,
    unit: "bps",
    below: timeLabels(axis),
    size: "low",
    marks: [
      lines,
      orders.map((order) =>
        mark(
          [placeInTime(axis, order.startMs), heightOf(scale, order.bps)],
          "dot",
          `mark ${order.side}`,
          orderTitle(order),
        )
      ),
    ],
  });
}

function sumChart(orders: readonly SavedOrder[], name: string, axis: TimeAxis, lines: Content): Markup {
  let sum = 0;
  // What starts together is one step.
  const starts = [...Map.groupBy(orders, ({ startMs }) => startMs)].map(([ms, together]) => ({
    ms,
    dollars: sum += together.reduce((total, { dollars }) => total + dollars, 0),
  }));
  const sums = [{ ms: axis.fromMs, dollars: 0 }, ...starts, { ms: axis.toMs, dollars: sum }];
  const scale = scaleOf(sums.map(({ dollars }) => dollars));
  const places = sums.map(({ ms, dollars }): Place => [placeInTime(axis, ms), heightOf(scale, dollars)]);
  return chart({
    title: `Dollars saved on ${name}, added up`,
    description: `${savedDollars(sum)} in the end`,
    scale,
    unit: "$",
    below: timeLabels(axis, NARROW),
    size: "low",
    marks: [
      lines,
      lineThrough(stepped(places), "sum"),
      // The line itself can say but one thing.
      starts.map(({ ms, dollars }, i) => {
        const [left, right] = [placeInTime(axis, ms), placeInTime(axis, starts[i + 1]?.ms ?? axis.toMs)];
        return markup`<rect class="hit" x="${left}%" width="${
          rounded(right - left)
        }%" y="0" height="100%"><title>${`From ${timeText(ms)}: ${
          savedDollars(dollars)
        } in all`}</title></rect>`;
      }),
    ],
  });
}

/** Whole dollars, or cents where they are few. */
function roundDollars(dollars: number): string {
  return Math.abs(dollars) < 10 ? savedDollars(dollars) : savedDollars(dollars).replace(/\.\d+$/, "");
}

function hourChart(orders: readonly SavedOrder[], name: string, axis: TimeAxis): Markup {
  const hours = [...Map.groupBy(orders, ({ startMs }) => Math.floor(startMs / HOUR_MS))].map((
    [hour, within],
  ) => ({
    fromMs: hour * HOUR_MS,
    orders: within,
    bps: meanBps(within),
    dollars: within.reduce((sum, { dollars }) => sum + dollars, 0),
  }));
  const scale = scaleOf(hours.map(({ bps }) => bps), 4);
  const zero = heightOf(scale, 0);
  return chart({
    title: `Saving on ${name} by hour, weighted by notional`,
    description: hours.map(({ fromMs, bps }) => `${timeText(fromMs).slice(0, 5)} ${savedBps(bps)} bps`).join(
      ", ",
    ),
    scale,
    unit: "bps",
    below: timeLabels(axis, NARROW),
    size: "low",
    marks: hours.map(({ fromMs, orders, bps, dollars }) => {
      const [left, right] = [placeInTime(axis, fromMs), placeInTime(axis, fromMs + HOUR_MS)];
      const top = heightOf(scale, Math.max(0, bps));
      const height = rounded(Math.abs(heightOf(scale, bps) - zero));
      const title = `${timeText(fromMs).slice(0, 5)}: ${savedBps(bps)} bps, ${savedDollars(dollars)}, ${
        count(orders.length)
      } orders`;
      const text = right - left < LEAST_LABELLED
        ? NOTHING
        : markup`<text class="middle" x="${rounded((left + right) / 2)}%" y="${top}%" dy="-4">${
          roundDollars(dollars)
        }</text>`;
      return markup`<rect class="bar" x="${left}%" width="${
        rounded(right - left)
      }%" y="${top}%" height="${height}%"><title>${title}</title></rect>${text}`;
    }),
  });
}
