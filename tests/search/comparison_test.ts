import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { PARTS } from "../../src/analysis/attribution.ts";
import { repriced } from "../analysis/_repriced.ts";
import { costOf } from "../../src/analysis/cost.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { compareWith, type Comparison } from "../../src/search/comparison.ts";
import type { Outcome } from "../../src/search/outcome.ts";
import { FIRST_POINT } from "../../src/search/parameters.ts";
import { parseStrategy, StrategyMaker } from "../../src/strategy/strategies.ts";
import { benchOf } from "./_lab.ts";
import { outcomeOf } from "../report/_outcome.ts";

const outcome = await outcomeOf();

function comparison(name: string, of: Outcome = outcome): Comparison {
  return compareWith(of.lab.others[name]!, of);
}

/** Σ s·(baseline's cash − own cash) over Σ notional, in basis points: the definition, on doubles. */
function savingBps(name: string): { compared: number; bps: number } {
  let compared = 0;
  let saved = 0;
  let notional = 0;
  for (const [i, own] of outcome.lab.tuned.orders.entries()) {
    const other = outcome.lab.others[name]!.orders[i]!;
    if ([own, other].some(({ breakdown }) => breakdown.shares.beyond > 0.05 * 400)) continue;
    compared++;
    saved += own.order.side * Number(other.cost.cashUnits - own.cost.cashUnits);
    notional += own.order.quantity * own.arrivalMid;
  }
  return { compared, bps: saved / notional * 1e4 };
}

Deno.test("compareWith() weighs savings by notional; their parts sum to them", () => {
  for (const name of Object.keys(outcome.lab.others)) {
    const { saving_bps, parts_bps, orders_compared, by_order } = comparison(name);
    const { compared, bps } = savingBps(name);
    assert(compared > 10);
    assertEquals(orders_compared, compared);
    assertAlmostEquals(saving_bps!, bps, 1e-9);
    const parts = PARTS.map((part) => parts_bps![part]);
    assertAlmostEquals(parts.reduce((a, b) => a + b), saving_bps!, 1e-9);
    const { gained_share, tied_share, lost_share } = by_order!;
    assertAlmostEquals(gained_share + tied_share + lost_share, 1, 1e-12);
  }
});

Deno.test("compareWith() calls the same schedule routing, and another one timing", () => {
  const kinds = Object.keys(outcome.lab.others).map((name) => [name, comparison(name).kind]);
  assertEquals(kinds, [
    ["best_ask", "timing"],
    ["twap", "routing"],
    ["vwap", "timing"],
    ["twap+home", "routing"],
  ]);
});

Deno.test("compareWith() shows each fold's saving in sample and out of sample", async () => {
  const { lab, parentOrders: { notional } } = outcome;
  const { costs } = lab.others["twap"]!;
  const folds = comparison("twap").folds!;
  assertEquals(folds.length, 2);
  const bench = benchOf();
  const simulator = new Simulator(bench.market, bench.setup);
  for (const [i, { fold, tuned }] of lab.walked.folds.entries()) {
    // The tuned strategy again, order by order, with the fold's parameters.
    const mean = (first: number, end: number): number => {
      let saved = 0;
      let worth = 0;
      for (let order = first; order < end; order++) {
        const maker = new StrategyMaker(bench.market, bench.setup);
        const strategy = maker.make(lab.tuned.strategy, tuned.best);
        const execution = simulator.run(bench.setup.orders[order]!, strategy);
        const { side, quantity } = execution.order;
        const cost = side * (Number(costOf(execution).cashUnits) - quantity * execution.arrivalMid);
        saved += costs[order]! - cost;
        worth += notional[order]!;
      }
      return saved / worth * 1e4;
    };
    assertAlmostEquals(folds[i]!.in_sample_bps, mean(0, fold.trained), 1e-6);
    assertAlmostEquals(folds[i]!.out_of_sample_bps!, mean(fold.first, fold.end), 1e-6);
  }
  const inSample = await outcomeOf({ folds: 1 });
  const [only, ...more] = comparison("twap", inSample).folds!;
  assertEquals([only!.out_of_sample_bps, more], [null, []]);
  assertAlmostEquals(only!.in_sample_bps, comparison("twap", inSample).saving_bps!, 1e-9);
});

Deno.test("compareWith() finds the take fee at which the ranking turns", async () => {
  // Strategies that take as much as each other never turn.
  assertEquals(comparison("twap").break_even_take_fee_change_per_share, null);
  const rests = await outcomeOf({ strategy: "twap+cont-kukanov", folds: 1, levels: 1 });
  const change = comparison("twap", rests).break_even_take_fee_change_per_share!;
  const { market, setup } = benchOf();
  const simulator = new Simulator(market, setup);
  const takeFee = market.fees.takeFee.map((fee) => fee + Math.round(change * 1e9));
  const { addRebate } = market.fees;
  const costUnits = (strategy: string): number => {
    const made = new StrategyMaker(market, setup).make(parseStrategy(strategy), FIRST_POINT);
    return setup.orders.reduce((total, order) => {
      const execution = repriced(simulator.run(order, made), { takeFee, addRebate });
      return total + order.side * Number(costOf(execution).cashUnits);
    }, 0);
  };
  const difference = costUnits("twap+cont-kukanov") - costUnits("twap+best-quote");
  assert(Math.abs(difference) <= 24 * 400, `they differ by ${difference} units: more than rounding`);
});

Deno.test("compareWith() has no figures where no order can be compared, but the reasons", async () => {
  // Nobody displays so much: all is priced beyond.
  const beyond = await outcomeOf({ wanted: { size: { kind: "shares", shares: 900_000 } } });
  const { not_compared_because, ...common } = comparison("twap", beyond);
  assertEquals(common, {
    strategy: "twap+best-quote",
    kind: "routing",
    orders_compared: 0,
    orders_not_compared: 16,
    saving_bps: null,
    verdict: {
      code: "not-measurable",
      mostly_drift: false,
      text: "Not measurable: no order can be compared.",
    },
  });
  const [[reason, count] = ["", 0], ...more] = Object.entries(not_compared_because!);
  assertEquals([count, more], [16, []]);
  assertMatch(reason, /^the \w+ priced … of … shares beyond the displayed size$/);
});

Deno.test("compareWith() says how few horizons there are where an interval would claim too much", () => {
  const { confidence, verdict } = comparison("twap");
  assertEquals(confidence, {
    starts: 8,
    mean_block_starts: 2,
    n_eff: 8,
    interval_bps: null,
    detectable_bps: null,
    reason: "the orders span 8 independent horizons, where an interval takes 20",
  });
  assertEquals(verdict.code, "not-measurable");
});

Deno.test("compareWith() draws its interval by the seed", async () => {
  const many = { folds: 1, wanted: { count: 60, horizonNs: 6e9 } } as const;
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => outcomeOf({ ...many, seed })));
  const interval = (of: Outcome) => comparison("best_ask", of).confidence!.interval_bps!;
  const { lower, upper, standard_error } = interval(first!);
  const saving = comparison("best_ask", first!).saving_bps!;
  assert(lower < saving && saving < upper && standard_error > 0);
  assertEquals(interval(again!), interval(first!));
  assert(interval(other!).lower !== lower);
});
