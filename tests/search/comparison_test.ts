import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { PARTS } from "../../src/analysis/attribution.ts";
import { repriced } from "../analysis/_repriced.ts";
import { costOf } from "../../src/analysis/cost.ts";
import { Simulator } from "../../src/execution/simulator.ts";
import { compareAll, type Comparison } from "../../src/search/comparison.ts";
import type { Measured } from "../../src/search/lab.ts";
import type { Outcome } from "../../src/search/outcome.ts";
import { FIRST_POINT } from "../../src/model/point.ts";
import { StrategyMaker } from "../../src/strategy/strategy_maker.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { benchOf, makeTape, WANTED } from "./_lab.ts";
import { outcomeOf } from "../report/_outcome.ts";
import { sideName } from "../../src/market/side.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";

const size = { kind: "shares", shares: 100 } as const;
const outcome = await outcomeOf();

function comparison(name: string, of: Outcome = outcome): Comparison {
  return compareAll(of).all[name]!;
}

/** Whether an order was priced beyond the displayed size for more than the comparisons bear, by any strategy. */
function isBeyond(order: number, { lab: { tuned, others } }: Outcome = outcome): boolean {
  const all = [tuned, ...Object.values(others)].map(({ orders }) => orders[order]!);
  return all.some(({ order, breakdown }) => breakdown.shares.beyond > 0.05 * order.quantity);
}

/** Σ s·(baseline's cash − own cash) over Σ notional, in basis points: the definition, on doubles. */
function savingBps(name: string): { compared: number; bps: number } {
  let compared = 0;
  let saved = 0;
  let notional = 0;
  for (const [i, own] of outcome.lab.tuned.orders.entries()) {
    const other = outcome.lab.others[name]!.orders[i]!;
    if (isBeyond(i)) continue;
    compared++;
    saved += own.order.side * Number(other.cost.cashUnits - own.cost.cashUnits);
    notional += own.order.quantity * own.arrivalMid;
  }
  return { compared, bps: saved / notional * 1e4 };
}

Deno.test("compareAll() weighs savings by notional; their parts sum to them", () => {
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

Deno.test("compareAll() splits a saving by side: by notional, buys and sells come to the whole", () => {
  for (const name of Object.keys(outcome.lab.others)) {
    const { bySide, bps, paired: { orders, weights } } = comparison(name).saving!;
    const sides = (["buy", "sell"] as const).map((side) => ({
      ...bySide[side]!,
      weight: orders.reduce(
        (sum, order, i) =>
          sum + (sideName(outcome.lab.tuned.orders[order]!.order.side) === side ? weights[i]! : 0),
        0,
      ),
    }));
    assertEquals(sides.reduce((sum, side) => sum + side.orders, 0), orders.length);
    const weight = sides.reduce((sum, side) => sum + side.weight, 0);
    assertAlmostEquals(
      sides.reduce((sum, { bps, weight }) => sum + bps * weight, 0) / weight,
      bps.total,
      1e-9,
    );
    // Eight horizons are too few for an interval.
    assertEquals(sides.map(({ interval }) => interval), [null, null]);
  }
});

Deno.test("compareAll() calls the same schedule routing, and another one timing", () => {
  const kinds = Object.keys(outcome.lab.others).map((name) => [name, comparison(name).kind]);
  assertEquals(kinds, [
    ["best_ask", "timing"],
    ["twap", "routing"],
    ["vwap", "timing"],
    ["twap+home", "routing"],
  ]);
});

Deno.test("compareAll() shows each fold's saving in sample and out of sample", async () => {
  const { lab, parentOrders: { notional } } = outcome;
  const { costs } = lab.others["twap"]!;
  const { folds } = comparison("twap").saving!;
  assertEquals(folds.length, 2);
  const bench = benchOf(makeTape(), { wanted: { ...WANTED, size } });
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

Deno.test("compareAll() finds the take fee at which the ranking turns", async () => {
  // Strategies that take as much as each other never turn.
  assertEquals(comparison("twap").saving!.breakEvenTakeFeeChange, null);
  const rests = await outcomeOf({ strategy: "twap+cont-kukanov", folds: 1, levels: 1 });
  const change = comparison("twap", rests).saving!.breakEvenTakeFeeChange!;
  const { market, setup } = benchOf(makeTape(), { wanted: { ...WANTED, size } });
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
  assert(Math.abs(difference) <= 24 * 100, `they differ by ${difference} units: more than rounding`);
});

Deno.test("compareAll() has no figures where no order can be compared, but the reasons", async () => {
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
      code: "too-many-left-out",
      mostlyDrift: false,
      mostlyFees: false,
      text: "Not measurable: none of the 16 orders can be compared.",
    },
  });
  const [[code, count] = ["", 0], ...more] = [...notCompared];
  assertEquals([count, more], [16, []]);
  assertMatch(code, /^(strategy|baseline)-beyond-displayed$/);
});

Deno.test("compareAll() says how few horizons there are where an interval would claim too much", () => {
  const { saving, verdict } = comparison("twap");
  const { correlation, effective, ...others } = saving!.confidence;
  assertEquals(others, {
    starts: 8,
    meanBlock: 3,
    horizons: 8,
    interval: null,
    detectable: null,
    reason: "the orders span 8 independent horizons, where an interval takes 20",
    reasonCode: "too-few-horizons",
  });
  assert(correlation >= 0 && effective <= 8);
  assertEquals(verdict.code, "not-measurable");
});

/** Sixty orders, enough for intervals. */
const MANY = { folds: 1, wanted: { count: 60, horizonNs: 6e9 } } as const;

Deno.test("compareAll() leaves an order out for all that one comparison cannot be made on", async () => {
  const of = await outcomeOf(MANY);
  const { tuned, others } = of.lab;
  const worked = others["best_ask"]!;
  const orders = worked.orders.map((order, i) => i === 7 ? { ...order, unfilled: 100 } : order);
  const changed = { ...of, lab: { ...of.lab, others: { ...others, best_ask: { ...worked, orders } } } };
  assert(!tuned.orders.some((_, i) => isBeyond(i, of)));
  const { all } = compareAll(changed);
  for (const [name, { ordersCompared, ordersNotCompared, notCompared, saving }] of Object.entries(all)) {
    assertEquals([ordersCompared, ordersNotCompared], [59, 1]);
    const code = name === "best_ask" ? "nothing-displayed" : "another-comparison";
    assertEquals([...notCompared], [[code, 1]]);
    assert(saving!.confidence.interval !== null);
  }
});

Deno.test("compareAll() has neither interval nor verdict above two in a hundred orders left out", async () => {
  const of = await outcomeOf(MANY);
  const { others } = of.lab;
  const worked = others["best_ask"]!;
  const orders = worked.orders.map((order, i) => i < 2 ? { ...order, unfilled: 100 } : order);
  const { all } = compareAll({
    ...of,
    lab: { ...of.lab, others: { ...others, best_ask: { ...worked, orders } } },
  });
  for (const { verdict, saving } of Object.values(all)) {
    const reason = "2 of 60 orders (3.3 %) cannot be compared, and above 2 % what is left is no fair sample";
    const { confidence: { interval, detectable, reason: why, reasonCode }, bps } = saving!;
    assertEquals([interval, detectable, why, reasonCode], [null, null, reason, "too-many-left-out"]);
    assertEquals([verdict.code, verdict.text], ["too-many-left-out", `Not measurable: ${reason}.`]);
    assert(bps.total !== 0);
  }
});

Deno.test("compareAll() has an interval of the primary comparison alone, and of the others all at once", async () => {
  const of = await outcomeOf(MANY);
  const { all, main } = compareAll(of);
  assertEquals(main, "twap");
  const other = compareAll({ ...of, primary: "vwap" });
  assertEquals(other.main, "vwap");
  for (const [name, { saving, verdict }] of Object.entries(all)) {
    const { simultaneous, lower, upper } = saving!.confidence.interval!;
    assertEquals(simultaneous, name !== "twap");
    assertEquals(verdict.text.includes("simultaneous"), name !== "twap");
    const alone = other.all[name]!.saving!.confidence.interval!;
    assertEquals(alone.simultaneous, name !== "vwap");
    // The primary one is narrower than where it is one of four, and the other way about.
    if (name === "twap") assert(upper - lower < alone.upper - alone.lower);
    if (name === "vwap") assert(upper - lower > alone.upper - alone.lower);
    assertEquals(saving!.bps, other.all[name]!.saving!.bps);
  }
});

Deno.test("compareAll() calls the primary comparison fragile where set-ups as good turn its sign", async () => {
  const of = await outcomeOf(MANY);
  const saving = comparison("best_ask", of).saving!.bps.total;
  const variant = (savingBps: number | null) => ({ variant: "x", savingBps, interval: null });
  const judged = (...savings: (number | null)[]) =>
    compareAll({ ...of, primary: "best_ask", stability: savings.map(variant) }).all;
  assertEquals(judged(-saving, null)["best_ask"]!.verdict.code, "fragile");
  assertEquals(judged(2 * saving, null)["best_ask"]!.verdict.code, "timing");
  assert(Object.values(judged(-saving)).filter(({ verdict }) => verdict.code === "fragile").length === 1);
});

Deno.test("compareAll() says that there is nothing to route where the tape has one venue", async () => {
  const tape = sortByReceipt(generateTape({ seed: 3, durationSeconds: 300, venues: 1 }));
  const { all } = compareAll(await outcomeOf({ tape }));
  const codes = Object.values(all).map(({ kind, verdict: { code } }) => [kind, code === "one-venue"]);
  assertEquals(codes, Object.values(all).map(({ kind }) => [kind, kind === "routing"]));
});

Deno.test("compareAll() has no saving in words where one of the two filled less than half by itself", async () => {
  const outcome = await outcomeOf(MANY);
  const { tuned, others } = outcome.lab;
  const leavingMost = (measured: Measured): Measured => ({
    ...measured,
    orders: measured.orders.map((each) => {
      const { taken, rested, crossed, ...shares } = each.breakdown.shares;
      const moved = {
        ...shares,
        taken: 0.4 * each.order.quantity,
        rested: 0,
        crossed: taken + rested + crossed,
      };
      return { ...each, breakdown: { ...each.breakdown, shares: moved } };
    }),
  });
  const name = "best_ask";
  for (
    const [lab, expected] of [
      [
        { ...outcome.lab, tuned: leavingMost(tuned) },
        /: it filled 40\.0 % of its shares by itself, and the price/,
      ],
      [
        { ...outcome.lab, others: { ...others, [name]: leavingMost(others[name]!) } },
        /: the other filled 40\.0 %/,
      ],
    ] as const
  ) {
    const { verdict, saving } = compareAll({ ...outcome, lab }).all[name]!;
    assertEquals(verdict.code, "barely-filled");
    assertMatch(verdict.text, expected);
    assert(!verdict.text.includes("bps"));
    assertEquals(saving!.bps, compareAll(outcome).all[name]!.saving!.bps);
  }
});

Deno.test("compareAll() says that what was tuned on the orders it is scored on is in sample only", async () => {
  const { all } = compareAll(await outcomeOf(MANY));
  const found = Object.values(all).map(({ verdict }) => verdict);
  assert(found.some(({ code }) => code === "in-sample" || code === "not-measurable"));
  for (const { code, text } of found) {
    if (code !== "same") assertMatch(text, /^In sample only|It is in sample only\.$/);
  }
});

Deno.test("compareAll() draws its interval by the seed", async () => {
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => outcomeOf({ ...MANY, seed })));
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
  assertEquals(main, "twap");
  assertEquals(compareAll(await outcomeOf({ strategy: "pov+sweep" })).main, "best_ask");
  // Against itself there is nothing to judge.
  assertEquals(compareAll(await outcomeOf({ strategy: "twap+best-quote" })).main, "twap+home");
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
