import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { lendWorkers } from "../../src/backtest/evaluator.ts";
import type { Outcome } from "../../src/search/outcome.ts";
import { perOrderFigures } from "../../src/backtest/per_order.ts";
import { planBacktest } from "../../src/backtest/plan.ts";
import { learnProfile } from "../../src/backtest/profile.ts";
import type { Question } from "../../src/backtest/question.ts";
import { QuestionError } from "../../src/search/question_error.ts";
import { type BacktestOptions, runBacktest } from "../../src/backtest/run.ts";
import { withShownOrders } from "../../src/backtest/shown_orders.ts";
import { tableCsv } from "../_csv_rows.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { artefactOf } from "../../src/report/artefact.ts";
import type { Run } from "../../src/report/schema.ts";
import { RUN } from "../report/_outcome.ts";
import { perOrderTable } from "../../src/report/per_order_table.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { Folder, makeCsv } from "../cli/_process.ts";
import { makeTape, SMALL } from "./_questions.ts";
import { IS_LONG } from "../_seeds.ts";

/** All that an outcome says, as its artefact shows it. */
function said(outcome: Outcome, run: Run = RUN): unknown {
  return JSON.parse(JSON.stringify(artefactOf(outcome, run)));
}

const run = (question: Question, options: BacktestOptions = {}, tape: Tape = makeTape()) =>
  runBacktest(tape, question, options);

Deno.test("runBacktest() finds what the command's artefact shows for the same question", async () => {
  await using folder = await Folder.make();
  await folder.write("day.csv", makeCsv({ venues: 4, durationSeconds: 60, eventsPerSecond: 40 }));
  const fees = "venue,from,add,take,source\nXNAS,2020-01-01,0,0,list\n";
  await folder.write("free.csv", fees);
  const options =
    "--orders 12 --side both --order-size 40%displayed --horizon 5s --interval 1s --folds 3 --grid 3 " +
    "--strategy twap+cont-kukanov --compare pov+sweep --participation 0.2 --latency 1ms,XNAS=2ms --refresh 2s " +
    "--shortfall cross --depth-ticks 1 --overfill allow --reference-venue XNYS --max-quote-age 900ms --seed 7 " +
    "--lambda-over 1.5,2 --from 13:36:40 --fee 0.003 --rebate 0.001 --what-if-fees free.csv --per-order orders.csv";
  const { code, stdout, stderr } = await folder.run([
    ...["backtest", "--data", "day.csv", "--no-file", "--quiet"],
    ...options.split(" "),
  ]);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const question: Question = {
    orders: {
      count: 12,
      sides: "both",
      size: { kind: "displayed", part: 0.4 },
      horizonNs: 5e9,
      from: "2024-08-01T13:36:40Z",
    },
    strategy: {
      name: parseStrategy("twap+cont-kukanov"),
      compare: [parseStrategy("pov+sweep")],
      intervalNs: 1e9,
      participation: 0.2,
      shortfall: "cross",
      depthTicks: 1,
      overfill: "allow",
    },
    rules: {
      fees: { kind: "flat", takeDollars: 0.003, addDollars: -0.001 },
      whatIfFees: { "free.csv": { kind: "schedule", name: "free.csv", csv: fees } },
      latency: { usualNs: 1e6, byVenue: { XNAS: 2e6 } },
      refreshNs: 2e9,
      quotes: { referenceVenue: "XNYS", maxAgeNs: 900e6 },
    },
    search: { seed: 7, folds: 3, levels: 3, axes: { lambdaOver: [1.5, 2] } },
  };
  const window = { from: { kind: "time-of-day", ns: 49_000e9 } } as const;
  const tape = sortByEventTime(await openTape(`${folder.path}/day.csv`, window));
  const outcome = await run(question, {}, tape);
  const artefact = JSON.parse(stdout);
  assertEquals(said(await withShownOrders(outcome, planBacktest(question)), artefact.run), artefact);
  const shown = { originNs: tape.originNs, first: outcome.lab.firstScored };
  assertEquals(tableCsv(perOrderTable(perOrderFigures(outcome), shown)), await folder.read("orders.csv"));
});

Deno.test("runBacktest() answers a question and the plan of it alike, every time, with any number of workers", async () => {
  const question: Question = {
    ...SMALL,
    search: { ...SMALL.search, method: "random", evaluations: 5, seed: 3 },
  };
  const first = said(await run(question));
  assertEquals(said(await runBacktest(makeTape(), planBacktest(question))), first);
  // Threads take longer to start than all that they do here.
  for (const count of IS_LONG ? [1, 2] : [2]) {
    assertEquals(said(await run(question, { evaluate: lendWorkers(count) })), first);
  }
  assertNotEquals(said(await run({ ...question, search: { ...question.search, seed: 4 } })), first);
});

Deno.test("runBacktest() tells how far it has come, to the end", async () => {
  const told: [simulated: number, total: number][] = [];
  await run({ ...SMALL, search: { levels: 3 } }, { onProgress: (...progress) => void told.push(progress) });
  const totals = new Set(told.map(([, total]) => total));
  assertEquals(totals.size, 1);
  assertEquals(told.at(-1), [...totals, ...totals]);
  assert(told.every(([simulated], i) => i === 0 || simulated > told[i - 1]![0]));
});

Deno.test("runBacktest() ends with the signal's reason, before it begins and in its midst", async () => {
  const reason = new Error("enough");
  await assertRejects(() => run(SMALL, { signal: AbortSignal.abort(reason) }), Error, "enough");
  for (const evaluate of [undefined, lendWorkers(2)]) {
    const abort = new AbortController();
    let last = 0;
    const stopped = run(SMALL, {
      evaluate,
      signal: abort.signal,
      onProgress: (simulated, total) => {
        last = simulated / total;
        abort.abort(reason);
      },
    });
    await assertRejects(() => stopped, Error, "enough");
    assert(last < 1);
  }
});

Deno.test("runBacktest() works by a profile of an earlier day, and says so where it has none", async () => {
  const question: Question = {
    ...SMALL,
    strategy: { name: parseStrategy("vwap-learnt+sweep"), intervalNs: 1e9, volumeProfile: "the day before" },
  };
  const plan = planBacktest(question);
  const tape = makeTape();
  const startNs = tape.originNs - 86_400_000_000_000n + BigInt(tape.columns.tsEventNs[0]!) - 5_000_000_000n;
  const earlier = generateTape({ seed: 8, durationSeconds: 70, eventsPerSecond: 100, startNs });
  const { profile } = learnProfile(earlier, plan);
  const { lab } = await runBacktest(tape, plan, { profile });
  assertEquals(lab.tuned.strategy.schedule, "vwap-learnt");
  await assertRejects(
    () => runBacktest(tape, plan),
    QuestionError,
    "strategy.volumeProfile: its profile was not handed over; learn it beforehand",
  );
});

Deno.test("runBacktest() measures other fees at the parameters found under its own", async () => {
  const flat = (takeDollars: number) => ({ kind: "flat", takeDollars, addDollars: 0 }) as const;
  const { lab, whatIf } = await run({
    ...SMALL,
    rules: { fees: flat(0.003), whatIfFees: { same: flat(0.003), free: flat(0) } },
  });
  const { walked: _, firstScored: __, ...measures } = lab;
  assertEquals(whatIf["same"], measures);
  const { free } = whatIf;
  assertEquals(Object.keys(free!.others), Object.keys(lab.others));
  assertNotEquals(free!.tuned.orders, lab.tuned.orders);
});

Deno.test("runBacktest() refuses folds that leave nothing to tune on", async () => {
  await assertRejects(
    () => run({ ...SMALL, orders: { ...SMALL.orders, count: 4, horizonNs: 25e9 }, search: { folds: 4 } }),
    QuestionError,
    "search.folds 4: 4 orders are too few for 4 folds: fold 2 has 0 to tune on and 0 to score; " +
      "give fewer folds, more orders.count or a shorter orders.horizonNs",
  );
});
