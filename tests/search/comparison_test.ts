import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { PARTS } from "../../src/analysis/attribution.ts";
import { repriced } from "../analysis/_repriced.ts";
import { costOf } from "../../src/analysis/cost.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { compareAll, compareWith, type Comparison } from "../../src/search/comparison.ts";
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
    const { saving, ordersCompared } = comparison(name);
    const { compared, bps } = savingBps(name);
    assert(compared > 10);
    assertEquals(ordersCompared, compared);
    assertAlmostEquals(saving!.bps.total, bps, 1e-9);
    const parts = PARTS.map((part) => saving!.bps.parts[part]);
    assertAlmostEquals(parts.reduce((a, b) => a + b), saving!.bps.total, 1e-9);
    const { gainedShare, tiedShare, lostShare } = saving!.byOrder;
    assertAlmostEquals(gainedShare + tiedShare + lostShare, 1, 1e-12);
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
  const { folds } = comparison("twap").saving!;
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
    assertAlmostEquals(folds[i]!.inSampleBps, mean(0, fold.trained), 1e-6);
    assertAlmostEquals(folds[i]!.outOfSampleBps!, mean(fold.first, fold.end), 1e-6);
  }
  const inSample = await outcomeOf({ folds: 1 });
  const [only, ...more] = comparison("twap", inSample).saving!.folds;
  assertEquals([only!.outOfSampleBps, more], [null, []]);
  assertAlmostEquals(only!.inSampleBps, comparison("twap", inSample).saving!.bps.total, 1e-9);
});

Deno.test("compareWith() finds the take fee at which the ranking turns", async () => {
  // Strategies that take as much as each other never turn.
  assertEquals(comparison("twap").saving!.breakEvenTakeFeeChange, null);
  const rests = await outcomeOf({ strategy: "twap+cont-kukanov", folds: 1, levels: 1 });
  const change = comparison("twap", rests).saving!.breakEvenTakeFeeChange!;
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
  const { notCompared, ...common } = comparison("twap", beyond);
  assertEquals(common, {
    strategy: { schedule: "twap", placement: "best-quote" },
    kind: "routing",
    ordersCompared: 0,
    ordersNotCompared: 16,
    saving: null,
    verdict: {
      code: "not-measurable",
      mostlyDrift: false,
      text: "Not measurable: no order can be compared.",
    },
  });
  const [[code, count] = ["", 0], ...more] = [...notCompared];
  assertEquals([count, more], [16, []]);
  assertMatch(code, /^(strategy|baseline)-beyond-displayed$/);
});

Deno.test("compareWith() says how few horizons there are where an interval would claim too much", () => {
  const { saving, verdict } = comparison("twap");
  assertEquals(saving!.confidence, {
    starts: 8,
    meanBlock: 2,
    effective: 8,
    interval: null,
    detectable: null,
    reason: "the orders span 8 independent horizons, where an interval takes 20",
    reasonCode: "too-few-horizons",
  });
  assertEquals(verdict.code, "not-measurable");
});

Deno.test("compareWith() draws its interval by the seed", async () => {
  const many = { folds: 1, wanted: { count: 60, horizonNs: 6e9 } } as const;
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => outcomeOf({ ...many, seed })));
  const interval = (of: Outcome) => comparison("best_ask", of).saving!.confidence.interval!;
  const { lower, upper, standardError } = interval(first!);
  const saving = comparison("best_ask", first!).saving!.bps.total;
  assert(lower < saving && saving < upper && standardError > 0);
  assertEquals(interval(again!), interval(first!));
  assert(interval(other!).lower !== lower);
});

Deno.test("compareAll() compares with every other, and judges by the one that isolates routing", async () => {
  const { all, main } = compareAll(outcome);
  assertEquals(Object.keys(all), Object.keys(outcome.lab.others));
  for (const name of Object.keys(all)) assertEquals(all[name], comparison(name));
  assertEquals(main, "twap");
  assertEquals(compareAll(await outcomeOf({ strategy: "pov+sweep" })).main, "best_ask");
});

Deno.test("compareAll() has the savings under other fees, where orders can be compared", async () => {
  const { lab } = outcome;
  const other = {
    tuned: lab.others["twap"]!,
    others: { best_ask: lab.others["best_ask"]!, same: lab.others["twap"]! },
  };
  const { all, underOtherFees } = compareAll({ ...outcome, whatIf: { "same.csv": lab, "other.csv": other } });
  const savings = Object.entries(all).map(([name, { saving }]) => [name, saving!.bps.total]);
  assertEquals(underOtherFees["same.csv"], Object.fromEntries(savings));
  const { best_ask, same } = underOtherFees["other.csv"]!;
  assertAlmostEquals(best_ask!, savingBps("best_ask").bps - savingBps("twap").bps, 1e-9);
  assertEquals(same, 0);
  const beyond = await outcomeOf({ wanted: { size: { kind: "shares", shares: 900_000 } } });
  const none = compareAll({ ...beyond, whatIf: { "x.csv": beyond.lab } }).underOtherFees["x.csv"]!;
  assertEquals(new Set(Object.values(none)), new Set([null]));
});
