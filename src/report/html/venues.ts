import type { Field } from "./field.ts";
import { cash, count, duration, exact, figure, percent, price, savedBps } from "./figures.ts";
import { type Markup, markup, NOTHING } from "./markup.ts";
import { type Column, plainTable, unit } from "./table.ts";

/** Shares by venue. */
type VenueShares = readonly (readonly [venue: string, shares: number])[];

/** How each strategy's shares were spread over the venues: the darker a cell, the more. */
export function venueShares(artefact: Field, sharesOf: (strategy: Field) => VenueShares): Markup {
  const strategies = artefact.at("strategies").entries().map(([name, field]) => {
    const shares = new Map(sharesOf(field));
    return { name, shares, sum: shares.values().reduce((sum, each) => sum + each, 0) };
  });
  const venues = artefact.at("tape", "venues").list().map((venue) => venue.text() ?? "");
  const columns: Column<string>[] = [
    { heading: "venue", kind: "text", cell: (venue) => venue },
    ...strategies.map(({ name, shares, sum }): Column<string> => ({
      heading: name,
      kind: "number",
      cell: (venue) => {
        const filled = shares.get(venue) ?? 0;
        return filled > 0 ? shaded(filled / sum) : "";
      },
    })),
  ];
  return plainTable({
    caption: "Shares filled, by venue, percent of what the strategy filled",
    columns,
    rows: venues,
  });
}

function shaded(part: number): Markup {
  return markup`<span class="heat" style="--part:${part.toFixed(3)}">${exact(part, percent)}</span>`;
}

/** What a strategy did at each venue, where the artefact tells. */
export function venueDetails(strategy: Field): Markup {
  const rows = strategy.at("venues").entries().map(([name, field]) => ({ name, field }));
  if (rows.length === 0) return NOTHING;
  const shares = (kind: string): Column<(typeof rows)[number]> => ({
    heading: kind,
    kind: "number",
    cell: ({ field }) => figure(field.at(kind), count),
  });
  const moments = strategy.at("markouts").list().map((markout) => markout.at("seconds").number() ?? 0);
  return plainTable({
    caption: "The router by venue",
    columns: [
      { heading: "venue", kind: "text", cell: ({ name }) => name },
      ...["taken", "rested", "crossed", "unwound"].map(shares),
      {
        heading: unit("average price", "$"),
        kind: "number",
        cell: ({ field }) => figure(field.at("average_price"), price),
      },
      { heading: unit("fees", "$"), kind: "number", cell: ({ field }) => figure(field.at("fees"), cash) },
      ...moments.map((moment, i): Column<(typeof rows)[number]> => ({
        heading: unit(`markout ${duration(moment)}`, "bps"),
        kind: "number",
        cell: ({ field }) => exact(field.at("markouts_bps").list()[i]?.number() ?? null, savedBps),
      })),
    ],
    rows,
  });
}
