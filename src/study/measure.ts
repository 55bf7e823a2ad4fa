/** The sums of one tape: every point of the grid, and all that the strategy is compared with, on the same orders. @module */

import { type Attribution, partsOf, poolAttributions } from "../analysis/attribution.ts";
import { halfUnitsToDollars } from "../analysis/half_units.ts";
import type { OrderMeasure } from "../analysis/order_measure.ts";
import { pairedSaving, type UncomparedCode } from "../analysis/paired_saving.ts";
import { marketOf, parentOrdersOf, planOn, type TapePlan } from "../backtest/on_tape.ts";
import { planBacktest } from "../backtest/plan.ts";
import type { Question } from "../backtest/question.ts";
import { type BacktestOptions, jobOf, lenderOf, setupOf, workFor } from "../backtest/run.ts";
import type { Market } from "../execution/market.ts";
import type { ParentOrders } from "../execution/parent_orders.ts";
import { tapeDigest } from "../market/digest.ts";
import { mapValues } from "../market/map_values.ts";
import { cashToDollars } from "../market/price.ts";
import { publisher } from "../market/publishers.ts";
import type { Tape } from "../market/tape.ts";
import { momentText } from "../market/time.ts";
import type { TimeWindow } from "../market/time_windows.ts";
import { firstPoint, type Point } from "../model/point.ts";
import { mainAmong } from "../search/comparison.ts";
import type { SimulationResult, SimulationTask } from "../search/order_run.ts";
import { valuesOf } from "../search/parameters.ts";
import type { Evaluate } from "../search/pool.ts";
import { parametersOf, sameSchedule, type StrategyName, strategyText } from "../strategy/strategy_name.ts";
import { type Blocks, blocksOf } from "./blocks.ts";
import { meanSpreadBps, realisedVolatilityBps } from "./covariates.ts";
import type { ComparedOrders, MeasuredPart, OrderSums, PartQuestion, PartRun, PartTape } from "./part.ts";
import { pointsOf } from "./points.ts";

/** What a part says of its tape: all but whose it is. */
export type TapeSums = Omit<MeasuredPart, "format" | "version" | "task" | "status">;

/** How to measure. */
interface MeasureOptions extends Pick<BacktestOptions, "evaluate" | "signal"> {
  /** Sums by start instead of by block of starts. @default false */
  readonly perOrder?: boolean | undefined;
}

/** Orders in a simulation task: results are folded into sums before the next one is begun. */
const ORDERS_A_TASK = 16;

/** What of an order's execution the sums take. */
type Row = Pick<OrderMeasure, "order" | "unfilled" | "attribution"> & {
  readonly breakdown: { readonly shares: { readonly beyond: number } };
  /** Shares filled before the final crossing. */
  readonly filled: number;
};

/** A strategy at a point, over all orders. */
interface Worked {
  readonly rows: readonly Row[];
  /** All-in shortfall of all orders, 1e-9 dollars; one without a mid when it arrived tells nothing, and counts 0. */
  readonly costUnits: number;
}

/**
 * Works a question's orders over a tape, by its strategy at every point of the grid and by all that it is compared
 * with, and sums up. The same tape and question give the same sums, whoever does the work.
 *
 * @throws {QuestionError} naming the setting that makes no sense, by itself, in a study or on this tape.
 * @throws {DataError} if the tape has nothing to measure against.
 *
 * @example
 * ```ts
 * import { measureTape } from "./measure.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const { runAt, measured } = await measureTape(generateTape({ durationSeconds: 60 }), {
 *   orders: { count: 4, size: { kind: "shares", shares: 200 }, horizonNs: 10e9 },
 *   strategy: { name: { schedule: "twap", placement: "sweep" }, intervalNs: 2e9 },
 * });
 * assertEquals([runAt, measured.points], [[0], [[]]]);
 * ```
 */
export async function measureTape(
  tape: Tape,
  asked: Question,
  options: MeasureOptions = {},
): Promise<TapeSums> {
  const plan = planBacktest(asked);
  const { question } = plan;
  const market = marketOf(tape, question.rules);
  const onTape = planOn(market, plan);
  const points = pointsOf(onTape.axes, question.search);
  const parentOrders = parentOrdersOf(question, market);
  const blocks = blocksOf(parentOrders, points.length, options);
  const job = jobOf(market, setupOf(question, market, parentOrders, options));
  const work = workFor(job, [onTape.strategy, ...Object.values(onTape.others)], options);
  const sums = await lenderOf(job, options)(
    work,
    (evaluate) => sumUp(onTape, points, parentOrders, blocks, question.rules.residual, evaluate),
  );
  return {
    tape: tapeOf(tape, market, parentOrders.windows),
    measured: questionOf(onTape, points, question.rules.residual, question.strategy.primary),
    orders: ordersOf(parentOrders, blocks),
    blocks: blocks.starts,
    ...sums,
  };
}

function tapeOf(tape: Tape, { venues, live }: Market, windows: readonly TimeWindow[]): PartTape {
  const moment = (ns: number): string => momentText(tape.originNs, ns);
  return {
    day: moment(windows[0]!.fromNs).slice(0, 10),
    symbol: tape.symbol,
    dataset: publisher(tape.columns.publisher[0]!).dataset,
    digest: tapeDigest(tape, "event"),
    rows: tape.length,
    session: windows.map(({ fromNs, toNs }) => ({ from: moment(fromNs), to: moment(toNs) })),
    venues: venues.names,
    spreadBps: meanSpreadBps(live, windows),
    volatilityBps: realisedVolatilityBps(live, windows),
  };
}

function questionOf(
  { strategy, others, axes }: TapePlan,
  points: readonly Point[],
  residual: PartQuestion["residual"],
  primary: string | undefined,
): PartQuestion {
  const comparisons = Object.entries(others).map(([name, other]) => {
    const kind = sameSchedule(other, strategy) ? "routing" : "timing";
    return [name, { strategy: strategyText(other), kind }] as const;
  });
  return {
    strategy: strategyText(strategy),
    residual,
    parameters: axes.map(({ name }) => name),
    points: points.map((point) => valuesOf(axes, point)),
    comparisons: Object.fromEntries(comparisons),
    main: mainAmong(strategy, others, primary),
  };
}

function ordersOf(
  { orders, notional, horizonNs, spacingNs }: ParentOrders,
  { starts }: Blocks,
): MeasuredPart["orders"] {
  return {
    count: orders.length,
    starts: starts.reduce((a, b) => a + b, 0),
    horizonNs,
    spacingNs,
    shares: orders.reduce((sum, { quantity }) => sum + quantity, 0),
    notionalDollars: dollarsOf(notional.reduce((a, b) => a + b, 0)),
  };
}

/** Of 1e-9 dollars. */
function dollarsOf(units: number): number {
  return cashToDollars(BigInt(Math.round(units)), 9);
}

async function sumUp(
  { strategy, others }: TapePlan,
  points: readonly Point[],
  { orders }: ParentOrders,
  blocks: Blocks,
  residual: PartQuestion["residual"],
  evaluate: Evaluate<SimulationTask, readonly SimulationResult[]>,
): Promise<Pick<MeasuredPart, "runs" | "runAt" | "compared">> {
  const count = orders.length;
  const { worked, runAt } = await workPoints(strategy, points, count, evaluate);
  const baselines: Record<string, readonly Row[]> = {};
  for (const [name, other] of Object.entries(others)) {
    const all = await workPoints(other, [firstPoint(parametersOf(other))], count, evaluate);
    baselines[name] = all.worked[0]!.rows;
  }
  const compared = new Map<string, ComparedOrders>();
  const runs = worked.map(({ rows, costUnits }): PartRun => {
    const leftOut = rows.map((row, order) => whyLeftOut(row, order, baselines, residual));
    const key = leftOut.join();
    if (!compared.has(key)) compared.set(key, comparedOrders(rows, leftOut, baselines, blocks));
    return {
      tuningDollars: dollarsOf(costUnits),
      compared: [...compared.keys()].indexOf(key),
      ...orderSums(rows.filter((_, order) => leftOut[order] === undefined), leftOut, blocks),
    };
  });
  return { runs, runAt, compared: [...compared.values()] };
}

/** The distinct ways in which points work the orders, and which of them each point's is. */
async function workPoints(
  strategy: StrategyName,
  points: readonly Point[],
  orders: number,
  evaluate: Evaluate<SimulationTask, readonly SimulationResult[]>,
): Promise<{ readonly worked: readonly Worked[]; readonly runAt: readonly number[] }> {
  const tasks: SimulationTask[] = [];
  for (let first = 0; first < orders; first += ORDERS_A_TASK) {
    const end = Math.min(orders, first + ORDERS_A_TASK);
    tasks.push({ strategy, points, first, end, wantsMeasures: true });
  }
  const distinct: Map<string, Worked>[] = new Array(tasks.length);
  const executions: string[][] = new Array(tasks.length);
  await evaluate(tasks, (index, results) => {
    executions[index] = results.map(({ execution }) => execution);
    distinct[index] = new Map();
    for (const { execution, measures, costs } of results) {
      if (distinct[index].has(execution)) continue;
      const costUnits = costs.reduce((sum, cost) => Number.isNaN(cost) ? sum : sum + cost, 0);
      distinct[index].set(execution, { rows: measures.map(rowOf), costUnits });
    }
  });
  const keys = points.map((_, point) => executions.map((ofTask) => ofTask[point]!).join());
  const runs = [...new Set(keys)];
  const worked = runs.map((key) => {
    const parts = key.split(",").map((execution, task) => distinct[task]!.get(execution)!);
    return {
      rows: parts.flatMap(({ rows }) => rows),
      costUnits: parts.reduce((sum, { costUnits }) => sum + costUnits, 0),
    };
  });
  return { worked, runAt: keys.map((key) => runs.indexOf(key)) };
}

/** The rest of what is measured of an order would only take memory. */
function rowOf({ order, unfilled, attribution, breakdown }: OrderMeasure): Row {
  return {
    order,
    unfilled,
    attribution,
    breakdown: { shares: { beyond: breakdown.shares.beyond } },
    filled: breakdown.shares.taken + breakdown.shares.rested,
  };
}

/** Why an order is left out of all comparisons of a run; `undefined` where it is in all of them. */
function whyLeftOut(
  own: Row,
  order: number,
  baselines: Readonly<Record<string, readonly Row[]>>,
  residual: PartQuestion["residual"],
): UncomparedCode | undefined {
  for (const rows of Object.values(baselines)) {
    const { code } = pairedSaving(own, rows[order]!, residual);
    if (code !== undefined) return code;
  }
  return undefined;
}

type LeftOut = readonly (UncomparedCode | undefined)[];

function comparedOrders(
  rows: readonly Row[],
  leftOut: LeftOut,
  baselines: Readonly<Record<string, readonly Row[]>>,
  blocks: Blocks,
): ComparedOrders {
  const isCompared = (_: Row, order: number): boolean => leftOut[order] === undefined;
  const compared = rows.filter(isCompared);
  const codes: Record<string, number> = {};
  for (const code of leftOut) if (code !== undefined) codes[code] = (codes[code] ?? 0) + 1;
  return {
    orders: compared.length,
    leftOut: codes,
    shares: compared.reduce((sum, { order }) => sum + order.quantity, 0),
    notionalDollars: byBlock(compared, leftOut, blocks).map(({ notional }) => halfUnitsToDollars(notional)),
    others: mapValues(baselines, (rows) => orderSums(rows.filter(isCompared), leftOut, blocks)),
  };
}

function orderSums(compared: readonly Row[], leftOut: LeftOut, blocks: Blocks): OrderSums {
  const sums = byBlock(compared, leftOut, blocks);
  const all = poolAttributions(sums);
  return {
    ownShares: compared.reduce((sum, { filled }) => sum + filled, 0),
    costDollars: sums.map(({ total }) => halfUnitsToDollars(total)),
    parts: partsOf((part) => halfUnitsToDollars(all.parts[part])),
  };
}

/** The attributions of compared orders, summed by the block in which they start. */
function byBlock(compared: readonly Row[], leftOut: LeftOut, { starts, ofOrder }: Blocks): Attribution[] {
  const blockOf = ofOrder.filter((_, order) => leftOut[order] === undefined);
  const gathered: Attribution[][] = starts.map(() => []);
  // `isCompared` lets through only rows with an attribution.
  for (const [i, { attribution }] of compared.entries()) gathered[blockOf[i]!]!.push(attribution!);
  return gathered.map(poolAttributions);
}
