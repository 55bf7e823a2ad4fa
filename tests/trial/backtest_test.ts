import { STORED_EVALUATION } from "../../src/trial/router.ts";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BUY, SELL } from "../../src/market/side.ts";
import { Checkpoint } from "../../src/search/checkpoint.ts";
import type { Lend } from "../../src/search/lend.ts";
import { WorkerPool } from "../../src/search/pool.ts";
import { DataError } from "../../src/market/data_error.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { checkTrialQuestion, runTrialBacktest, type TrialQuestion } from "../../src/trial/backtest.ts";
import { bestQuote } from "../../src/trial/best_quote.ts";
import { trialAxes, type TrialPoint } from "../../src/trial/grid.ts";
import { immediate } from "../../src/trial/immediate.ts";
import { type TrialEvaluation, trialMarket } from "../../src/trial/router.ts";
import { simulateSnapshots } from "../../src/trial/simulator.ts";
import { twap } from "../../src/trial/twap.ts";
import { vwap } from "../../src/trial/vwap.ts";
import { displayedProfile, vwapHindsight } from "../../src/trial/vwap_hindsight.ts";
import { seeds } from "../_seeds.ts";
import { MemoryStore } from "../search/_memory_store.ts";
import { axes, setup, tape } from "./_searches.ts";

const { rules, router } = setup;
const INTERVAL_NS = 10e9;
const question: TrialQuestion = {
  order: { side: BUY, quantity: 500 },
  router,
  rules,
  baselines: { intervalNs: INTERVAL_NS, vwapProfile: "trailing" },
  search: { axes },
};
const market = trialMarket(tape, rules);
const { tsEventNs } = tape.columns;

Deno.test("runTrialBacktest() works one order from the first snapshot to the last, by all strategies", async () => {
  const { order, search, optimised, baselines } = await runTrialBacktest(tape, question);
  const [startNs, endNs] = [tsEventNs[0]!, tsEventNs[tape.length - 1]!];
  assertEquals(order, { side: BUY, quantity: 500, startNs, endNs });
  assertEquals([search.points, search.identified], [24, true]);
  assertEquals([optimised.schedule, optimised.placement], ["immediate", "static-split (quadratic)"]);
  const schedules = { best_ask: immediate, twap: twap(INTERVAL_NS), vwap: vwap(INTERVAL_NS) };
  for (const [name, schedule] of Object.entries(schedules)) {
    const execution = simulateSnapshots(market, order, { schedule, placement: bestQuote });
    const expected = { schedule: schedule.name, placement: "best-quote", execution };
    assertEquals(baselines[name as keyof typeof baselines], expected, name);
  }
});

Deno.test("runTrialBacktest() ends the order where it is asked to, unless snapshots are limited", async () => {
  const to = { kind: "instant", ns: tape.originNs + 30_000_000_000n } as const;
  const endOf = async (snapshots: TrialQuestion["rules"]["snapshots"]) => {
    const asked = { ...question, order: { ...question.order, to }, rules: { ...rules, snapshots } };
    const { order, survey } = await runTrialBacktest(tape, asked);
    return [order.endNs, survey.lastNs];
  };
  assertEquals((await endOf({}))[0], 30e9);
  assertEquals((await endOf({ limit: Infinity }))[0], 30e9);
  const [endNs, lastNs] = await endOf({ limit: 10 });
  assertEquals(endNs, lastNs);
});

Deno.test("runTrialBacktest() lets VWAP look ahead where that is asked, and leaves baselines out", async () => {
  const hindsight = { intervalNs: INTERVAL_NS, vwapProfile: "hindsight" } as const;
  const { order, baselines } = await runTrialBacktest(tape, { ...question, baselines: hindsight });
  const schedule = vwapHindsight(INTERVAL_NS, displayedProfile(market, order, INTERVAL_NS));
  const { execution } = baselines.vwap!;
  assertEquals(execution, simulateSnapshots(market, order, { schedule, placement: bestQuote }));
  const alone = await runTrialBacktest(tape, { ...question, baselines: { ...hindsight, skip: true } });
  assertEquals(alone.baselines, {});
});

Deno.test("runTrialBacktest() finds the same by whatever it is lent, and tells how far it is", async () => {
  for (const side of [BUY, SELL].slice(0, seeds(1, 2))) {
    const asked = { ...question, order: { side, quantity: 500 } };
    const here = await runTrialBacktest(tape, asked);
    const store = new MemoryStore();
    const lend: Lend<TrialPoint, TrialEvaluation, TrialEvaluation> = async (work, search) => {
      using pool = new WorkerPool(work, seeds(1, 2));
      return await search(
        pool.evaluate,
        await Checkpoint.open<TrialEvaluation>(store, "", STORED_EVALUATION),
      );
    };
    const seen: string[] = [];
    const there = await runTrialBacktest(tape, asked, {
      lend,
      onProgress: (done, total) => seen.push(`${done} of ${total}`),
    });
    assertEquals([there.search, there.optimised], [here.search, here.optimised]);
    assertEquals(seen.at(-1), "24 of 24");
    assertEquals((await Checkpoint.open(store, "", STORED_EVALUATION)).results.size, 24);
  }
});

Deno.test("checkTrialQuestion() refuses a grid that would never end, before there is a tape", () => {
  const search = { axes: trialAxes(400) };
  const error = assertThrows(() => checkTrialQuestion({ search }), QuestionError);
  assertEquals(error.message, "search.axes: makes 64000000 points; at most 10000000 can be tried");
});

Deno.test("runTrialBacktest() refuses what cannot be answered, by itself or on the tape", async () => {
  const endless = { ...question, search: { axes: trialAxes(400) } };
  await assertRejects(() => runTrialBacktest(tape, endless), QuestionError, "64000000 points");
  const baselines = { ...question.baselines, intervalNs: 1 };
  const error = await assertRejects(
    () => runTrialBacktest(tape, { ...question, baselines }),
    QuestionError,
    "cuts the window into more than 1000000 slices",
  );
  assertEquals(error.setting, "baselines.intervalNs");
  const nothing = { ...question, rules: { ...rules, snapshots: { limit: 0 } } };
  await assertRejects(() => runTrialBacktest(tape, nothing), DataError, "no snapshot");
});

Deno.test("TrialQuestion is plain data, so that it can be sent anywhere", () => {
  assertEquals(JSON.parse(JSON.stringify(question)), question);
});
