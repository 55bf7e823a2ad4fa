import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { PriceLimits, referencePrice } from "../../src/execution/price_limits.ts";
import type { Market } from "../../src/execution/market.ts";
import { collarWidth, NO_COLLAR } from "../../src/market/collar.ts";
import { hasPrice } from "../../src/market/price.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { type Random, randomInt } from "../../src/market/random.ts";
import { forSeeds } from "../_tapes.ts";
import { ARCX, dollars, quote, XNAS, XNYS } from "../market/_rows.ts";
import type { Row } from "../market/_tapes.ts";
import { marketOf } from "./_market.ts";

/** XNAS has most quotes, then XNYS. */
const QUOTES: readonly Row[] = [
  quote(1, XNAS, [100, 100], [100.02, 100]),
  quote(1, XNYS, [100, 100], [100.03, 100]),
  quote(1, ARCX, [99.99, 100], [100.05, 100]),
  quote(2, XNYS, [100, 200], [100.03, 100]),
  quote(2, XNAS, [100, 200], [100.02, 100]),
  quote(2, XNAS, [100, 300], [100.02, 100]),
];
const OPTIONS = { maxQuoteAgeNs: Infinity, collarBps: 20 };

/** R as of so many seconds, dollars. */
function referenceAt(market: Market, seconds: number, side: Side = BUY): number {
  return referencePrice(market, market.rowsThrough(seconds * 1e9), seconds * 1e9, side) / 1e9;
}

function limitsAt(market: Market, seconds: number, side: Side = BUY, parentLimit = NaN): PriceLimits {
  const limits = new PriceLimits(market);
  limits.look(market.rowsThrough(seconds * 1e9), seconds * 1e9, side, parentLimit);
  return limits;
}

Deno.test("referencePrice() is the reference venue's price to take at", () => {
  const market = marketOf(QUOTES, OPTIONS);
  assertEquals([referenceAt(market, 3), referenceAt(market, 3, SELL)], [100.02, 100]);
  assert(Number.isNaN(referenceAt(market, 0.5)));
  const other = marketOf(QUOTES, { ...OPTIONS, referenceVenue: market.venues.names.indexOf("ARCX") });
  assertEquals([referenceAt(other, 3), referenceAt(other, 3, SELL)], [100.05, 99.99]);
});

Deno.test("referencePrice() is the best of the two busiest venues where the reference venue shows none", () => {
  const market = marketOf([...QUOTES, quote(4, XNAS, [100, 100], null)], OPTIONS);
  // ARCX would be no worse a price for a sell, but is not asked.
  assertEquals([referenceAt(market, 4), referenceAt(market, 4, SELL)], [100.03, 100]);
});

Deno.test("referencePrice() that is gone holds for a second, then there is none", () => {
  const market = marketOf([
    ...QUOTES,
    quote(4, XNAS, [100, 100], null),
    quote(5, XNYS, [99.99, 100], null),
    quote(5.3, XNYS, [99.98, 100], null),
    quote(9, XNYS, [99.98, 100], [100.04, 100]),
  ], OPTIONS);
  assertEquals([referenceAt(market, 5), referenceAt(market, 5.7), referenceAt(market, 6)], [
    100.03,
    100.03,
    100.03,
  ]);
  assert(Number.isNaN(referenceAt(market, 6.000001)));
  assertEquals(referenceAt(market, 9), 100.04);
});

Deno.test("PriceLimits are 20 basis points about the reference, five ticks at least, both sides alike", () => {
  const market = marketOf(QUOTES, OPTIONS);
  const buy = limitsAt(market, 3);
  assertAlmostEquals(buy.worst, dollars(100.02) * 1.002, 1);
  assertAlmostEquals(buy.best, dollars(100.02) * 0.998, 1);
  const sell = limitsAt(market, 3, SELL);
  assertAlmostEquals(sell.worst, dollars(100) * 0.998, 1);
  assertAlmostEquals(sell.best, dollars(100) * 1.002, 1);
  assertEquals([collarWidth(10e9, 20), collarWidth(30e9, 20), collarWidth(0.5e9, 20)], [
    0.05e9,
    0.06e9,
    0.001e9,
  ]);
});

Deno.test("PriceLimits take nothing without a reference, and anything without a collar", () => {
  const market = marketOf(QUOTES, OPTIONS);
  const none = limitsAt(market, 0.5);
  assertEquals([none.allows(dollars(100)), none.refuses(dollars(100)), none.believes(dollars(100))], [
    false,
    true,
    false,
  ]);
  const open = limitsAt(marketOf(QUOTES, { ...OPTIONS, collarBps: NO_COLLAR }), 0.5);
  assertEquals([open.allows(dollars(1)), open.allows(dollars(1e6))], [true, true]);
});

Deno.test("PriceLimits hold to the parent order's limit on top", () => {
  const market = marketOf(QUOTES, OPTIONS);
  assertEquals(limitsAt(market, 3, BUY, dollars(100.01)).worst, dollars(100.01));
  assertAlmostEquals(limitsAt(market, 3, BUY, dollars(200)).worst, dollars(100.02) * 1.002, 1);
  assertEquals(limitsAt(market, 3, SELL, dollars(100.01)).worst, dollars(100.01));
  const open = marketOf(QUOTES, { ...OPTIONS, collarBps: NO_COLLAR });
  assertEquals(limitsAt(open, 3, SELL, dollars(99)).worst, dollars(99));
});

Deno.test("trap: a quote better than the reference by more than the collar is no touch, no mid, and kills nobody", () => {
  const error = quote(4, ARCX, [9.99, 100], [90, 100]);
  const market = marketOf([...QUOTES, error], OPTIONS);
  const touch = market.touchEntry(market.rowsThrough(4e9), 4e9);
  assertEquals([market.live.touchBid[touch], market.live.touchAsk[touch]], [100e9, dollars(100.02)]);
  assertEquals([market.midOf(touch), market.live.survey.killed], [dollars(100.01), 0]);
  const without = marketOf([...QUOTES, error], { ...OPTIONS, collarBps: NO_COLLAR });
  assertEquals(without.live.survey.killed, 2);
});

Deno.test("a quote is believed as soon as the reference has come to it", () => {
  const market = marketOf([
    ...QUOTES,
    quote(4, ARCX, [99.7, 100], [99.75, 100]),
    quote(5, XNAS, [99.74, 100], [99.78, 100]),
  ], OPTIONS);
  const asks = [4, 5].map((at) =>
    market.live.touchAsk[market.touchEntry(market.rowsThrough(at * 1e9), at * 1e9)]
  );
  assertEquals(asks, [dollars(100.02), dollars(99.75)]);
});

/** Quotes near 100, some of them stubs, errors or one-sided. */
function randomQuotes(random: Random): Row[] {
  let at = 1;
  return Array.from({ length: 60 }, () => {
    at += random() * (randomInt(random, 6) === 0 ? 1.5 : 0.2);
    const bid = 100 + (randomInt(random, 9) - 4) / 100 +
      (randomInt(random, 12) === 0 ? 3 * random() - 1.5 : 0);
    const ask = bid + (1 + randomInt(random, 4)) / 100 +
      (randomInt(random, 12) === 0 ? 3 * random() - 1.5 : 0);
    const level = (price: number) =>
      randomInt(random, 8) === 0 ? null : [Number(price.toFixed(2)), 100] as const;
    const venue = [XNAS, XNAS, XNAS, XNYS, XNYS, ARCX][randomInt(random, 6)]!;
    return quote(Number(at.toFixed(3)), venue, level(bid), level(ask));
  });
}

Deno.test("the reference and the touch are those of a plain look at all live quotes", () => {
  forSeeds(1, 60, (random) => {
    const market = marketOf(randomQuotes(random), OPTIONS);
    const { live, venues } = market;
    const byRows = Array.from({ length: venues.count }, (_, v) => v)
      .sort((a, b) =>
        (live.quotesOf[b + 1]! - live.quotesOf[b]!) - (live.quotesOf[a + 1]! - live.quotesOf[a]!) || a - b
      );
    for (const side of [BUY, SELL] as const) {
      let last = NaN;
      let lastNs = NaN;
      for (let row = 0; row < live.clockNs.length; row++) {
        const nowNs = live.clockNs[row]!;
        if (live.clockNs[row + 1] === nowNs) continue;
        const priceOf = (venue: number) => {
          const at = market.liveRow(venue, row + 1, nowNs);
          return at < 0 ? NaN : market.farPrice(at, side);
        };
        const best = (prices: number[]) =>
          prices.filter(hasPrice).reduce((a, b) => side * b < side * a ? b : a, side * Infinity);
        const [first, second] = byRows.map(priceOf);
        let reference = hasPrice(first!) ? first! : best([first!, second!]);
        if (Number.isFinite(reference)) last = reference;
        else reference = nowNs - lastNs <= 1e9 ? last : NaN;
        if (Number.isFinite(best([first!, second!]))) lastNs = live.clockNs[row + 1]!;
        assertEquals(referencePrice(market, row + 1, nowNs, side), reference);
        const width = collarWidth(reference, 20);
        const all = byRows.map(priceOf).filter((p) =>
          !hasPrice(reference) || side * p >= side * reference - width
        );
        const touch = market.touchEntry(row + 1, nowNs);
        const shown = (side === BUY ? live.touchAsk : live.touchBid)[touch] ?? NaN;
        assertEquals(hasPrice(shown) ? shown : side * Infinity, best(all), `row ${row}`);
      }
    }
  });
});
