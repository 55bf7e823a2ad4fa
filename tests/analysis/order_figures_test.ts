import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { PARTS } from "../../src/analysis/attribution.ts";
import { orderFigures } from "../../src/analysis/order_figures.ts";
import { measureOrder } from "../../src/analysis/order_measure.ts";
import { CROSSED, RESTED, TAKEN } from "../../src/execution/fill_log.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import { ARCX, XNAS } from "../_tapes.ts";
import { executionOf, forExecutions, marketOfRows } from "./_executions.ts";

const market = marketOfRows(
  [0, XNAS, 9.99, 10.01],
  [0, ARCX, 9.99, 10.01],
  [5, XNAS, { price: 10.01, size: 8000 }],
  [50, ARCX, 10.01, 10.03],
  [50, XNAS, 10.01, 10.03],
  [120, XNAS, 10.01, 10.03],
);
const { names } = market.venues;

const bought = executionOf({ quantity: 400, endNs: 100e9 }, [
  { at: 10, venue: 0, price: 10.01, shares: 200, fee: 0.003, kind: TAKEN, mid: 10, touch: 10.01 },
  { at: 20, venue: 1, price: 9.99, shares: 100, fee: -0.002, kind: RESTED, mid: 10, touch: 10.01 },
  { at: 90, venue: 0, price: 10.03, shares: 100, fee: 0.003, kind: CROSSED, mid: 10.02, touch: 10.03 },
], { endMid: 10.02 });

Deno.test("orderFigures() of an order by hand", () => {
  const figures = orderFigures(measureOrder(bought, market), names);
  assertEquals([figures.side, figures.quantity, figures.filled, figures.unfilled], ["buy", 400, 400, 0]);
  assertEquals([figures.arrivalMid, figures.endMid, figures.notional], [10, 10.02, 4000]);
  assertEquals(figures.shares, { taken: 200, rested: 100, crossed: 100, beyond: 0, unwound: 0 });
  assertEquals([figures.fillRate, figures.beyondDisplayed, figures.secondsToFill], [0.75, 0, 32.5]);
  assertEquals([figures.cash, figures.cashBeforeFees, figures.fees], [4004.7, 4004, 0.7]);
  assertEquals([figures.averagePrice, figures.averagePriceBeforeFees], [10.01175, 10.01]);
  assertAlmostEquals(figures.shortfallBps!, 11.75);
  const parts = PARTS.map((part) => Number(figures.partsBps![part].toFixed(9)));
  assertEquals(parts, [5, 5, 0, -2.5, 2.5, 1.75, 0]);
  assertEquals(figures.shortfallReason, null);
  assertEquals([figures.tradedShares, figures.participation, figures.participationWarning], [
    8000,
    0.05,
    null,
  ]);
  assertEquals([figures.benchmarks.vwap, figures.benchmarks.litVwap], [10.01, 10.01]);
  assertAlmostEquals(figures.benchmarks.twap!, 10.01);
  assertAlmostEquals(figures.slippageBps.vwap!, (10.01175 / 10.01 - 1) * 1e4);
  assertAlmostEquals(figures.effectiveOverQuoted!, 1);
  assertAlmostEquals(figures.effectiveSpread!, 0.02);
  assertEquals(Object.keys(figures.venues), ["XNAS", "ARCX"]);
  assertEquals(figures.venues["ARCX"]!.averagePrice, 9.99);
  assertEquals(figures.venues["ARCX"]!.fees, -0.2);
  assertEquals(figures.venues["XNAS"]!.crossed, 100);
  const minute = figures.markouts[3]!;
  assertEquals([minute.seconds, minute.measuredShares, minute.unmeasuredShares], [60, 300, 100]);
  assertAlmostEquals(minute.restedBps!, (10.02 / 9.99 - 1) * 1e4);
  assertAlmostEquals(figures.venues["ARCX"]!.markoutsBps[3]!, minute.restedBps!);
});

Deno.test("orderFigures() is null where there is nothing to tell, and says why", () => {
  const quiet = marketOfRows([0, XNAS, NaN, 10], [9, XNAS, NaN, 10]);
  const nothing = executionOf({ side: SELL, endNs: 5e9 }, [], {
    arrivalMid: NaN,
    endMid: NaN,
    unfilled: 100,
  });
  const figures = orderFigures(measureOrder(nothing, quiet), quiet.venues.names);
  const { arrivalMid, endMid, notional, shortfallBps, partsBps, averagePrice, secondsToFill } = figures;
  assertEquals(
    [arrivalMid, endMid, notional, shortfallBps, partsBps, averagePrice, secondsToFill],
    Array(7).fill(null),
  );
  assertMatch(figures.shortfallReason!, /no live mid/);
  const none = { vwap: null, litVwap: null, twap: null };
  assertEquals([figures.slippageBps, figures.benchmarks, figures.venues], [none, none, {}]);
  assertEquals([figures.participation, figures.effectiveOverQuoted, figures.unfilled], [null, null, 100]);
});

Deno.test("orderFigures() warns about fills that the tape can hardly have given", () => {
  const { participationWarning, participation } = orderFigures(
    measureOrder(
      executionOf({ quantity: 1000, endNs: 100e9 }, [{ price: 10, shares: 1000, mid: 10, touch: 10 }]),
      market,
    ),
    names,
  );
  assertEquals(participation, 0.125);
  assertMatch(participationWarning!, /traded 8000/);
});

Deno.test("orderFigures() goes through JSON and back unchanged, and its parts sum to the shortfall", () => {
  forExecutions(900, 20, (execution, market) => {
    const measure = measureOrder(execution, market);
    const figures = orderFigures(measure, market.venues.names);
    assertEquals(JSON.parse(JSON.stringify(figures)), figures);
    if (figures.shortfallBps === null) return;
    const sum = PARTS.reduce((total, part) => total + figures.partsBps![part], 0);
    assertAlmostEquals(sum, figures.shortfallBps, 1e-6);
    const { taken, rested, crossed } = figures.shares;
    const atVenues = Object.values(figures.venues);
    assertEquals(
      atVenues.reduce((total, each) => total + each.taken + each.rested + each.crossed, 0),
      taken + rested + crossed,
    );
    assert(figures.filled + figures.unfilled === execution.order.quantity);
  });
});

Deno.test("measureOrder() outlives the log it measured, and takes benchmarks that are known", () => {
  const execution = executionOf({ side: BUY }, [{ price: 10, shares: 100, mid: 10, touch: 10 }]);
  const measure = measureOrder(execution, market);
  const before = orderFigures(measure, names);
  execution.fills.clear();
  assertEquals(orderFigures(measure, names), before);
  assert(measureOrder(execution, market, measure.benchmarks).benchmarks === measure.benchmarks);
});
