// The sums of a part against a back-test of the same question on the same tape, which takes another way to them.
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { PARTS } from "../../src/analysis/attribution.ts";
import { runBacktest } from "../../src/backtest/run.ts";
import type { Question } from "../../src/backtest/question.ts";
import { lendWorkers } from "../../src/backtest/evaluator.ts";
import { compareAll } from "../../src/search/comparison.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { blocksOf } from "../../src/study/blocks.ts";
import { meanSpreadBps, realisedVolatilityBps } from "../../src/study/covariates.ts";
import { measureTape, type TapeSums } from "../../src/study/measure.ts";
import { type MeasuredPart, savingAt } from "../../src/study/part.ts";
import { makeTape, SMALL } from "../backtest/_questions.ts";

const QUESTION: Question = { ...SMALL, search: { levels: 3 } };

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The question with its parameters fixed at a point. */
function atPoint({ measured: { parameters, points } }: TapeSums, point: number): Question {
  const axes = parameters.map((name, i) => [name, [points[point]![i]!]]);
  return { ...QUESTION, search: { axes: Object.fromEntries(axes) } };
}

Deno.test("a part's saving at every point is that of a back-test at that point, whole and by parts", async () => {
  const tape = makeTape();
  const sums = await measureTape(tape, QUESTION);
  assertEquals(sums.measured.points.length, 3);
  assertEquals(total(sums.blocks), sums.orders.starts);
  assert(new Set(sums.runAt).size > 1, "the points came to the same: the test tells nothing");
  for (const point of sums.measured.points.keys()) {
    const { all, main } = compareAll(await runBacktest(tape, atPoint(sums, point)));
    assertEquals(Object.keys(all), Object.keys(sums.measured.comparisons));
    assertEquals(main, sums.measured.main);
    for (const [name, { saving, ordersCompared, kind }] of Object.entries(all)) {
      const { dollars, parts, compared } = savingAt(sums as MeasuredPart, point, name);
      const notional = total(compared.notionalDollars);
      assertEquals([compared.orders, sums.measured.comparisons[name]!.kind], [ordersCompared, kind]);
      assertAlmostEquals(total(dollars) / notional * 1e4, saving!.bps.total, 1e-9);
      assertAlmostEquals(total(PARTS.map((part) => parts[part])), total(dollars), 1e-9);
      for (const part of PARTS) {
        assertAlmostEquals(parts[part] / notional * 1e4, saving!.bps.parts[part], 1e-9);
      }
    }
  }
});

Deno.test("the cheapest point by a part's tuning costs is the one that a back-test's search finds", async () => {
  const tape = makeTape();
  const { runs, runAt, measured, orders } = await measureTape(tape, QUESTION);
  const costs = runAt.map((run) => runs[run]!.tuningDollars);
  const best = costs.indexOf(Math.min(...costs));
  const { lab } = await runBacktest(tape, QUESTION);
  const { tuned } = lab.walked.folds[0]!;
  assertEquals(measured.parameters.map((name) => tuned.best[name]), measured.points[best]);
  assertAlmostEquals(costs[best]! / orders.notionalDollars * 1e4, tuned.bestBps, 1e-9);
});

Deno.test("the sums do not depend on who does the work, nor their totals on the blocks", async () => {
  const tape = makeTape();
  const alone = await measureTape(tape, QUESTION);
  assertEquals(
    JSON.stringify(await measureTape(tape, QUESTION, { evaluate: lendWorkers(2) })),
    JSON.stringify(alone),
  );
  const byStart = await measureTape(tape, QUESTION, { perOrder: true });
  assertEquals(byStart.blocks, new Array(6).fill(1));
  for (const [i, run] of byStart.runs.entries()) {
    assertAlmostEquals(total(run.costDollars), total(alone.runs[i]!.costDollars), 1e-9);
  }
});

Deno.test("a search that goes by costs, or has more points than a part holds, is refused", async () => {
  const refused: [Question["search"], string][] = [
    [{ method: "cma-es" }, "tries the same points on each"],
    [{ method: "random", evaluations: 5000 }, "1500 points at most"],
  ];
  for (const [search, message] of refused) {
    await assertRejects(() => measureTape(makeTape(), { ...QUESTION, search }), QuestionError, message);
  }
});

Deno.test("blocks are equal, no shorter than an order, and few where there are many points", () => {
  const orders = Array.from({ length: 100 }, (_, i) => ({
    side: 1 as const,
    quantity: 1,
    startNs: 10 * i,
    endNs: 10 * i + 25,
  }));
  const made = { orders, horizonNs: 25, spacingNs: 10 };
  assertEquals(blocksOf(made, 1).starts.length, 32);
  assert(blocksOf(made, 1).starts.every((starts) => starts >= 3));
  assertEquals(blocksOf(made, 1500).starts.length, 16);
  assertEquals(blocksOf(made, 1500, { perOrder: true }).starts.length, 100);
});

Deno.test("spread and volatility are those of the time within the windows, by hand", () => {
  const minute = 60e9;
  const mids = [100, 101, 100, 102];
  const touch = {
    touchNs: Float64Array.from(mids, (_, i) => 5 * minute * i),
    touchBid: Float64Array.from(mids, (mid, i) => i === 1 ? NaN : mid - 0.5),
    touchAsk: Float64Array.from(mids, (mid) => mid + 0.5),
    knownMid: Float64Array.from(mids),
  };
  const window = { fromNs: 0, toNs: 15 * minute };
  // Five minutes at 1/100, five without a bid, five at 1/100.
  assertAlmostEquals(meanSpreadBps(touch, [window])!, 100);
  const returns = [Math.log(1.01), -Math.log(1.01), Math.log(1.02)];
  assertAlmostEquals(
    realisedVolatilityBps(touch, [window])!,
    Math.sqrt(returns.reduce((sum, each) => sum + each ** 2, 0)) * 1e4,
  );
  assertEquals(realisedVolatilityBps(touch, [{ fromNs: 0, toNs: minute }]), null);
  assertEquals(meanSpreadBps(touch, [{ fromNs: 5 * minute, toNs: 10 * minute }]), null);
});
