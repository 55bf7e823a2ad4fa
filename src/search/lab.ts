/** A strategy, tuned and compared with others order by order. @module */

import type { OrderMeasure } from "../analysis/order_measure.ts";
import type { SimulationTask } from "./order_run.ts";
import { firstPoint } from "../model/point.ts";
import { parametersOf, type StrategyName } from "../strategy/strategy_name.ts";
import {
  countTuningOrders,
  type Scored,
  tuneWalkingForward,
  type Walked,
  type WalkOptions,
} from "./walk_forward.ts";

/** Orders in a task. */
const ORDERS_A_TASK = 32;

/** What is compared with what. */
export interface LabOptions extends WalkOptions {
  /** What the strategy is compared with, by name; none of them is tuned. */
  readonly others: Readonly<Record<string, StrategyName>>;
}

/** A strategy over many orders. */
export interface Measured {
  /** Which one. */
  readonly strategy: StrategyName;
  /** Of the scored orders. */
  readonly orders: readonly OrderMeasure[];
  /** All-in shortfall of all orders, scored or not, 1e-9 dollars; of the tuned strategy only of those scored. */
  readonly costs: Float64Array;
  /** What its placement counted over the scored orders, if anything. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The tuned strategy over many orders, and those that it is compared with. */
export interface Measures {
  /** The tuned one. */
  readonly tuned: Measured;
  /** The others, by name. */
  readonly others: Readonly<Record<string, Measured>>;
}

/** All that the lab found out. */
export interface LabResult extends Measures {
  /** The parameters found. */
  readonly walked: Walked;
  /** Index of the first scored order; all after it are scored. */
  readonly firstScored: number;
}

/**
 * Tunes a strategy, then works the scored orders by it and by all others, so that each order is compared
 * with itself.
 */
export async function runLab(options: LabOptions): Promise<LabResult> {
  const walked = await tuneWalkingForward(options);
  return { walked, firstScored: walked.scored[0]!.first, ...await measureAll(options, walked) };
}

/**
 * Orders that the lab simulates, at most, each by as many strategies and points as work it.
 *
 * @throws {RangeError} if there are too few orders for so many folds.
 */
export function countSimulations(options: Omit<LabOptions, "evaluate">): number {
  const worked = options.orders.length * (1 + Object.keys(options.others).length);
  return countTuningOrders(options) + worked;
}

/** Works the scored orders by all strategies, with the parameters found before. */
export async function measureAll(
  options: LabOptions,
  walked: Walked,
): Promise<Measures> {
  const firstScored = walked.scored[0]!.first;
  const tuned = await measure(options.strategy, walked.scored, firstScored, options);
  const others: Record<string, Measured> = {};
  for (const [name, strategy] of Object.entries(options.others)) {
    const point = firstPoint(parametersOf(strategy));
    const trained = { first: 0, end: firstScored, point };
    const scored = { first: firstScored, end: options.orders.length, point };
    others[name] = await measure(strategy, [trained, scored], firstScored, options);
  }
  return { tuned, others };
}

/** Works orders by a strategy, parameters and all, and measures those from the first scored one on. */
export async function measure(
  strategy: StrategyName,
  worked: readonly Scored[],
  firstScored: number,
  { orders, evaluate, onSimulated }: Pick<LabOptions, "orders" | "evaluate" | "onSimulated">,
): Promise<Measured> {
  const tasks: SimulationTask[] = [];
  for (const { first, end, point } of worked) {
    const wantsMeasures = first >= firstScored;
    for (let at = first; at < end; at += ORDERS_A_TASK) {
      tasks.push({
        strategy,
        points: [point],
        first: at,
        end: Math.min(end, at + ORDERS_A_TASK),
        wantsMeasures,
      });
    }
  }
  const costs = new Float64Array(orders.length).fill(NaN);
  const measures: OrderMeasure[] = new Array(orders.length - firstScored);
  const counts: Record<string, number> = {};
  await evaluate(tasks, (index, results) => {
    const result = results[0]!;
    const { first, end } = tasks[index]!;
    costs.set(result.costs, first);
    onSimulated?.(end - first);
    if (first < firstScored) return;
    for (const [name, count] of Object.entries(result.counts)) counts[name] = (counts[name] ?? 0) + count;
    for (const [i, measured] of result.measures.entries()) measures[first + i - firstScored] = measured;
  });
  return { strategy, costs, counts, orders: measures };
}
