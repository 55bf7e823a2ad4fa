import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { halfUnitsToDollars } from "../../src/analysis/half_units.ts";
import { lendWorkers } from "../../src/backtest/evaluator.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { runBacktest } from "../../src/backtest/run.ts";
import { withShownOrders } from "../../src/backtest/shown_orders.ts";
import { compareAll } from "../../src/search/comparison.ts";
import { makeTape, SMALL } from "./_questions.ts";

const tape = makeTape();

Deno.test("withShownOrders() shows the orders that saved least and most, with all that was filled and paid", async () => {
  const size = { kind: "shares", shares: 20 } as const;
  const plan = planBacktest({ ...SMALL, orders: { ...SMALL.orders, size } });
  const { shown: before, ...outcome } = await runBacktest(tape, plan);
  assertEquals(before, undefined);
  const { shown, ...same } = await withShownOrders(outcome, plan);
  assertEquals(same, outcome);
  const { lab: { tuned, others, firstScored } } = outcome;
  const { all, main } = compareAll(outcome);
  const { bps, weights } = all[main]!.saving!.paired;
  const dollars = bps.map((each, i) => each * weights[i]! / 1e4).sort((a, b) => a - b);
  assert(dollars.length > 6);
  assertEquals(shown!.map(({ savedDollars }) => savedDollars), [
    ...dollars.slice(0, 3),
    ...dollars.slice(-3),
  ]);
  for (const { order, fills, path } of shown!) {
    assertEquals(Object.keys(fills), ["router", ...Object.keys(others)]);
    for (const [name, marks] of Object.entries(fills)) {
      const measured = (name === "router" ? tuned : others[name]!).orders[order - firstScored]!;
      const cost = marks.reduce((sum, each) => sum + each.cost!, 0);
      const left = halfUnitsToDollars(measured.attribution!.parts.opportunity);
      assertAlmostEquals(cost + left, halfUnitsToDollars(measured.attribution!.total), 1e-9);
      assertEquals(marks.reduce((sum, each) => sum + each.fills, 0), measured.breakdown.fills);
      assertEquals(
        marks.reduce((sum, each) => sum + each.shares, 0) + measured.unfilled,
        measured.order.quantity,
      );
    }
    assertEquals(path.step[0], 0);
  }
  assertEquals((await withShownOrders(outcome, plan, { evaluate: lendWorkers(2) })).shown, shown);
});

Deno.test("withShownOrders() shows the first order where none can be compared", async () => {
  const size = { kind: "shares", shares: 900_000 } as const;
  const plan = planBacktest({ ...SMALL, orders: { ...SMALL.orders, size } });
  const outcome = await runBacktest(tape, plan);
  const { shown } = await withShownOrders(outcome, plan);
  const kept = shown!.map(({ order, savingBps, savedDollars }) => [order, savingBps, savedDollars]);
  assertEquals(kept, [[outcome.lab.firstScored, null, null]]);
});
