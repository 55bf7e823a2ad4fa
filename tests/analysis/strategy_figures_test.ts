import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { orderFigures } from "../../src/analysis/order_figures.ts";
import { measureOrder, type OrderMeasure } from "../../src/analysis/order_measure.ts";
import { strategyFigures } from "../../src/analysis/strategy_figures.ts";
import { tradingFigures } from "../../src/analysis/trading_figures.ts";
import { BEYOND } from "../../src/execution/fill_log.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { seededRandom } from "../../src/market/random.ts";
import { SELL } from "../../src/market/side.ts";
import { XNAS } from "../_tapes.ts";
import {
  executionOf,
  marketOfRows,
  PLACEMENTS,
  randomMarket,
  randomOrder,
  rulesFor,
  slices,
} from "./_executions.ts";

const market = marketOfRows([0, XNAS, 9.99, 10.01], [5, XNAS, { price: 10, size: 8000 }], [
  90,
  XNAS,
  9.99,
  10.01,
]);
const { names } = market.venues;

function measured(...input: Parameters<typeof executionOf>): OrderMeasure {
  return measureOrder(executionOf(...input), market);
}

const AT_MID = { mid: 10, touch: 10 };
const ORDERS = [
  measured({ quantity: 100 }, [{ price: 10.01, shares: 100, ...AT_MID }]),
  measured({ quantity: 300, side: SELL }, [{ price: 10.01, shares: 300, ...AT_MID }]),
  measured({ quantity: 100 }, [
    { price: 10.02, shares: 90, ...AT_MID },
    { price: 10.02, shares: 10, kind: BEYOND, ...AT_MID },
  ]),
  measured({ quantity: 1000 }, [{ price: 10, shares: 1000, fee: 0.003 }], { arrivalMid: NaN }),
];

Deno.test("strategyFigures() pools orders of both sides by hand", () => {
  const figures = strategyFigures(ORDERS, names);
  assertEquals([figures.orders, figures.ordersWithoutMid, figures.ordersBeyond], [4, 1, 1]);
  assertEquals([figures.quantity, figures.filled], [1500, 1500]);
  assertEquals([figures.cash, figures.fees], [1001 + 3003 + 1002 + 10_003, 3]);
  const { count, mean, weightedMean, median, standardDeviation, percentile95 } = figures.shortfalls!;
  // 10, −10 and 20 bps of 1000, 3000 and 1000 dollars.
  assertEquals(count, 3);
  assertAlmostEquals(mean, 20 / 3);
  assertAlmostEquals(weightedMean, 0);
  assertAlmostEquals(median, 10);
  assertAlmostEquals(standardDeviation!, Math.sqrt(700 / 3));
  assertAlmostEquals(percentile95, 19);
  assertAlmostEquals(figures.shortfallBps!, weightedMean);
  assertEquals(figures.notional, 5000);
  assertEquals([figures.tradedShares, figures.participation], [32_000, 1500 / 32_000]);
  assertEquals([figures.ordersOfLargeParticipation, figures.largestParticipation], [1, 0.125]);
  // All benchmarks are 10: the orders' slippages are their shortfalls, and 3 bps.
  assertAlmostEquals(figures.slippageBps.vwap!, 3 * 10_000 / 15_000);
});

Deno.test("strategyFigures() without any arrival mid has no shortfall", () => {
  const figures = strategyFigures(ORDERS.slice(3), names);
  assertEquals([figures.shortfalls, figures.shortfallBps, figures.partsBps, figures.notional], [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("strategyFigures() refuses no orders", () => {
  assertThrows(() => strategyFigures([], names), RangeError, "no orders");
});

Deno.test("strategyFigures() of one order has that order's figures", () => {
  for (const order of ORDERS) {
    const { shortfalls, ...figures } = strategyFigures([order], names);
    const single = orderFigures(order, names);
    for (const [name, value] of Object.entries(tradingFigures([order], names))) {
      assertEquals(figures[name as keyof typeof figures], value);
      assertEquals(single[name as keyof typeof single], value);
    }
    assertEquals(shortfalls?.mean ?? null, single.shortfallBps);
  }
});

Deno.test("strategyFigures() of many simulated orders is plain data that adds up", () => {
  const random = seededRandom(7);
  const simulated = randomMarket(() => 0.3, 3);
  const simulator = new Simulator(simulated, rulesFor(simulated));
  const venues = simulated.venues.names;
  for (const placement of PLACEMENTS) {
    const measures = Array.from(
      { length: 30 },
      () =>
        measureOrder(
          simulator.run(randomOrder(simulated, random), { schedule: slices(3), placement }),
          simulated,
        ),
    );
    const figures = strategyFigures(measures, venues);
    assertEquals(JSON.parse(JSON.stringify(figures)), figures);
    const each = measures.map((measure) => orderFigures(measure, venues));
    const sum = (figure: (order: typeof each[number]) => number) =>
      each.reduce((total, order) => total + figure(order), 0);
    assertEquals(figures.filled, sum(({ filled }) => filled));
    assertAlmostEquals(figures.cash, sum(({ cash }) => cash), 1e-3);
    assertAlmostEquals(figures.fees, sum(({ fees }) => fees), 1e-6);
    const worth = sum(({ shortfallBps, notional }) => shortfallBps! * notional!);
    assertAlmostEquals(figures.shortfallBps!, worth / sum(({ notional }) => notional!), 1e-9);
    assertAlmostEquals(figures.shortfallBps!, figures.shortfalls!.weightedMean, 1e-9);
    for (const at of [0, 1, 2, 3]) {
      const weighted = sum(({ markouts }) => (markouts[at]!.bps ?? 0) * markouts[at]!.measuredShares);
      const weight = sum(({ markouts }) => markouts[at]!.measuredShares);
      if (weight > 0) assertAlmostEquals(figures.markouts[at]!.bps!, weighted / weight, 1e-9);
    }
    assert(figures.orders === 30);
  }
});
