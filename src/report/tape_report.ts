/** The tape of an artefact, and what trading on it costs. @module */

import { tradedShares } from "../analysis/traded_shares.ts";
import type { FeesUsed } from "../execution/fees_used.ts";
import type { Market } from "../execution/market.ts";
import { toDollars } from "../market/price.ts";
import type { Tape } from "../market/tape.ts";
import { rowsOf } from "../market/tape_warnings.ts";
import { momentText } from "../market/time.ts";
import type { TimeWindow } from "../market/time_windows.ts";
import type { Venues } from "../market/venues.ts";
import type { CommonTapeReport, FeesReport, TakeFeesReport, TapeReport } from "./schema.ts";
import { snakeKeys } from "./snake_case.ts";

/** Makes times after the tape's origin readable. */
export function clockOf({ tape }: Market): (ns: number) => string {
  return (ns) => momentText(tape.originNs, ns);
}

/** What is known of a tape under any rules. */
export function describeCommonTape(tape: Tape, venues: Venues): CommonTapeReport {
  return {
    symbol: tape.symbol,
    rows: tape.length,
    skipped_rows: tape.skippedRows,
    venues: venues.names,
    rows_of_no_venue: venues.excludedRows,
    ...(venues.otherFeeds.length > 0 ? { rows_of_other_feeds: rowsOf(venues.otherFeeds) } : {}),
    ...(Object.keys(tape.notes).length > 0 ? { notes: tape.notes } : {}),
  };
}

/**
 * The tape.
 *
 * @param worked when orders were worked on it.
 */
export function describeTape(market: Market, { fromNs, toNs }: TimeWindow): TapeReport {
  const { tape, venues, live } = market;
  const traded = tradedShares(market, fromNs, toNs);
  return {
    ...describeCommonTape(tape, venues),
    clock_resolution: live.resolutionNs === 1 ? "1ns" : "1ms",
    book_before_trades: live.beforeTrades,
    traded_by_venue: byVenue(venues, (venue) => traded.byVenue[venue]!),
    traded_off_exchange: traded.offExchange,
    reference_venue: venues.names[live.referenceVenue]!,
    quotes_expire_after_s: byVenue(venues, (venue) => {
      const maxAgeNs = live.maxAgeNs[venue]!;
      return Number.isFinite(maxAgeNs) ? maxAgeNs / 1e9 : null;
    }),
    quotes: snakeKeys(live.survey),
  };
}

/** The fees charged for taking, by venue, and how far they are known. */
export function describeFees(
  { fees, venues }: { readonly fees: FeesUsed; readonly venues: Venues },
): TakeFeesReport {
  return {
    take_per_share: byVenue(venues, (venue) => toDollars(fees.takeFee[venue]!)),
    assumed: fees.assumed,
    extrapolated: fees.extrapolated,
  };
}

/** The fees charged for taking and for resting. */
export function describeMarketFees(market: Market): FeesReport {
  const { take_per_share, ...sources } = describeFees(market);
  // Negative is a rebate, as in a fee file.
  const add_per_share = byVenue(market.venues, (venue) => 0 - toDollars(market.fees.addRebate[venue]!));
  return { take_per_share, add_per_share, ...sources };
}

function byVenue<T>({ names }: Venues, figure: (venue: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, venue) => [name, figure(venue)]));
}
