/** Savings of orders as one distribution: bars that count them, and below a mark for each. @module */

import { chart, heightOf, keyLine, keyMark, keys, mark } from "./chart.ts";
import { bps, count, fixed, savedBps, savedDollars } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import type { Estimate } from "./plot.ts";
import { orderTitle, type SavedOrder } from "./saved_orders.ts";
import { placeOn, rounded, type Scale, scaleOf } from "./scale.ts";

/** Bars, about. */
const BARS = 36;
/** Of the height of the bars, what is left below for the marks. */
const BELOW = 0.22;

/**
 * The distribution of what orders saved on another strategy.
 *
 * @param orders two at least.
 */
export function distribution(orders: readonly SavedOrder[], name: string, estimate: Estimate | null): Markup {
  const across = scaleOf(orders.map(({ bps }) => bps), 9);
  const bars = barsOf(orders, across);
  const upwards = countScale(bars.reduce((most, bar) => Math.max(most, bar.orders), 0));
  const ranked = orders.toSorted((a, b) => a.bps - b.bps);
  const [worst, best] = [ranked[0]!, ranked.at(-1)!];
  const format = fixed(across.decimals);
  return markup`<figure>${
    keys([
      [keyLine("total"), "mean by notional"],
      ...(estimate?.interval ? [[keyLine("reach"), "its 95 % interval"] as const] : []),
      [
        keyMark("diamond", "mark worst"),
        `worst ${savedBps(worst.bps)} bps, ${savedDollars(worst.dollars)}`,
      ],
      [keyMark("diamond", "mark best"), `best ${savedBps(best.bps)} bps, ${savedDollars(best.dollars)}`],
      [keyLine("rug buy"), "a buy"],
      [keyLine("rug sell"), "a sell"],
    ])
  }${
    chart({
      title: `Orders by what they saved on ${name}`,
      description: `${count(orders.length)} orders, from ${savedBps(worst.bps)} to ${savedBps(best.bps)} bps`,
      scale: upwards,
      unit: "orders",
      below: across.ticks.map((tick) => ({
        x: placeOn(across, tick),
        text: format(tick),
        isZero: tick === 0,
      })),
      marks: [
        estimateBehind(estimate, across),
        bars.map((bar) => barMark(bar, across, upwards)),
        zeroLine(across),
        rug(orders, across, upwards),
        endMark("worst", worst, across, upwards),
        endMark("best", best, across, upwards),
      ],
    })
  }<figcaption>Saving on ${name}, basis points; right of zero is better. Bars count orders, each alike; every mark below them
is one.</figcaption></figure>
`;
}

/** Orders that saved from so much to so much, basis points. */
interface Bar {
  readonly from: number;
  readonly to: number;
  readonly orders: number;
}

/** Bars of one round width; one of them begins at zero, so that none holds gains and losses. */
function barsOf(orders: readonly SavedOrder[], { low, high, ticks }: Scale): Bar[] {
  const step = (high - low) / (ticks.length - 1);
  const width = step / Math.max(1, Math.round(BARS / (ticks.length - 1)));
  // What lies a hair beyond the scale is in its last bar.
  const [first, last] = [Math.round(low / width), Math.round(high / width) - 1];
  const counts = Map.groupBy(
    orders,
    ({ bps }) => Math.min(last, Math.max(first, Math.floor(bps / width + 1e-9))),
  );
  return [...counts].map(([k, { length }]) => ({ from: k * width, to: (k + 1) * width, orders: length }));
}

/** A scale for numbers of orders, with room below zero. */
function countScale(most: number): Scale {
  const { high, ticks } = scaleOf([most], 4);
  return { low: -BELOW * high, high, ticks: ticks.filter(Number.isInteger), decimals: 0 };
}

function zeroLine(across: Scale): Markup {
  const x = placeOn(across, 0);
  return markup`<line class="zero" x1="${x}%" x2="${x}%" y1="0" y2="100%"/>`;
}

function estimateBehind(estimate: Estimate | null, across: Scale): Content {
  if (estimate === null) return NOTHING;
  const { value, interval } = estimate;
  const x = placeOn(across, value);
  const title = `Mean by notional ${savedBps(value)} bps`;
  const mean =
    markup`<line class="total" x1="${x}%" x2="${x}%" y1="0" y2="100%"><title>${title}</title></line>`;
  if (interval === null) return mean;
  const [left, right] = interval.map((end) => placeOn(across, end)) as [number, number];
  return markup`<rect class="reach" x="${left}%" width="${
    rounded(right - left)
  }%" y="0" height="100%"/>${mean}`;
}

function barMark({ from, to, orders }: Bar, across: Scale, upwards: Scale): Markup {
  const [left, right] = [placeOn(across, from), placeOn(across, to)];
  const [top, foot] = [heightOf(upwards, orders), heightOf(upwards, 0)];
  const title = `${count(orders)} ${orders === 1 ? "order" : "orders"} from ${bps(from)} to ${bps(to)} bps`;
  return markup`<rect class="bar" x="${left}%" width="${rounded(right - left)}%" y="${top}%" height="${
    rounded(foot - top)
  }%"><title>${title}</title></rect>`;
}

function rug(orders: readonly SavedOrder[], across: Scale, upwards: Scale): Markup[] {
  const top = rounded(heightOf(upwards, 0) + 5);
  return orders.map((order) => {
    const x = placeOn(across, order.bps);
    return markup`<line class="rug ${order.side}" x1="${x}%" x2="${x}%" y1="${top}%" y2="98%"><title>${
      orderTitle(order)
    }</title></line>`;
  });
}

function endMark(which: "worst" | "best", order: SavedOrder, across: Scale, upwards: Scale): Markup {
  const y = rounded((heightOf(upwards, 0) + 103) / 2);
  return mark(
    [placeOn(across, order.bps), y],
    "diamond",
    `mark ${which}`,
    `The ${which}: ${orderTitle(order)}`,
  );
}
