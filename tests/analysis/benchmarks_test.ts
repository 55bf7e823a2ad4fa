import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { benchmarksOf } from "../../src/analysis/benchmarks.ts";
import { BUY } from "../../src/market/side.ts";
import { ARCX, XNAS } from "../_tapes.ts";
import { forExecutions, marketOfRows } from "./_executions.ts";

const OFF_EXCHANGE = 17;

const market = marketOfRows(
  [0, XNAS, 9.9, 10.1],
  [1, XNAS, { price: 10.1, size: 100 }],
  [2, OFF_EXCHANGE, { price: 10.04, size: 300 }],
  [4, XNAS, 10, 10.2],
  [5, ARCX, { price: 10.2, size: 100 }],
  [5, ARCX, { price: 10.2, size: 10_001 }], // an auction
  [6, XNAS, NaN, 10.2],
  [8, XNAS, 10.2, 10.4],
  [9, XNAS, { price: 10.4, size: 200 }],
);

function between(from: number, to: number) {
  return benchmarksOf({ side: BUY, quantity: 1, startNs: from * 1e9, endNs: to * 1e9 }, market);
}

Deno.test("benchmarksOf() averages prints by volume, with and without those off exchange", () => {
  const { vwap, litVwap, tradedShares, litShares } = between(0, 9.5);
  assertEquals([tradedShares, litShares], [700, 400]);
  assertAlmostEquals(vwap / 1e9, (1010 + 3012 + 1020 + 2080) / 700);
  assertAlmostEquals(litVwap / 1e9, (1010 + 1020 + 2080) / 400);
});

Deno.test("benchmarksOf() counts prints from the start on, and not the end's", () => {
  assertEquals(between(1, 2).tradedShares, 100);
  assertEquals(between(2, 5).litVwap, NaN);
  assertEquals(between(2, 5).tradedShares, 300);
  const { vwap, tradedShares } = between(6, 9);
  assertEquals([vwap, tradedShares], [NaN, 0]);
});

Deno.test("benchmarksOf() averages the live mid by time, and carries the last where there is none", () => {
  // 10 until 4 s, 10.1 until 8 s (none from 6 s), 10.3 then.
  assertAlmostEquals(between(0, 10).twap / 1e9, (4 * 10 + 4 * 10.1 + 2 * 10.3) / 10);
  assertAlmostEquals(between(3, 7).twap / 1e9, (1 * 10 + 3 * 10.1) / 4);
  assertEquals(between(6.5, 7).twap, 10.1e9);
  assertEquals(between(12, 14).twap, 10.3e9);
});

Deno.test("benchmarksOf() averages only the time from the first mid on", () => {
  assertEquals(between(-5, 2).twap, 10e9);
  assertEquals(between(-5, -1).twap, NaN);
});

Deno.test("benchmarksOf() agrees with a plain walk, and lies between the extremes", () => {
  forExecutions(400, 20, ({ order }, market) => {
    const { live, tape } = market;
    const { vwap, twap, tradedShares } = benchmarksOf(order, market);
    let [shares, notional, low, high] = [0, 0, Infinity, -Infinity];
    for (const row of live.volumeRow) {
      if (live.clockNs[row]! < order.startNs || live.clockNs[row]! >= order.endNs) continue;
      const { size, price } = tape.columns;
      shares += size[row]!;
      notional += size[row]! * price[row]!;
      [low, high] = [Math.min(low, price[row]!), Math.max(high, price[row]!)];
    }
    assertEquals(tradedShares, shares);
    if (shares > 0) {
      assertAlmostEquals(vwap, notional / shares, 1);
      assert(vwap >= low - 1 && vwap <= high + 1);
    }
    // The mid at a thousand moments.
    let [sum, count] = [0, 0];
    for (let i = 0; i < 1000; i++) {
      const atNs = order.startNs + (order.endNs - order.startNs) * (i + 0.5) / 1000;
      let mid = NaN;
      for (let at = 0; at < live.touchNs.length && live.touchNs[at]! <= atNs; at++) {
        const here = (live.touchBid[at]! + live.touchAsk[at]!) / 2;
        if (!Number.isNaN(here)) mid = here;
      }
      if (!Number.isNaN(mid)) [sum, count] = [sum + mid, count + 1];
    }
    if (count === 0) assert(Number.isNaN(twap));
    else assertAlmostEquals(twap / 1e9, sum / count / 1e9, 2e-3);
  });
});
