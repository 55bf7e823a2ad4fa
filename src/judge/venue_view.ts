/** The market with the venues that only the router's fills know. @module */

import { Market } from "../execution/market.ts";
import type { FeeSchedule } from "../market/fee_schedule.ts";
import { Venues } from "../market/venues.ts";
import type { Fills } from "./fills.ts";

/** A market whose venues are joined by others that it has no quotes of, and what the fills' venues are in it. */
export interface VenueView {
  /** To measure fills by; no order can be sent to the venues that joined. */
  readonly market: Market;
  /** By the fills' venue: the view's. */
  readonly venueOf: readonly number[];
  /** Names of the venues that joined: the tape has no quotes of them. */
  readonly unknown: readonly string[];
}

/** Joins the fills' venues to a market's. */
export function viewOf(market: Market, fills: Fills, fees: FeeSchedule): VenueView {
  const { names } = market.venues;
  const unknown = fills.venues.list.filter((name) => !names.includes(name));
  const joined = [...names, ...unknown];
  const { excludedRows, ...feeds } = market.venues;
  const venues = new Venues(joined, [], excludedRows, feeds);
  return {
    market: unknown.length === 0 ? market : new Market(market.tape, fees, { venues }, market.live),
    venueOf: fills.venues.list.map((name) => joined.indexOf(name)),
    unknown,
  };
}
