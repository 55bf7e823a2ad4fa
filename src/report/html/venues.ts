/** What strategies filled, by venue. @module */

import type { StrategyReport } from "../schema.ts";
import { cash, count, duration, figure, percent, price, savedBps } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { axis, pairMarks, rowPlot } from "./plot.ts";
import { scaleOf } from "./scale.ts";
import { type Column, plainTable, unit } from "./table.ts";

/** Shares that venues filled for a strategy. */
export interface FilledShares {
  /** Of the strategy. */
  readonly name: string;
  readonly byVenue: readonly (readonly [venue: string, shares: number])[];
}

/** A venue's part of what was filled, and of what was traded. */
interface Share {
  readonly venue: string;
  readonly filled: number;
  readonly traded: number;
}

/** What each venue filled of a strategy's shares, beside its part of what the market traded. */
export function shareOfMarket(
  filled: FilledShares["byVenue"],
  traded: Readonly<Record<string, number>>,
): Markup {
  const filledAt = new Map(filled);
  const sumOf = (shares: Iterable<number>): number => [...shares].reduce((sum, each) => sum + each, 0);
  const [allFilled, allTraded] = [sumOf(filledAt.values()), sumOf(Object.values(traded))];
  const part = (shares: number, of: number): number => of > 0 ? shares / of : 0;
  const rows = [...new Set([...Object.keys(traded), ...filledAt.keys()])].map((venue): Share => ({
    venue,
    filled: part(filledAt.get(venue) ?? 0, allFilled),
    traded: part(traded[venue] ?? 0, allTraded),
  }));
  rows.sort((a, b) => b.traded - a.traded);
  const scale = scaleOf(rows.flatMap(({ filled, traded }) => [100 * filled, 100 * traded]));
  return plainTable({
    caption: "The router's venues, and the market's",
    columns: [
      { heading: "venue", kind: "text", cell: ({ venue }) => venue },
      {
        heading: unit("router", "of its shares"),
        kind: "number",
        cell: ({ filled }) => figure(filled, percent),
      },
      {
        heading: unit("market", "of what traded"),
        kind: "number",
        cell: ({ traded }) => figure(traded, percent),
      },
      {
        heading: markup`${swatch("own")}router ${swatch("market")}market`,
        kind: "plot",
        cell: ({ venue, filled, traded }) =>
          rowPlot(
            `${venue}: ${percent(filled)} of the router's shares, ${percent(traded)} of the market's`,
            scale,
            pairMarks(100 * filled, 100 * traded, scale),
          ),
        foot: axis(scale, "%"),
      },
    ],
    rows,
  });
}

function swatch(which: "own" | "market"): Markup {
  return markup`<svg class="swatch" aria-hidden="true"><rect class="share ${which}" width="100%" height="100%"/></svg>`;
}

/** How each strategy's shares were spread over the venues: the darker a cell, the more. */
export function venueShares(venues: readonly string[], strategies: readonly FilledShares[]): Markup {
  const columns: Column<string>[] = [
    { heading: "venue", kind: "text", cell: (venue) => venue },
    ...strategies.map(({ name, byVenue }): Column<string> => {
      const shares = new Map(byVenue);
      const sum = byVenue.reduce((sum, [, each]) => sum + each, 0);
      return {
        heading: name,
        kind: "number",
        cell: (venue) => {
          const filled = shares.get(venue) ?? 0;
          return filled > 0 ? shaded(filled / sum) : "";
        },
      };
    }),
  ];
  return plainTable({
    caption: "Shares filled, by venue, percent of what the strategy filled",
    columns,
    rows: venues,
  });
}

function shaded(part: number): Markup {
  return markup`<span class="heat" style="--part:${part.toFixed(3)}">${figure(part, percent)}</span>`;
}

/** Shares that price limits refused a strategy. */
interface Refused {
  /** Of the strategy. */
  readonly name: string;
  readonly by_venue: StrategyReport["refused_shares"]["by_venue"];
}

/** What price limits refused each strategy, at venues that refused any; nothing where there are none. */
export function refusedShares(venues: readonly string[], strategies: readonly Refused[]): Markup {
  const rows = venues.filter((venue) => strategies.some(({ by_venue }) => by_venue[venue] !== undefined));
  if (rows.length === 0) return NOTHING;
  const columns: Column<string>[] = [
    { heading: "venue", kind: "text", cell: (venue) => venue },
    ...strategies.map(({ name, by_venue }): Column<string> => ({
      heading: name,
      kind: "number",
      cell: (venue) => by_venue[venue] === undefined ? "" : figure(by_venue[venue], count),
    })),
  ];
  return plainTable({ caption: "Shares refused by price limits, by venue", columns, rows });
}

/** What a venue filled, by its name. */
interface Row {
  readonly name: string;
  readonly filled: StrategyReport["venues"][string];
}

/** What a strategy did at each venue. */
export function venueDetails({ venues, markouts }: StrategyReport): Markup {
  const rows = Object.entries(venues).map(([name, filled]): Row => ({ name, filled }));
  if (rows.length === 0) return NOTHING;
  const shares = (kind: "taken" | "rested" | "crossed" | "unwound"): Column<Row> => ({
    heading: kind,
    kind: "number",
    cell: ({ filled }) => figure(filled[kind], count),
  });
  return plainTable({
    caption: "The router by venue",
    columns: [
      { heading: "venue", kind: "text", cell: ({ name }) => name },
      ...(["taken", "rested", "crossed", "unwound"] as const).map(shares),
      {
        heading: unit("average price", "$"),
        kind: "number",
        cell: ({ filled }) => figure(filled.average_price, price),
      },
      { heading: unit("fees", "$"), kind: "number", cell: ({ filled }) => figure(filled.fees, cash) },
      ...markouts.map(({ seconds }, i): Column<Row> => ({
        heading: unit(`markout ${duration(seconds)}`, "bps"),
        kind: "number",
        cell: ({ filled }) => figure(filled.markouts_bps[i], savedBps),
      })),
    ],
    rows,
  });
}
