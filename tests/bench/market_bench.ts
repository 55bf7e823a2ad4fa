/**
 * The market rules: orders and events a second, and how both grow with orders and rows, on a synthetic tape.
 *
 * An event is a row of the tape within an order's horizon, whether the simulator looked at it or not: as
 * in simulators that wake a strategy by every event. `_with_quotes` counts the one look at all quotes too,
 * which serves all orders, parameters and workers. To compare with, on two cores and 100,000 quotes and with
 * a strategy that does nothing: hftbacktest 5.5 million events a second, nautilus_trader 0.32 million.
 *
 * @module
 */

import { Market } from "../../src/execution/market.ts";
import type { Placement, Schedule, Strategy } from "../../src/execution/strategy.ts";
import { cheapest } from "../../src/execution/offers.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import type { Tape } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import type { Figure } from "./figure.ts";

const FEES = FeeSchedule.flat(0.003, -0.002);
const ROWS = 100_000;
const ORDERS = 1000;
const HORIZON_NS = 600e9;
const QUANTITY = 500;
const SLICES = 10;
const REPEATS = 7;

const equalSlices: Schedule = {
  name: "equal slices",
  begin: ({ quantity, startNs, endNs }) => ({
    slices: SLICES,
    startNs: (slice) => startNs + Math.round(slice * (endNs - startNs) / SLICES),
    target: (slice) => Math.round(quantity * (slice + 1) / SLICES),
  }),
};

const sweep: Placement = {
  name: "sweep",
  sequential: false,
  rests: false,
  overfills: false,
  place({ quantity, offers, side }, { take }) {
    let left = quantity;
    for (let venue = cheapest(offers, side); left > 0 && venue >= 0; venue = cheapest(offers, side)) {
      take[venue] = Math.min(left, offers.size[venue]!);
      left -= take[venue]!;
      offers.size[venue] = 0;
    }
  },
};

const idle: Placement = { ...sweep, name: "idle", place() {} };

function dayOf(rows: number): Tape {
  // Six and a half hours; a trade has more rows than one.
  return generateTape({ durationSeconds: 23_400, eventsPerSecond: rows / 1.06 / 23_400, seed: 1 });
}

function simulatorOf(market: Market): Simulator {
  const rules = { latencyNs: 500_000, refreshNs: 1e9, queue: "risk-averse", residual: "cross" } as const;
  return new Simulator(market, rules);
}

/** Works evenly spaced orders, both sides in turn; returns the events of their horizons. */
function work(market: Market, strategy: Strategy, orders: number, horizonNs = HORIZON_NS): number {
  const simulator = simulatorOf(market);
  const { clockNs } = market.live;
  const firstNs = clockNs[0]!;
  const spaceNs = clockNs.at(-1)! - firstNs - horizonNs;
  let events = 0;
  for (let i = 0; i < orders; i++) {
    const startNs = Math.round(firstNs + spaceNs * i / orders);
    const order = { side: i % 2 === 0 ? BUY : SELL, quantity: QUANTITY, startNs, endNs: startNs + horizonNs };
    const { fills, unfilled } = simulator.run(order, strategy);
    if (fills.sharesFilled + unfilled !== QUANTITY) throw new Error("shares are lost");
    events += market.rowsThrough(order.endNs) - market.rowsBefore(startNs);
  }
  return events;
}

/** Best of a few runs, seconds: the others were disturbed. */
function seconds(body: () => void): number {
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    body();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** The power of the size that the time grows with, over sizes 1, 2 and 4: the slope of the logarithms. */
function growth(times: readonly number[]): number {
  const [one, , four] = times as [number, number, number];
  return Math.log(four / one) / Math.log(4);
}

/** Figures of the market rules on one core. */
export function benchMarket(): Figure[] {
  const tape = dayOf(ROWS);
  const market = new Market(tape, FEES, {});
  const doesNothing = { schedule: equalSlices, placement: idle };
  const twapSweep = { schedule: equalSlices, placement: sweep };
  const quotesSeconds = seconds(() => new Market(tape, FEES, {}));
  const figures: Figure[] = [{ name: "market_quotes", value: tape.length / quotesSeconds, unit: "rows/s" }];

  const wholeNs = market.live.clockNs.at(-1)! - market.live.clockNs[0]!;
  const onePass = seconds(() => work(market, doesNothing, 1, wholeNs)) + quotesSeconds;
  figures.push({ name: "market_idle_one_order_with_quotes", value: tape.length / onePass, unit: "events/s" });
  for (const [name, strategy] of [["idle", doesNothing], ["twap_sweep", twapSweep]] as const) {
    const events = work(market, strategy, ORDERS);
    const taken = seconds(() => work(market, strategy, ORDERS));
    figures.push(
      { name: `market_${name}_orders`, value: ORDERS / taken, unit: "orders/s" },
      { name: `market_${name}_events`, value: events / taken, unit: "events/s" },
      {
        name: `market_${name}_events_with_quotes`,
        value: events / (taken + quotesSeconds),
        unit: "events/s",
      },
    );
  }

  const byOrders = [1, 2, 4].map((times) => seconds(() => work(market, twapSweep, times * ORDERS)));
  const markets = [1, 2, 4].map((times) => new Market(dayOf(times * ROWS), FEES, {}));
  const quotesByRows = markets.map((larger) => seconds(() => new Market(larger.tape, FEES, {})));
  const ordersByRows = markets.map((larger) => seconds(() => work(larger, twapSweep, ORDERS)));
  figures.push(
    { name: "market_twap_sweep_growth_with_orders", value: growth(byOrders), unit: "exponent" },
    { name: "market_twap_sweep_growth_with_rows", value: growth(ordersByRows), unit: "exponent" },
    { name: "market_quotes_growth_with_rows", value: growth(quotesByRows), unit: "exponent" },
  );
  return figures;
}
