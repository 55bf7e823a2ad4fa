/** Where a market trades: shares printed over some time, by venue. @module */

import type { Market } from "../execution/market.ts";
import { NO_VENUE } from "../market/venues.ts";

/** Shares printed over some time. */
interface TradedShares {
  /** By venue index. */
  readonly byVenue: readonly number[];
  /** Reported off exchange, where no order can be sent. */
  readonly offExchange: number;
}

/**
 * Shares of the prints that count, received from one moment to before another, ns after the tape's origin: as those of
 * the benchmarks.
 *
 * @example
 * ```ts
 * import { tradedShares } from "./traded_shares.ts";
 * import { benchmarksOf } from "./benchmarks.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { sortByReceipt } from "../market/tape.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const market = new Market(sortByReceipt(generateTape({ durationSeconds: 60 })), FeeSchedule.flat(0, 0), {});
 * const order = { side: 1, quantity: 1, startNs: 10e9, endNs: 50e9 } as const;
 * const { byVenue, offExchange } = tradedShares(market, order.startNs, order.endNs);
 * const { litShares, tradedShares: all } = benchmarksOf(order, market);
 * assertEquals([byVenue.reduce((a, b) => a + b), offExchange], [litShares, all - litShares]);
 * ```
 */
export function tradedShares(market: Market, fromNs: number, toNs: number): TradedShares {
  const { venues, tape: { columns }, live: { volumeRow } } = market;
  const [from, to] = [fromNs, toNs].map((ns) => market.printsBy(market.rowsBefore(ns))) as [number, number];
  const byVenue = new Array<number>(venues.count).fill(0);
  let offExchange = 0;
  for (const row of volumeRow.subarray(from, to)) {
    const venue = venues.of(columns.publisher[row]!);
    if (venue === NO_VENUE) offExchange += columns.size[row]!;
    else byVenue[venue]! += columns.size[row]!;
  }
  return { byVenue, offExchange };
}
