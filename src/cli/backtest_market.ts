/** `sorlab backtest` by market rules: reads the question and its files, and shows what came of it. @module */

import { gridPoints } from "../search/grid.ts";
import type { Outcome } from "../search/outcome.ts";
import { type OrderFills, withFills } from "../backtest/fills.ts";
import { perOrderFigures } from "../backtest/per_order.ts";
import { type Plan, planBacktest } from "../backtest/plan.ts";
import { learnProfile, type LearntProfile } from "../backtest/profile.ts";
import { type BacktestOptions, runBacktest } from "../backtest/run.ts";
import { withShownOrders } from "../backtest/shown_orders.ts";
import { withStability } from "../backtest/stability.ts";
import type { FeeChoice } from "../execution/fee_choice.ts";
import { artefactOf } from "../report/artefact.ts";
import { FILL_COLUMNS, fillRows } from "../report/fills_table.ts";
import { perOrderTable } from "../report/per_order_table.ts";
import type { Cell } from "../report/table.ts";
import { terminalSummary } from "../report/terminal/summary.ts";
import { openTape } from "../source/open_tape.ts";
import { strategyText } from "../strategy/strategy_name.ts";
import type { RunResult } from "./artefact_output.ts";
import {
  type Backtest,
  type BacktestInput,
  backtestOptions,
  type BacktestValues,
} from "./backtest_options.ts";
import { UsageError, withFile } from "./errors.ts";
import { describeFeeChoice, readFees } from "./fees.ts";
import { checkWritable } from "./written_file.ts";
import { Progress } from "./progress.ts";
import { ownRouterOptions } from "./own_routers.ts";
import { questionOf } from "./question_options.ts";
import { readQueue } from "./queue.ts";
import { STORED_SEGMENT } from "../search/cost_table.ts";
import { withWorkers } from "./search.ts";
import { searchProgress } from "./search_cost.ts";
import { checkTableFile, writeTable } from "./table_file.ts";
import { readingOf } from "./tape_options.ts";

/**
 * A back-test by market rules: many orders, walked forward, compared pair by pair.
 *
 * @throws {UsageError | QuestionError} for options that make no sense together; before the tape is read.
 */
export async function marketBacktest(values: BacktestValues, fees: FeeChoice): Promise<Backtest> {
  const others = await Promise.all(values.whatIfFees.map(readFees));
  const whatIfFees = Object.fromEntries(values.whatIfFees.map((name, i) => [name, others[i]!]));
  const { rules, ...question } = questionOf(backtestOptions, values);
  const queue = await readQueue(values.queue);
  const plan = planBacktest({ ...question, rules: { ...rules, queue, fees, whatIfFees } });
  checkFiles(values, plan);
  for (const path of [values.perOrder, values.fills]) {
    if (path !== undefined) await checkWritable(path);
  }
  const learnt = await learnFrom(values, plan);
  return {
    files: {
      queue,
      what_if_fees: others.map(describeFeeChoice),
      ...(learnt && { volume_profile: { file: values.volumeProfile, tape_digest: learnt.digest } }),
    },
    workload: workloadOf(values, plan),
    run: (input) => runMarket(values, plan, learnt, input),
  };
}

function workloadOf({ orders, search, evaluations }: BacktestValues, plan: Plan): Backtest["workload"] {
  return {
    orders,
    strategies: 1 + Object.keys(plan.usual.others).length,
    points: search === "grid" ? gridPoints(plan.usual.axes) : evaluations,
  };
}

function checkFiles(
  { checkpoint, perOrder, fills }: BacktestValues,
  { usual: { strategy, axes } }: Plan,
): void {
  if (checkpoint !== undefined && axes.length === 0) {
    throw new UsageError(
      `--checkpoint ${checkpoint}: ${strategyText(strategy)} has no parameter to search; leave it out`,
    );
  }
  checkTableFile("per-order", perOrder);
  checkTableFile("fills", fills);
}

async function learnFrom(values: BacktestValues, plan: Plan): Promise<LearntProfile | undefined> {
  const { volumeProfile: path, symbol, instrumentId, rtype } = values;
  if (path === undefined) return undefined;
  const how = await readingOf(values);
  const earlier = await withFile(
    `read ${path}`,
    () => openTape(path, { symbol, instrumentId, rtype, ...how }),
  );
  return learnProfile(earlier, plan);
}

async function runMarket(
  values: BacktestValues,
  plan: Plan,
  learnt: LearntProfile | undefined,
  { tape, run, identity }: BacktestInput,
): Promise<RunResult> {
  const progress = new Progress("simulating:", values);
  const found = await runBacktest(tape, plan, {
    ...backtestOptionsOf(values, learnt),
    evaluate: (work, search) => withWorkers(work, identity, values, search, STORED_SEGMENT),
    onProgress: searchProgress(progress, {
      points: gridPoints(plan.usual.axes),
      axes: plan.usual.axes.length,
      isGrid: values.search === "grid",
      checkpoint: values.checkpoint,
    }),
  }).finally(() => progress.finish());
  // One worker is enough: what follows is of few orders, or no faster than a file takes their fills.
  const again = { ...backtestOptionsOf(values, learnt), ...withoutCheckpoint(1) };
  const steady = values.stability ? await stabilityOf(found, values, plan, learnt) : found;
  const outcome = await withShownOrders(steady, plan, again);
  const artefact = artefactOf(outcome, run);
  if (values.perOrder !== undefined) await writePerOrder(values.perOrder, outcome);
  if (values.fills !== undefined) await writeFills(values.fills, outcome, plan, again, values);
  return {
    artefact,
    summary: (terminal) => terminalSummary(artefact, terminal),
    warnings: artefact.warnings,
  };
}

/** What every simulation of the run is told. */
function backtestOptionsOf(values: BacktestValues, learnt: LearntProfile | undefined): BacktestOptions {
  return { profile: learnt?.profile, ...ownRouterOptions(values) };
}

/** Workers for simulations beside the search asked for, which the checkpoint is of. */
function withoutCheckpoint(workers: number | undefined): Pick<BacktestOptions, "evaluate"> {
  return {
    evaluate: (work, search) =>
      withWorkers(work, "", { workers, checkpoint: undefined }, search, STORED_SEGMENT),
  };
}

async function stabilityOf(
  outcome: Outcome,
  values: BacktestValues,
  plan: Plan,
  learnt: LearntProfile | undefined,
): Promise<Outcome> {
  const progress = new Progress("stability:", values);
  return await withStability(outcome, plan, {
    ...backtestOptionsOf(values, learnt),
    ...withoutCheckpoint(values.workers),
    onVariant: (done, total) => progress.show(done, total, "set-ups"),
  }).finally(() => progress.finish());
}

async function writePerOrder(path: string, outcome: Outcome): Promise<void> {
  const { market: { tape }, lab: { firstScored } } = outcome;
  const shown = { originNs: tape.originNs, first: firstScored };
  const { columns, rows } = perOrderTable(perOrderFigures(outcome), shown);
  await writeTable(path, columns, [rows]);
}

/** Works the orders once more for it, no faster than the file takes their fills. */
async function writeFills(
  path: string,
  outcome: Outcome,
  plan: Plan,
  again: BacktestOptions,
  values: BacktestValues,
): Promise<void> {
  const { market: { tape }, parentOrders: { orders }, lab: { firstScored } } = outcome;
  const progress = new Progress("writing fills:", values);
  async function* rowsOf(blocks: AsyncIterable<readonly OrderFills[]>): AsyncGenerator<Cell[][]> {
    for await (const block of blocks) {
      yield block.flatMap((order) => fillRows(order, tape.originNs));
      progress.show(1 + block.at(-1)!.order - firstScored, orders.length - firstScored, "orders");
    }
  }
  await withFills(outcome, plan, again, (blocks) => writeTable(path, FILL_COLUMNS, rowsOf(blocks))).finally(
    () => progress.finish(),
  );
}
