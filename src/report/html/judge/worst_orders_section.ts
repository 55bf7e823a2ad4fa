/** The section on the orders that cost most. @module */

import { PARTS } from "../../../analysis/attribution.ts";
import type { JudgeArtefact, WorstOrderReport } from "../../judge/schema.ts";
import { bps, cash, count, figure, price, timeOfDay, timeWindow } from "../figures.ts";
import { type Content, type Markup, markup, NOTHING } from "../markup.ts";
import { placeOn, rounded, type Scale, scaleBetween } from "../scale.ts";
import { facts, plainTable, unit } from "../table.ts";

/** The orders that cost most, each with its path, the touch and its fills. */
export function worstOrdersSection({ worst_orders: worst }: JudgeArtefact): Markup {
  if (worst.length === 0) return NOTHING;
  return markup`<section id="worst"><h2>The orders that cost most</h2>
<p>Lines are the live bid and ask from the order's start to its end; dots are its fills, orange taken, green rested,
black crossed in the end.</p>
${worst.map(orderOf)}</section>
`;
}

function orderOf(order: WorstOrderReport): Markup {
  const parts = PARTS.filter((part) => order.parts_bps[part] !== 0)
    .map((part, i) => markup`${i === 0 ? "" : ", "}${part} ${figure(order.parts_bps[part], bps)}`);
  return markup`<h3>${order.order}: ${order.side} ${figure(order.quantity, count)}</h3>
${
    facts([
      ["when", timeWindow([order.from, order.to])],
      ["cost, $", figure(order.cost, cash)],
      ["cost, bps", figure(order.cost_bps, bps)],
      ["of it, bps", parts],
      ["filled", figure(order.filled, count)],
    ])
  }${pathPlot(order)}
<details><summary>its fills</summary>
${fillsTable(order)}</details>
`;
}

function fillsTable({ order, fills }: WorstOrderReport): Markup {
  return plainTable({
    caption: `Fills of ${order}`,
    columns: [
      { heading: "time", kind: "text", cell: ({ at }) => timeOfDay(at) },
      { heading: "venue", kind: "text", cell: ({ venue }) => venue },
      { heading: unit("price", "$"), kind: "number", cell: (fill) => figure(fill.price, price) },
      { heading: "shares", kind: "number", cell: ({ shares }) => figure(shares, count) },
      { heading: "kind", kind: "text", cell: ({ kind }) => kind },
    ],
    rows: fills,
  });
}

const STYLES = { taken: "taken", rested: "rested", crossed: "all" } as const;

/** Bid and ask over the order's time, and its fills. */
function pathPlot({ order, path, fills }: WorstOrderReport): Markup {
  const prices = [
    ...path.flatMap(({ bid, ask }) => [bid, ask]).filter((each) => each !== null),
    ...fills.map((fill) => fill.price),
  ];
  if (prices.length === 0) return NOTHING;
  const least = prices.reduce((a, b) => Math.min(a, b));
  const scale = scaleBetween(least, prices.reduce((a, b) => Math.max(a, b)), 4);
  const [from, to] = [path[0]!.at, path.at(-1)!.at].map(Date.parse) as [number, number];
  const x = (at: string): number =>
    rounded(16 + 80 * clamped((Date.parse(at) - from) / Math.max(1, to - from)));
  const y = (value: number): number => rounded(100 - placeOn(scale, value));
  return markup`<figure><svg class="lines" role="img"><title>${`Touch and fills of ${order}`}</title>${
    gridOf(scale, y)
  }${lineOf(path, "bid", x, y)}${lineOf(path, "ask", x, y)}${
    fills.map((fill) =>
      markup`<circle class="dot ${STYLES[fill.kind]}" cx="${x(fill.at)}%" cy="${
        y(fill.price)
      }%" r="3"><title>${`${fill.shares} at ${
        price(fill.price)
      }, ${fill.venue}, ${fill.kind}`}</title></circle>`
    )
  }</svg></figure>`;
}

function clamped(part: number): number {
  return Math.min(1, Math.max(0, part));
}

function gridOf(scale: Scale, y: (value: number) => number): Content {
  return scale.ticks.map((tick) =>
    markup`<line class="grid" x1="0" x2="100%" y1="${y(tick)}%" y2="${y(tick)}%"/><text x="0" y="${
      y(tick)
    }%" dy="-3">${tick.toFixed(Math.max(2, scale.decimals))}</text>`
  );
}

/** One side of the touch; where it shows no price, the line has a gap. */
function lineOf(
  path: WorstOrderReport["path"],
  side: "bid" | "ask",
  x: (at: string) => number,
  y: (value: number) => number,
): Content {
  return path.slice(1).map((point, i) => {
    const before = path[i]!;
    const [first, second] = [before[side], point[side]];
    if (first === null || second === null) return NOTHING;
    return markup`<line class="path" x1="${x(before.at)}%" y1="${y(first)}%" x2="${x(point.at)}%" y2="${
      y(second)
    }%"/>`;
  });
}
