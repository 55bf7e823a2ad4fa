import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { lendWorkers } from "../../src/backtest/evaluator.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import type { CompleteQuestion, Question } from "../../src/backtest/question.ts";
import { runBacktest } from "../../src/backtest/run.ts";
import { VARIANTS, withStability } from "../../src/backtest/stability.ts";
import { compareAll } from "../../src/search/comparison.ts";
import { makeTape, SMALL } from "./_questions.ts";

const tape = makeTape();

/** A question's variant by its name. */
function varied(name: string, question: CompleteQuestion): CompleteQuestion {
  return VARIANTS.find((variant) => variant.name === name)!.change(question);
}

Deno.test("withStability() finds what a back-test of each variant's own question does", async () => {
  const size = { kind: "shares", shares: 20 } as const;
  const plan = planBacktest({
    ...SMALL,
    orders: { ...SMALL.orders, size },
    strategy: { ...SMALL.strategy, primary: "best_ask" },
  });
  const outcome = await runBacktest(tape, plan);
  const { stability, ...same } = await withStability(outcome, plan);
  assertEquals(same, { ...outcome });
  assertEquals(stability!.map(({ variant }) => variant), VARIANTS.map(({ name }) => name));
  assertEquals(stability!.length, 10);
  for (const { variant, savingBps } of stability!) {
    const alone = await runBacktest(tape, varied(variant, plan.question));
    // All others leave no order out either, as orders are this small.
    assertEquals(savingBps, compareAll(alone).all["best_ask"]!.saving!.bps.total, variant);
  }
  const found = stability!.map(({ savingBps }) => savingBps);
  assert(new Set(found).size > 4, found.join());
});

Deno.test("withStability() says the same with workers, and how far it is", async () => {
  const question: Question = { ...SMALL, search: { levels: 2, folds: 1 } };
  const plan = planBacktest(question);
  const outcome = await runBacktest(tape, plan);
  const done: string[] = [];
  const onVariant = (count: number, total: number): void => void done.push(`${count} of ${total}`);
  const here = await withStability(outcome, plan, { onVariant });
  const there = await withStability(outcome, plan, { evaluate: lendWorkers(2) });
  assertEquals(here.stability, there.stability);
  assertEquals([done.length, done.at(-1)], [10, "10 of 10"]);
  const stopped = withStability(outcome, plan, { signal: AbortSignal.abort(new Error("stopped")) });
  await assertRejects(() => stopped, Error, "stopped");
});

Deno.test("withStability() says why a variant cannot be run, and goes on", async () => {
  const size = { kind: "shares", shares: 20 } as const;
  const plan = planBacktest({
    ...SMALL,
    orders: { ...SMALL.orders, count: 8, size },
    search: { levels: 2, folds: 3 },
  });
  const { stability } = await withStability(await runBacktest(tape, plan), plan);
  const few = stability!.find(({ variant }) => variant === "half as many orders")!;
  assertEquals([few.savingBps, few.interval], [null, null]);
  assertMatch(few.reason!, /^search\.folds 3: 4 orders are too few for 3 folds/);
  assert(stability!.filter(({ savingBps }) => savingBps !== null).length > 4);
  const noInterval = stability!.find(({ variant }) => variant === "no fees")!;
  assertEquals(noInterval.interval, null);
  assert(noInterval.reason!.startsWith("the orders span "));
});

Deno.test("withStability() tells nothing of the sign where too many orders are left out", async () => {
  const size = { kind: "shares", shares: 20_000 } as const;
  const plan = planBacktest({ ...SMALL, orders: { ...SMALL.orders, size } });
  const { stability } = await withStability(await runBacktest(tape, plan), plan);
  for (const { savingBps, reason } of stability!) {
    assertEquals(savingBps, null);
    assert(reason!.includes("can be compared") || reason!.includes("cannot be compared"), reason);
  }
});

Deno.test("VARIANTS change one thing each, and leave the rest of a question", () => {
  const { question } = planBacktest({
    ...SMALL,
    orders: { ...SMALL.orders, phase: 0.5, size: { kind: "traded", part: 0.1 } },
  });
  const { orders, strategy, rules } = question;
  assertEquals(varied("starts a third of a spacing later", question).orders.phase, 0.5 + 1 / 3);
  assertEquals(
    varied("starts two thirds of a spacing later", question).orders.phase!.toFixed(9),
    (1 / 6).toFixed(9),
  );
  assertEquals(varied("half as many orders", question).orders, { ...orders, count: 6 });
  assertEquals(varied("half as many orders again", question).orders, { ...orders, count: 18 });
  assertEquals(varied("orders half as large", question).orders.size, { kind: "traded", part: 0.05 });
  assertEquals(varied("slices twice as long", question).strategy, { ...strategy, intervalNs: 2e9 });
  assertEquals(varied("a horizon two thirds as long", question).orders.horizonNs, Math.ceil(5e9 * 2 / 3));
  assertEquals(varied("no fees", question).rules, {
    ...rules,
    fees: { kind: "flat", takeDollars: 0, addDollars: 0 },
  });
  for (const { change } of VARIANTS) {
    const changed = change(question);
    const differing = (["orders", "strategy", "rules", "search"] as const)
      .filter((group) => JSON.stringify(changed[group]) !== JSON.stringify(question[group]));
    assertEquals(differing.length, 1);
  }
});
