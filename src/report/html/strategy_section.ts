/** The section on how each strategy traded. @module */

import { counted } from "../../market/counted.ts";
import type { Artefact, StrategyReport } from "../schema.ts";
import { nameCell } from "./comparison.ts";
import { bps, cash, count, duration, figure, finePercent, fixed, percent, plain, price } from "./figures.ts";
import { type Content, type Markup, markup, NOTHING } from "./markup.ts";
import { markoutFigures } from "./markouts.ts";
import { folded, folds } from "./folded.ts";
import { foldedSection, type Section, section } from "./page.ts";
import { partKeys, type PartRows, partsColumn, partsGist, partsTable } from "./parts.ts";
import { type Column, plainTable, unit } from "./table.ts";
import { type FilledShares, refusedShares, shareOfMarket, venueDetails, venueShares } from "./venues.ts";

/** A strategy, by its name. */
interface Strategy {
  readonly name: string;
  readonly report: StrategyReport;
}

/** How all strategies traded, and what that cost. */
export function strategySection({ strategies }: Pick<Artefact, "strategies">): Section {
  const rows = strategiesOf(strategies);
  const costs = costsOf(rows);
  return foldedSection(
    "strategies",
    "Strategies",
    gistOf(rows),
    markup`<p>All worked the same scored orders. The cost is the all-in implementation shortfall against the mid at arrival;
less is better, and what lies left of zero was earned.</p>
${partKeys(costs)}${
      plainTable({ caption: "What each cost", columns: [...COST, ...partsColumn(costs), ...SUMMARY], rows })
    }${markoutFigures(rows)}${
      folds(
        folded(
          "The parts in figures",
          partsGist(rows[0]!.name, rows[0]!.report.parts_bps, bps),
          partsTable({ caption: "Cost by part", name: strategyName, ...costs }),
        ),
        folded(
          "How the orders were filled",
          "taken, rested, crossed, participation",
          plainTable({ caption: "Filling", columns: FILLING, rows }),
        ),
        folded(
          "Prices and risk",
          "average price, slippage against VWAP and TWAP, spread of the orders' costs",
          plainTable({ caption: "Prices and risk", columns: PRICES, rows }),
        ),
      )
    }`,
  );
}

/** What the first cost, which is the router, and the others. */
function gistOf([first, ...others]: readonly Strategy[]): string {
  const costs = others.flatMap(({ report }) => report.shortfall_bps ?? []);
  const range = costs.length === 0
    ? ""
    : `, the others ${bps(Math.min(...costs))} to ${bps(Math.max(...costs))}`;
  const own = first?.report.shortfall_bps ?? null;
  return `${own === null ? "" : `${first!.name} costs ${bps(own)} bps${range}; `}markouts`;
}

function costsOf(rows: readonly Strategy[]): PartRows<Strategy> {
  return {
    rows,
    heading: "cost",
    total: ({ report }) => report.shortfall_bps,
    parts: ({ report }) => report.parts_bps,
    format: bps,
  };
}

function costDollars({ shortfall_bps, notional }: StrategyReport): number | null {
  return shortfall_bps === null || notional === null ? null : shortfall_bps * notional / 1e4;
}

function strategiesOf(strategies: Artefact["strategies"]): Strategy[] {
  return Object.entries(strategies).map(([name, report]) => ({ name, report }));
}

/** Where the shares were filled, beside where the market traded; `null` without a router. */
export function venuesSection({ strategies, tape }: Pick<Artefact, "strategies" | "tape">): Section | null {
  const router = strategies["router"];
  if (router === undefined) return null;
  const all = strategiesOf(strategies);
  const refused = all.map(({ name, report }) => ({ name, ...report.refused_shares }));
  return section(
    "venues",
    "Venues",
    markup`<p class="note">Of the router's shares, and of what was traded on exchange meanwhile: far from the market's part, the
router needs a reason, such as fees.</p>
${shareOfMarket(filledShares({ name: "router", report: router }).byVenue, tape.traded_by_venue)}${
      offExchange(tape.traded_off_exchange)
    }${
      folded(
        "Venues of all strategies, in figures",
        `${all.length} strategies at ${counted(tape.venues.length, "venue")}`,
        markup`${venueShares(tape.venues, all.map(filledShares))}${refusedShares(tape.venues, refused)}${
          venueDetails(router)
        }`,
      )
    }`,
  );
}

function offExchange(shares: number): Markup {
  if (shares === 0) return NOTHING;
  return markup`<p class="note">Off exchange, where no order can be sent, ${
    figure(shares, count)
  } shares were reported.</p>
`;
}

function filledShares({ name, report }: Strategy): FilledShares {
  const byVenue = Object.entries(report.venues).map(([venue, { taken, rested, crossed }]) =>
    [venue, taken + rested + crossed] as const
  );
  return { name, byVenue };
}

const NAME: Column<Strategy> = { heading: "strategy", kind: "text", cell: strategyName };

/** The name of a strategy, and the parameters it was held at if it reads any but was not tuned. */
function strategyName(strategy: Strategy): Content {
  const held = Object.entries(strategy.report.parameters ?? {}).filter(([, value]) => value !== null);
  if (held.length === 0) return nameCell(strategy);
  return markup`${nameCell(strategy)} <span class="sub">not tuned: ${
    held.map(([name, value], i) => markup`${i === 0 ? "" : ", "}${name} ${figure(value, plain)}`)
  }</span>`;
}

const COST: readonly Column<Strategy>[] = [
  NAME,
  { heading: unit("cost", "bps"), kind: "number", cell: ({ report }) => figure(report.shortfall_bps, bps) },
  { heading: unit("cost", "$"), kind: "number", cell: ({ report }) => figure(costDollars(report), cash) },
];

const SUMMARY: readonly Column<Strategy>[] = [
  {
    heading: unit("filled", "by itself"),
    kind: "number",
    cell: ({ report }) => figure(report.fill_rate, percent),
  },
  {
    heading: "time to fill",
    kind: "number",
    cell: ({ report }) => figure(report.seconds_to_fill, duration),
  },
  { heading: unit("fees", "$"), kind: "number", cell: ({ report }) => figure(report.fees, cash) },
];

const FILLING: readonly Column<Strategy>[] = [
  NAME,
  shares("filled", (report) => report.filled),
  {
    heading: "by itself",
    kind: "number",
    cell: ({ report }) => figure(report.fill_rate, percent),
  },
  shares("taken", ({ shares }) => shares.taken),
  shares("rested", ({ shares }) => shares.rested),
  shares("crossed at the end", ({ shares }) => shares.crossed),
  shares("beyond displayed", ({ shares }) => shares.beyond),
  shares("unwound", ({ shares }) => shares.unwound),
  shares("unfilled", (report) => report.unfilled),
  shares("refused by price limits", (report) => report.refused_shares.total),
  {
    heading: "time to fill",
    kind: "number",
    cell: ({ report }) => figure(report.seconds_to_fill, duration),
  },
  {
    heading: unit("participation", "mean"),
    kind: "number",
    cell: ({ report }) => figure(report.participation, finePercent),
  },
  {
    heading: unit("participation", "largest"),
    kind: "number",
    cell: ({ report }) => figure(report.largest_participation, finePercent),
  },
];

const PRICES: readonly Column<Strategy>[] = [
  NAME,
  {
    heading: unit("average price", "$"),
    kind: "number",
    cell: ({ report }) => figure(report.average_price, price),
  },
  { heading: unit("cash", "$"), kind: "number", cell: ({ report }) => figure(report.cash, cash) },
  { heading: unit("fees", "$"), kind: "number", cell: ({ report }) => figure(report.fees, cash) },
  {
    heading: "effective / quoted spread",
    kind: "number",
    cell: ({ report }) => figure(report.effective_over_quoted, fixed(3)),
  },
  slippage("VWAP", "vwap"),
  slippage("lit VWAP", "lit_vwap"),
  slippage("TWAP", "twap"),
  shortfall("median", "median"),
  shortfall("st. dev.", "standard_deviation"),
  shortfall("95th percentile", "percentile_95"),
];

function shares(heading: string, value: (report: StrategyReport) => number): Column<Strategy> {
  return { heading, kind: "number", cell: ({ report }) => figure(value(report), count) };
}

function slippage(heading: string, benchmark: keyof StrategyReport["slippage_bps"]): Column<Strategy> {
  return {
    heading: unit(`against ${heading}`, "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.slippage_bps[benchmark], bps),
  };
}

function shortfall(
  heading: string,
  statistic: keyof NonNullable<StrategyReport["shortfalls_bps"]>,
): Column<Strategy> {
  return {
    heading: unit(`order cost, ${heading}`, "bps"),
    kind: "number",
    cell: ({ report }) => figure(report.shortfalls_bps?.[statistic], bps),
  };
}
