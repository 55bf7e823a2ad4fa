/** What the venues display at a moment, for a picture. @module */

import { type Market, NO_QUOTE } from "../../execution/market.ts";
import { hasPrice, NO_PRICE, toDollars } from "../../market/price.ts";
import { BUY, SELL, type Side } from "../../market/side.ts";
import type { BookState, PriceLevel, Touch, VenueQuote } from "../frames.ts";

/** A price in dollars; `null` is none. */
export function dollars(price: number): number | null {
  return hasPrice(price) ? toDollars(price) : null;
}

/** How a bid and an ask stand to each other; `NaN` is no price. */
function stateOf(bid: number, ask: number): BookState {
  if (!hasPrice(bid) && !hasPrice(ask)) return "empty";
  if (!hasPrice(bid) || !hasPrice(ask)) return "one-sided";
  return bid < ask ? "normal" : bid === ask ? "locked" : "crossed";
}

/** The best live prices after so many rows at a moment. */
export function touchAt(market: Market, rows: number, nowNs: number): Touch {
  const entry = market.touchEntry(rows, nowNs);
  const { touchBid, touchAsk } = market.live;
  const bid = touchBid[entry] ?? NO_PRICE;
  const ask = touchAsk[entry] ?? NO_PRICE;
  return {
    bid: dollars(bid),
    ask: dollars(ask),
    mid: dollars(market.lastMid(entry)),
    state: stateOf(bid, ask),
  };
}

/** What each venue displays, or displayed last. */
export function ladderAt(market: Market, rows: number, nowNs: number): VenueQuote[] {
  const { live: { quoteRow, clockNs }, venues: { count } } = market;
  const quotes = Array.from({ length: count }, (_, venue) => market.lastQuote(venue, rows));
  const isLive = quotes.map((quote, venue) =>
    quote !== NO_QUOTE && market.isAlive(quote, venue, rows, nowNs)
  );
  const priceOf = (venue: number, side: Side): number =>
    quotes[venue] === NO_QUOTE ? NO_PRICE : market.farPrice(quoteRow[quotes[venue]!]!, side);
  const bestOfOthers = (venue: number, side: Side): number => {
    let best = NO_PRICE;
    for (let other = 0; other < count; other++) {
      if (other === venue || !isLive[other]) continue;
      const price = priceOf(other, side);
      if (hasPrice(price) && !(side * price >= side * best)) best = price;
    }
    return best;
  };
  return quotes.map((quote, venue) => {
    if (quote === NO_QUOTE) {
      return { bid: null, bidSize: 0, ask: null, askSize: 0, ageMs: null, state: "none", against: "empty" };
    }
    const row = quoteRow[quote]!;
    const [bid, ask] = [priceOf(venue, SELL), priceOf(venue, BUY)];
    return {
      bid: dollars(bid),
      bidSize: hasPrice(bid) ? market.farSize(row, SELL) : 0,
      ask: dollars(ask),
      askSize: hasPrice(ask) ? market.farSize(row, BUY) : 0,
      ageMs: Math.max(0, nowNs - clockNs[row]!) / 1e6,
      state: isLive[venue] ? "live" : "ghost",
      against: worst(stateOf(bid, bestOfOthers(venue, BUY)), stateOf(bestOfOthers(venue, SELL), ask)),
    };
  });
}

const BY_CONCERN: readonly BookState[] = ["crossed", "locked", "normal", "one-sided", "empty"];

function worst(a: BookState, b: BookState): BookState {
  return BY_CONCERN.indexOf(a) < BY_CONCERN.indexOf(b) ? a : b;
}

/** Size displayed live by price, over all venues and the levels that the tape keeps; prices ascending. */
export function columnAt(market: Market, rows: number, nowNs: number): PriceLevel[] {
  const sizes = new Map<number, { bidSize: number; askSize: number }>();
  for (let venue = 0; venue < market.venues.count; venue++) {
    const row = market.liveRow(venue, rows, nowNs);
    if (row === NO_QUOTE) continue;
    for (const side of [BUY, SELL] as const) {
      for (let level = 0; level < market.levels; level++) {
        const price = market.levelPrice(row, side, level);
        if (!hasPrice(price)) continue;
        const at = sizes.get(price) ?? { bidSize: 0, askSize: 0 };
        at[side === BUY ? "askSize" : "bidSize"] += market.levelSize(row, side, level);
        sizes.set(price, at);
      }
    }
  }
  return [...sizes].sort(([a], [b]) => a - b).map(([price, size]) => ({ price: toDollars(price), ...size }));
}
