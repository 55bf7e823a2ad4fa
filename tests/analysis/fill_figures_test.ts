import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { attributionOf, fillParts, PARTS } from "../../src/analysis/attribution.ts";
import { fillFigures } from "../../src/analysis/fill_figures.ts";
import { FILL_KINDS } from "../../src/analysis/fill_breakdown.ts";
import { MARKOUT_SECONDS, markoutsOf } from "../../src/analysis/markouts.ts";
import { orderFigures } from "../../src/analysis/order_figures.ts";
import { measureOrder } from "../../src/analysis/order_measure.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { alone } from "../../src/execution/strategy.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { benchOf } from "../search/_lab.ts";
import { executionOf, forExecutions } from "./_executions.ts";
import { seeds } from "../_seeds.ts";

Deno.test("fillParts() of all fills sum to the order's parts, to the unit", () => {
  forExecutions(1, seeds(10, 60), (execution) => {
    const whole = attributionOf(execution);
    if (whole === null) return;
    const { fills, order, arrivalMid } = execution;
    for (const part of PARTS.filter((part) => part !== "opportunity")) {
      let sum = 0n;
      for (let i = 0; i < fills.length; i++) sum += fillParts(fills, i, order.side, arrivalMid)[part];
      assertEquals(sum, whole.parts[part]);
    }
  });
});

Deno.test("fillFigures() sum to the order's figures: shares by kind, cash, fees, venues and markouts", () => {
  const bench = benchOf();
  const simulator = new Simulator(bench.market, bench.setup);
  const { names } = bench.market.venues;
  const kinds = new Set<string>();
  for (const strategy of ["twap+cont-kukanov", "twap+home", "immediate+sweep"].map(parseStrategy)) {
    const [family] = new StrategyMaker(bench.market, bench.setup).makeFamilies(strategy, [FIRST_POINT]);
    const { schedule, placements } = family!;
    for (const order of bench.setup.orders) {
      const execution = simulator.run(order, { schedule, placement: alone(placements) });
      const figures = fillFigures(execution, bench.market);
      const whole = orderFigures(measureOrder(execution, bench.market), names);
      const sum = (value: (fill: typeof figures[number]) => number): number =>
        figures.reduce((total, fill) => total + value(fill), 0);
      assertEquals(figures.length, whole.fills);
      assertEquals(sum(({ shares }) => shares), whole.filled);
      assertAlmostEquals(sum(({ price, shares }) => price * shares), whole.cashBeforeFees, 1e-6);
      assertAlmostEquals(sum(({ fee }) => fee), whole.fees, 1e-9);
      for (const kind of Object.values(FILL_KINDS)) {
        const shares = sum((fill) => fill.kind === kind ? Math.abs(fill.shares) : 0);
        assertEquals(shares, whole.shares[kind]);
        if (shares > 0) kinds.add(kind);
      }
      for (const venue of names) {
        const fees = sum((fill) => fill.venue === venue ? fill.fee : 0);
        assertAlmostEquals(fees, whole.venues[venue]?.fees ?? 0, 1e-9);
      }
      for (const [i, { all }] of markoutsOf(execution, bench.market).entries()) {
        const measured = (fill: typeof figures[number]) =>
          fill.markoutsBps[i] === null ? 0 : Math.abs(fill.shares);
        assertEquals(sum(measured), all.weight, `${MARKOUT_SECONDS[i]} s`);
        const mean = sum((fill) => measured(fill) * (fill.markoutsBps[i] ?? 0)) / sum(measured);
        if (all.mean !== null) assertAlmostEquals(mean, all.mean, 1e-9);
      }
    }
  }
  for (const kind of ["taken", "rested", "crossed"]) assert(kinds.has(kind), kind);
});

Deno.test("fillFigures() leaves out what cannot be known", () => {
  const { market } = benchOf();
  const execution = executionOf({ quantity: 100 }, [{ price: 10, shares: 100, fee: 0.003 }]);
  const [fill] = fillFigures({ ...execution, arrivalMid: NaN }, market);
  assertEquals([fill!.child, fill!.sentNs, fill!.parts], [null, null, null]);
});
