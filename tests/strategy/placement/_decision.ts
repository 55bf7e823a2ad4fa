import { type Market, NO_QUOTE } from "../../../src/execution/market.ts";
import type { ChildOrders, Decision, Placement } from "../../../src/execution/strategy.ts";
import { makeOffers, type Offers } from "../../../src/execution/offers.ts";
import { BUY, type Side } from "../../../src/market/side.ts";
import { hasPrice } from "../../../src/market/price.ts";
import { marketWith } from "../schedule/_market.ts";

const nothing = marketWith({});

/** A decision that sees these offers, of a market that shows nothing. */
export function decisionOn(offers: Offers, quantity: number, side: Side = BUY): Decision {
  return {
    market: nothing,
    side,
    nowNs: 1,
    rows: 1,
    untilNs: 2,
    quantity,
    overdue: 0,
    index: 0,
    isLast: false,
    leaves: quantity,
    offers,
    nearQuotes: makeOffers(offers.count),
    mid: NaN,
    takeLimit: side * Infinity,
  };
}

/** A decision after everything on a market's tape, with these take fees by venue, 1e-9 dollars. */
export function decisionAfter(
  market: Market,
  { quantity, side = BUY, fees = [] }: { quantity: number; side?: Side; fees?: readonly number[] },
): Decision {
  const nowNs = market.live.clockNs.at(-1)! + market.live.resolutionNs;
  const rows = market.rowsBefore(nowNs);
  const offers = makeOffers(market.venues.count);
  const nearQuotes = makeOffers(market.venues.count);
  offers.takeFee.set(fees);
  for (let venue = 0; venue < offers.count; venue++) {
    const row = market.liveRow(venue, rows, nowNs);
    if (row === NO_QUOTE) continue;
    if (hasPrice(market.farPrice(row, side))) {
      offers.price[venue] = market.farPrice(row, side);
      offers.size[venue] = market.farSize(row, side);
    }
    if (hasPrice(market.nearPrice(row, side))) {
      nearQuotes.price[venue] = market.nearPrice(row, side);
      nearQuotes.size[venue] = market.nearSize(row, side);
    }
  }
  const mid = market.midOf(market.touchEntry(rows, nowNs));
  return { ...decisionOn(offers, quantity, side), nearQuotes, market, nowNs, rows, mid };
}

/** What a placement sends: child orders that were handed over clean. */
export function childOrders(placement: Placement, decision: Decision): ChildOrders {
  const venues = decision.offers.count;
  const orders = {
    take: new Float64Array(venues),
    takeLimit: new Float64Array(venues).fill(NaN),
    rest: new Float64Array(venues),
  };
  placement.place(decision, orders);
  return orders;
}

/** Shares to take by venue. */
export function takes(placement: Placement, decision: Decision): number[] {
  return [...childOrders(placement, decision).take];
}
