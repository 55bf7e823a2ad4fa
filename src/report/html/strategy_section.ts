import { nameCell } from "./comparison.ts";
import type { Field } from "./field.ts";
import { bps, cash, count, duration, figure, finePercent, fixed, percent, plain, price } from "./figures.ts";
import { type Content, type Markup, markup } from "./markup.ts";
import { markoutFigures } from "./markouts.ts";
import { partsTable } from "./parts.ts";
import { type Column, plainTable, unit } from "./table.ts";
import { venueDetails, venueShares } from "./venues.ts";

/** A strategy, as the artefact has it. */
interface Strategy {
  readonly name: string;
  readonly field: Field;
}

/** How all strategies traded, and what that cost. */
export function strategySection(artefact: Field): Markup {
  const strategies = artefact.at("strategies").entries().map(([name, field]) => ({ name, field }));
  return markup`<section id="strategies"><h2>Strategies</h2>
<p>All worked the same scored orders. The cost is the all-in implementation shortfall against the mid at arrival;
less is better, and what lies left of zero was earned.</p>
${
    partsTable({
      caption: "Cost by part, basis points of the arrival notional",
      groups: [{ heading: "", rows: strategies }],
      name: strategyName,
      heading: "cost",
      total: ({ field }) => field.at("shortfall_bps"),
      parts: ({ field }) => field.at("parts_bps"),
      format: bps,
    })
  }${plainTable({ caption: "How the orders were filled", columns: FILLING, rows: strategies })}${
    plainTable({ caption: "Prices and risk", columns: PRICES, rows: strategies })
  }${markoutFigures(strategies)}${venueShares(artefact, venueFills)}${
    venueDetails(artefact.at("strategies", "router"))
  }</section>
`;
}

/** Shares that a venue filled for a strategy. */
function venueFills(strategy: Field): (readonly [venue: string, shares: number])[] {
  return strategy.at("venues").entries().map(([venue, fills]) => {
    const kinds = ["taken", "rested", "crossed"].map((kind) => fills.at(kind).number() ?? 0);
    return [venue, kinds.reduce((sum, shares) => sum + shares, 0)];
  });
}

const NAME: Column<Strategy> = { heading: "", kind: "text", cell: strategyName };

/** The name of a strategy, and the parameters it was held at if it reads any but was not tuned. */
function strategyName(strategy: Strategy): Content {
  const held = strategy.field.at("parameters").entries().filter(([, value]) => !value.isMissing);
  if (held.length === 0) return nameCell(strategy);
  return markup`${nameCell(strategy)} <span class="sub">not tuned: ${
    held.map(([name, value], i) => markup`${i === 0 ? "" : ", "}${name} ${figure(value, plain)}`)
  }</span>`;
}

const FILLING: readonly Column<Strategy>[] = [
  NAME,
  shares("filled", ({ field }) => field.at("filled")),
  {
    heading: "by itself",
    kind: "number",
    cell: ({ field }) => figure(field.at("fill_rate"), percent),
  },
  shares("taken", ({ field }) => field.at("shares", "taken")),
  shares("rested", ({ field }) => field.at("shares", "rested")),
  shares("crossed at the end", ({ field }) => field.at("shares", "crossed")),
  shares("beyond displayed", ({ field }) => field.at("shares", "beyond")),
  shares("unwound", ({ field }) => field.at("shares", "unwound")),
  shares("unfilled", ({ field }) => field.at("unfilled")),
  {
    heading: "time to fill",
    kind: "number",
    cell: ({ field }) => figure(field.at("seconds_to_fill"), duration),
  },
  {
    heading: unit("participation", "mean"),
    kind: "number",
    cell: ({ field }) => figure(field.at("participation"), finePercent),
  },
  {
    heading: unit("participation", "largest"),
    kind: "number",
    cell: ({ field }) => figure(field.at("largest_participation"), finePercent),
  },
];

const PRICES: readonly Column<Strategy>[] = [
  NAME,
  {
    heading: unit("average price", "$"),
    kind: "number",
    cell: ({ field }) => figure(field.at("average_price"), price),
  },
  { heading: unit("cash", "$"), kind: "number", cell: ({ field }) => figure(field.at("cash"), cash) },
  { heading: unit("fees", "$"), kind: "number", cell: ({ field }) => figure(field.at("fees"), cash) },
  {
    heading: "effective / quoted spread",
    kind: "number",
    cell: ({ field }) => figure(field.at("effective_over_quoted"), fixed(3)),
  },
  slippage("VWAP", "vwap"),
  slippage("lit VWAP", "lit_vwap"),
  slippage("TWAP", "twap"),
  shortfall("median", "median"),
  shortfall("st. dev.", "standard_deviation"),
  shortfall("95th percentile", "percentile_95"),
];

function shares(heading: string, field: (strategy: Strategy) => Field): Column<Strategy> {
  return { heading, kind: "number", cell: (strategy) => figure(field(strategy), count) };
}

function slippage(heading: string, benchmark: string): Column<Strategy> {
  return {
    heading: unit(`against ${heading}`, "bps"),
    kind: "number",
    cell: ({ field }) => figure(field.at("slippage_bps", benchmark), bps),
  };
}

function shortfall(heading: string, statistic: string): Column<Strategy> {
  return {
    heading: unit(`order cost, ${heading}`, "bps"),
    kind: "number",
    cell: ({ field }) => figure(field.at("shortfalls_bps", statistic), bps),
  };
}
