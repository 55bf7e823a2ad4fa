/** The prints between two moments. @module */

import type { Market } from "../../execution/market.ts";
import { toDollars } from "../../market/price.ts";
import { SIDE_ASK, SIDE_BID } from "../../market/tape.ts";
import type { Trade } from "../frames.ts";

/** Trades of a frame, at most, unless there are more venues and prices. */
export const MOST_TRADES = 200;

/**
 * The prints among rows [from, to): where they are more than {@linkcode MOST_TRADES}, those of one venue and price are
 * summed, and stand where the last of them does.
 */
export function tradesBetween(market: Market, from: number, to: number): Trade[] {
  const { live: { volumeRow, clockNs }, venues, tape: { columns } } = market;
  const first = market.printsBy(from);
  const end = market.printsBy(to);
  const trades: Trade[] = [];
  for (let print = first; print < end; print++) {
    const row = volumeRow[print]!;
    trades.push({
      timeNs: clockNs[row]!,
      price: toDollars(columns.price[row]!),
      shares: columns.size[row]!,
      venue: venues.of(columns.publisher[row]!),
      side: sideOf(columns.side[row]!),
    });
  }
  return fewer(trades);
}

/** The same trades as few as a frame takes. */
export function fewer(trades: readonly Trade[]): Trade[] {
  if (trades.length <= MOST_TRADES) return [...trades];
  const byVenue = new Map<number, Map<number, Mutable<Trade>>>();
  const summed: Trade[] = [];
  // The last of each venue and price is met first.
  for (const trade of trades.toReversed()) {
    const byPrice = byVenue.get(trade.venue) ?? new Map<number, Mutable<Trade>>();
    const later = byPrice.get(trade.price);
    if (later !== undefined) {
      later.shares += trade.shares;
      if (later.side !== trade.side) later.side = null;
      continue;
    }
    const sum = { ...trade };
    summed.push(sum);
    byVenue.set(trade.venue, byPrice.set(trade.price, sum));
  }
  return summed.reverse();
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Who was the aggressor: a trade's side is that of the order that took. */
function sideOf(side: number): Trade["side"] {
  return side === SIDE_BID ? "buy" : side === SIDE_ASK ? "sell" : null;
}
