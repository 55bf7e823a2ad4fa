/** An order seen from near: the touch and the fills over its time, and below what they add up to. @module */

import { counted } from "../../market/counted.ts";
import type { MarksReport, PathReport } from "../shown_order_schema.ts";
import {
  areaBetween,
  chart,
  heightOf,
  keyLine,
  keyMark,
  keys,
  level,
  lineThrough,
  mark,
  NARROW,
  type Place,
  type Shape,
  stepped,
  timeLabels,
  zoomable,
} from "./chart.ts";
import { cash, count, figure, price, savedDollars } from "./figures.ts";
import { folded } from "./folded.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { type Scale, scaleBetween, scaleOf } from "./scale.ts";
import { type Column, plainTable, unit } from "./table.ts";
import { isAxis, isoText, momentMs, placeInTime, type TimeAxis, timeAxis, timeText } from "./time_axis.ts";

/** An order, as any artefact has it from near. */
interface NearOrder {
  /** Its number or its name. */
  readonly order: number | string;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly arrival_mid: number | null;
  readonly path: PathReport;
  readonly fills: Readonly<Record<string, MarksReport>>;
}

/** A fill, or several that were drawn together. */
interface Fill {
  /** ms since 1970. */
  readonly ms: number;
  readonly venue: string | null;
  readonly price: number;
  readonly shares: number;
  readonly kind: MarksReport["kind"][number];
  readonly cost: number | null;
  readonly fills: number;
}

const SHAPES: Readonly<Record<Fill["kind"], Shape>> = {
  taken: "triangle",
  rested: "dot",
  crossed: "square",
  beyond: "diamond",
  unwound: "cross",
};

/** Venues that have a colour of their own: more, and nobody tells them apart. */
const COLOURS = 7;

/**
 * Where and when an order filled.
 *
 * @param other the strategy whose fills stand beside those of the router, if the artefact has them.
 */
export function shownOrder(order: NearOrder, other: string): Markup {
  const { fills, path } = order;
  const axis = timeAxis(momentMs(order.from), momentMs(order.to));
  if (!isAxis(axis)) return NOTHING;
  const own = fillsOf(fills["router"], axis.fromMs);
  const others = fillsOf(fills[other], axis.fromMs);
  if (own.length + others.length + path.step.length === 0) return NOTHING;
  const colours = venueColours([...own, ...others]);
  return markup`<div class="near"><div>${orderKeys(own, others, other, colours)}<figure>${
    zoomable(`Touch and fills of order ${order.order}`, priceChart(order, own, others, axis, other, colours))
  }<figcaption>Live bid, ask and mid, and fills at their prices; what lies far off is at the edge.</figcaption></figure>
${folded("Its fills", fillsGist(own), fillsTable(order.order, own))}</div>
<div class="pair"><figure>${
    sumChart("Shares filled, added up", "shares", own, others, axis, ({ shares }) => shares)
  }<figcaption>Shares filled, added up.</figcaption></figure>
<figure>${
    sumChart("All-in cost against the mid at arrival, added up", "$", own, others, axis, ({ cost }) =>
      cost ?? 0)
  }<figcaption>All-in cost, added up; less is better.</figcaption></figure></div></div>
`;
}

function fillsOf(report: MarksReport | undefined, fromMs: number): Fill[] {
  if (report === undefined) return [];
  const { after_ns, venue, price, shares, kind, cost, fills } = report;
  const length = Math.min(...[price, shares, kind, fills].map((column) => column.length));
  return after_ns.slice(0, length).map((ns, i) => ({
    ms: fromMs + ns / 1e6,
    venue: venue[i] ?? null,
    price: price[i]!,
    shares: shares[i]!,
    kind: kind[i]!,
    cost: cost[i] ?? null,
    fills: fills[i]!,
  }));
}

/** A number for each venue by the shares it filled; those beyond the colours there are have the last. */
function venueColours(fills: readonly Fill[]): Map<string | null, number> {
  const shares = new Map<string | null, number>();
  for (const fill of fills) shares.set(fill.venue, (shares.get(fill.venue) ?? 0) + Math.abs(fill.shares));
  const ranked = [...shares].sort(([, a], [, b]) => b - a);
  return new Map(ranked.map(([venue], i) => [venue, Math.min(i, COLOURS)]));
}

function orderKeys(
  own: readonly Fill[],
  others: readonly Fill[],
  other: string,
  colours: ReadonlyMap<string | null, number>,
): Markup {
  const kinds = (Object.keys(SHAPES) as Fill["kind"][]).filter((kind) =>
    own.some((fill) => fill.kind === kind)
  );
  return keys([
    ...kinds.map((kind) => [keyMark(SHAPES[kind], "mark kind"), kind] as const),
    ...[...colours].map(([venue, colour]) =>
      [keyMark("dot", `mark venue${colour}`), venueText(venue)] as const
    ),
    ...(others.length > 0 ? [[keyMark("dot", "mark other"), `hollow: ${other}`] as const] : []),
    [keyLine("mid"), "mid"],
  ]);
}

function venueText(venue: string | null): string {
  return venue ?? "beyond the displayed";
}

function priceChart(
  { order, path, arrival_mid: arrival }: NearOrder,
  own: readonly Fill[],
  others: readonly Fill[],
  axis: TimeAxis,
  other: string,
  colours: ReadonlyMap<string | null, number>,
): Markup {
  const scale = priceScale(path, [...own, ...others].map((fill) => fill.price), arrival);
  if (scale === null) return NOTHING;
  const place = (
    fill: Fill,
  ): readonly [number, number] => [placeInTime(axis, fill.ms), heightOf(scale, fill.price)];
  return chart({
    title: `Touch and fills of order ${order}`,
    description: `${count(own.length)} marks of the router, ${count(others.length)} of ${other}`,
    scale,
    unit: "$",
    below: timeLabels(axis),
    size: "tall",
    marks: [
      touchBand(path, "bid", scale),
      touchBand(path, "ask", scale),
      lineThrough(midPlaces(path, scale), "mid"),
      arrival === null ? NOTHING : level(scale, arrival, "arrival", `mid at arrival ${price(arrival)} $`),
      others.map((fill) => mark(place(fill), SHAPES[fill.kind], "mark other", fillTitle(other, fill))),
      own.map((fill) =>
        mark(
          place(fill),
          SHAPES[fill.kind],
          `mark own venue${colours.get(fill.venue)!}`,
          fillTitle("router", fill),
        )
      ),
    ],
  });
}

/**
 * A scale for the fills, and for all of the touch that lies near them: what thin venues show in a gap of the others
 * would press the rest into a line. `null` where there is no price.
 */
function priceScale(path: PathReport, fills: readonly number[], arrival: number | null): Scale | null {
  const touch = [path.bid_low, path.bid_high, path.ask_low, path.ask_high].flat().filter((each) =>
    each !== null
  );
  const prices = [...fills, ...(arrival === null ? [] : [arrival])];
  if (prices.length === 0) return touch.length === 0 ? null : scaleBetween(...endsOf(touch), 5);
  const [low, high] = endsOf(prices);
  const near = Math.max(high - low, LEAST_NEAR * high);
  const shown = touch.filter((price) => price >= low - near && price <= high + near);
  return scaleBetween(...endsOf([...prices, ...shown]), 5);
}

/** Of the price, how far from the fills the touch is shown at least. */
const LEAST_NEAR = 1e-3;

function endsOf(prices: readonly number[]): [least: number, greatest: number] {
  return [prices.reduce((a, b) => Math.min(a, b)), prices.reduce((a, b) => Math.max(a, b))];
}

function fillTitle(who: string, { ms, venue, price: at, shares, kind, cost, fills }: Fill): string {
  const several = fills > 1 ? `, ${fills} fills` : "";
  const costs = cost === null ? "" : `, cost ${savedDollars(cost)}`;
  return `${who}, ${timeText(ms)}: ${count(shares)} ${kind} at ${price(at)} $, ${
    venueText(venue)
  }${several}${costs}`;
}

/** Entries of the path over all its steps: each until the next. */
function spans({ step, steps }: PathReport): (readonly [from: number, to: number])[] {
  return step.map((from, i) => [percent(from, steps), percent(step[i + 1] ?? steps, steps)]);
}

function percent(step: number, steps: number): number {
  return Math.round((1 + 98 * step / steps) * 100) / 100;
}

/** From the least to the greatest price that stood in a step: where both are the same, a line. */
function touchBand(path: PathReport, side: "bid" | "ask", scale: Scale): Content {
  const band = (prices: readonly (number | null)[]): Place[] =>
    spans(path).flatMap(([from, to], i): Place[] => {
      const at = prices[i] ?? null;
      if (at === null) return [null];
      const y = heightOf(scale, at);
      return [[from, y], [to, y]];
    });
  const [low, high] = side === "bid" ? [path.bid_low, path.bid_high] : [path.ask_low, path.ask_high];
  return areaBetween(band(high), band(low), side);
}

function midPlaces(path: PathReport, scale: Scale): Place[] {
  return spans(path).flatMap(([from, to], i): Place[] => {
    const mid = path.mid[i] ?? null;
    if (mid === null) return [null];
    const y = heightOf(scale, mid);
    return [[from, y], [to, y]];
  });
}

function sumChart(
  title: string,
  unit: string,
  own: readonly Fill[],
  others: readonly Fill[],
  axis: TimeAxis,
  figureOf: (fill: Fill) => number,
): Markup {
  const [ownSums, otherSums] = [own, others].map((fills) => {
    let sum = 0;
    const sums = fills.map((fill) => [fill.ms, sum += figureOf(fill)] as const);
    return [[axis.fromMs, 0] as const, ...sums, [axis.toMs, sum] as const];
  }) as [(readonly [number, number])[], (readonly [number, number])[]];
  const scale = scaleOf([...ownSums, ...otherSums].map(([, sum]) => sum), 4);
  const line = (sums: readonly (readonly [number, number])[], style: string): Markup =>
    lineThrough(
      stepped(sums.map(([ms, sum]): Place => [placeInTime(axis, ms), heightOf(scale, sum)])),
      style,
    );
  return chart({
    title,
    description: `${cash(ownSums.at(-1)![1])} ${unit} in the end`,
    scale,
    unit,
    below: timeLabels(axis, NARROW),
    size: "low",
    marks: [others.length > 0 ? line(otherSums, "sum other") : NOTHING, line(ownSums, "sum")],
  });
}

function fillsGist(fills: readonly Fill[]): string {
  const shares = fills.reduce((sum, each) => sum + each.shares, 0);
  return `${count(shares)} shares at ${counted(new Set(fills.map(({ venue }) => venue)).size, "venue")}`;
}

function fillsTable(order: NearOrder["order"], fills: readonly Fill[]): Markup {
  const columns: readonly Column<Fill>[] = [
    { heading: "time, UTC", kind: "text", cell: ({ ms }) => isoText(ms).slice(11, 23) },
    { heading: "venue", kind: "text", cell: ({ venue }) => venueText(venue) },
    { heading: unit("price", "$"), kind: "number", cell: (fill) => figure(fill.price, price) },
    { heading: "shares", kind: "number", cell: ({ shares }) => figure(shares, count) },
    { heading: "kind", kind: "text", cell: ({ kind }) => kind },
    { heading: unit("cost", "$"), kind: "number", cell: ({ cost }) => figure(cost, cash) },
  ];
  return plainTable({ caption: `Fills of order ${order}`, columns, rows: fills });
}
