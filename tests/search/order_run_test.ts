import { assert, assertEquals } from "@std/assert";
import { shortfallOf } from "../../src/analysis/shortfall.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import type { OrderMeasure } from "../../src/analysis/order_measure.ts";
import { OrderRun, settlingNs, type SimulationResult } from "../../src/search/order_run.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { strategyText } from "../../src/strategy/strategy_name.ts";
import { randomInt } from "../../src/market/random.ts";
import { forSeeds } from "../_tapes.ts";
import { benchOf, makeTape, PAIRS, WANTED } from "./_lab.ts";
import { seeds } from "../_seeds.ts";

const SECOND = 1e9;

Deno.test("OrderRun.simulate() works each order as if it were alone: by any strategy, in any parts", () => {
  const { market, setup } = benchOf(undefined, { wanted: { ...WANTED, count: seeds(4, 24) } });
  const count = setup.orders.length;
  for (const strategy of PAIRS) {
    const name = strategyText(strategy);
    const simulate = (run: OrderRun, first: number, end: number): SimulationResult =>
      run.simulate({ strategy, points: [FIRST_POINT], first, end, wantsMeasures: true })[0]!;
    const whole = simulate(new OrderRun(market, setup), 0, count);
    const run = new OrderRun(market, setup);
    const costs: number[] = [];
    const measures: OrderMeasure[] = [];
    // Backwards, so that no order comes after the one that it came after before.
    for (let order = count - 1; order >= 0; order--) {
      const alone = simulate(run, order, order + 1);
      costs.unshift(...alone.costs);
      measures.unshift(...alone.measures);
    }
    assertEquals([...whole.costs], costs, name);
    assertEquals(whole.measures, measures, name);
    assertEquals(simulate(run, 0, count).execution, whole.execution, name);
    assert(simulate(run, 0, count - 1).execution !== whole.execution, name);
  }
});

Deno.test("OrderRun.simulate() gives the exact shortfalls, and measures only where they are wanted", () => {
  const { market, setup } = benchOf();
  const simulator = new Simulator(market, setup);
  const strategy = { schedule: "twap", placement: "cont-kukanov" } as const;
  const { costs, measures, counts } = new OrderRun(market, setup)
    .simulate({ strategy, points: [FIRST_POINT], first: 3, end: 9, wantsMeasures: false })[0]!;
  assertEquals([costs.length, measures.length], [6, 0]);
  assert(counts["solved"]! > 0);
  const maker = new StrategyMaker(market, setup);
  for (const [i, cost] of costs.entries()) {
    const { total } = shortfallOf(simulator.run(setup.orders[3 + i]!, maker.make(strategy, FIRST_POINT)))!;
    assertEquals(2 * cost, Number(total));
  }
});

Deno.test("settlingNs() bounds the time after an order's end at which it fills, whatever the latency", () => {
  const tape = makeTape();
  let latest = 0;
  forSeeds(1, seeds(2, 15), (random) => {
    const venues = benchOf(tape).market.venues.count;
    const latencyNs = Float64Array.from({ length: venues }, () => randomInt(random, 3 * SECOND));
    // Far more than is displayed, so that there is something to cross in the end.
    const wanted = {
      count: 6,
      sides: "both",
      size: { kind: "shares", shares: 20_000 },
      horizonNs: 7 * SECOND,
      toNs: tape.columns.tsEventNs.at(-1)! - 20 * SECOND,
    } as const;
    const { market, setup } = benchOf(tape, { latencyNs, wanted });
    const boundNs = settlingNs(latencyNs, market.live.resolutionNs);
    const simulator = new Simulator(market, setup);
    const maker = new StrategyMaker(market, setup);
    for (const strategy of PAIRS) {
      for (const order of setup.orders) {
        const { fills } = simulator.run(order, maker.make(strategy, FIRST_POINT));
        for (let i = 0; i < fills.length; i++) {
          const afterNs = fills.timeNs[i]! - order.endNs;
          assert(afterNs < boundNs, `${strategyText(strategy)} fills ${afterNs} ns after the end`);
          latest = Math.max(latest, afterNs / boundNs);
        }
      }
    }
  });
  assert(latest > 0.5, `the latest fill was at ${latest} of the bound`);
});
