import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { randomInt } from "../../../src/market/random.ts";
import { TRADING_DAY_NS } from "../../../src/market/time.ts";
import { trailingMarket } from "../../../src/strategy/schedule/trailing_market.ts";
import { seeds } from "../../_seeds.ts";
import { forSeeds, XNAS } from "../../_tapes.ts";
import { generated, marketOf, marketWith, type Quote, withOtherFuture } from "./_market.ts";

/** A quote at half past each second, around these mids. */
function quotesAround(mids: readonly number[], spread: number): Quote[] {
  return mids.map((mid, i) => [i + 0.5, XNAS, mid - spread / 2, mid + spread / 2] as const);
}

Deno.test("trailingMarket() measures volatility and spread at the intervals' ends, and volume between them", () => {
  const mids = [100, 100.02, 100.01, 100.05, 100.02, 100.02, 100, 99.99, 100.03, 100.1, 100.06];
  const market = marketWith({
    quotes: quotesAround([90, ...mids], 0.04),
    prints: [[0.9, 900], [1.9, 800], [2, 100], [6, 250], [11.9, 50], [12, 700]],
  });
  // Looks at 12, 11, … 2 (mids) and, before them, 1 (90, ten dollars away) and 0 (nothing).
  const whole = trailingMarket(market, 12e9, 1e9)!;
  const changes = mids.map((mid, i) => mid - (i === 0 ? 90 : mids[i - 1]!));
  const mean = changes.reduce((sum, change) => sum + change) / changes.length;
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  assertAlmostEquals(whole.volatility, Math.sqrt(squares / 10), 1e-9);
  assertAlmostEquals(whole.spread, 0.04, 1e-9);
  assertAlmostEquals(whole.dailyShares, (900 + 800 + 400) * 23_400 / 12, 1e-6);
});

Deno.test("trailingMarket() looks at sixty intervals at most", () => {
  const mids = Array.from({ length: 100 }, (_, i) => i < 30 ? 50 + i : 100 + 0.02 * (i % 2));
  const prints = Array.from({ length: 100 }, (_, i) => [i + 0.2, i < 30 ? 9000 : 10] as const);
  const past = trailingMarket(marketWith({ quotes: quotesAround(mids, 0.02), prints }), 95e9, 1e9)!;
  assertAlmostEquals(past.volatility, 0.02 * Math.sqrt(60 / 59), 1e-9);
  assertAlmostEquals(past.dailyShares, 10 * 23_400, 1e-6);
});

Deno.test("trailingMarket() takes a spread of at least a tick", () => {
  const mids = Array.from({ length: 20 }, (_, i) => 100 + (i % 3) / 100);
  const locked = marketWith({ quotes: quotesAround(mids, 0), prints: [[15, 1]] });
  assertEquals(trailingMarket(locked, 19e9, 1e9)!.spread, 0.01);
  const cheap = marketWith({ quotes: quotesAround(mids.map((mid) => mid / 1000), 0), prints: [[15, 1]] });
  assertEquals(trailingMarket(cheap, 19e9, 1e9)!.spread, 0.0001);
});

Deno.test("trailingMarket() has no answer where the past is shorter than ten changes, or without a print", () => {
  const quotes = quotesAround(Array.from({ length: 30 }, (_, i) => 100 + (i % 2) / 100), 0.02);
  const market = marketWith({ quotes, prints: [[0.1, 5]] });
  assertEquals(trailingMarket(market, 10.9e9, 1e9), undefined);
  assert(trailingMarket(market, 11e9, 1e9) !== undefined);
  assertEquals(trailingMarket(market, 0, 1e9), undefined);
  assertEquals(trailingMarket(marketWith({ quotes, prints: [[20, 5]] }), 20e9, 1e9), undefined);
});

Deno.test("trailingMarket() sees nothing of what follows", () => {
  forSeeds(1, seeds(5, 20), (random, seed) => {
    const tape = generated(1 + seed % 3);
    const market = marketOf(tape);
    const nowNs = market.live.clockNs[0]! + 30e9 + randomInt(random, 60) * 1e9;
    const other = marketOf(withOtherFuture(tape, market.rowsBefore(nowNs), random));
    const past = trailingMarket(market, nowNs, 2e9);
    assertEquals(trailingMarket(other, nowNs, 2e9), past);
    assert(past !== undefined && past.volatility > 0 && past.spread >= 0.01 && past.dailyShares > 0);
  });
});

Deno.test("trailingMarket() knows days of six and a half hours", () => {
  assertEquals(TRADING_DAY_NS, 23_400e9);
});
