/** Simulating and measuring many orders by one strategy. @module */

import { benchmarksOf, type IntervalBenchmarks } from "../analysis/benchmarks.ts";
import { costUnits } from "../analysis/cost_units.ts";
import { type FillFigures, fillFigures } from "../analysis/fill_figures.ts";
import { Fingerprint } from "../analysis/fingerprint.ts";
import { measureOrder, type OrderMeasure } from "../analysis/order_measure.ts";
import { latencyModel, type LatencyNs } from "../execution/latency.ts";
import type { Market } from "../execution/market.ts";
import { type Execution, Simulator } from "../execution/simulator.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { FeeChoice } from "../execution/fee_choice.ts";
import type { Point } from "../model/point.ts";
import { type OnExecution, runShared } from "./shared_run.ts";
import { RouterFault } from "../strategy/external/fault.ts";
import type { Watch } from "../strategy/external/watch.ts";
import type { StrategySettings } from "../strategy/strategies.ts";
import { type StrategyFamily, StrategyMaker } from "../strategy/strategy_maker.ts";
import type { StrategyName } from "../strategy/strategy_name.ts";

/** What a back-test holds fixed while strategies and parameters change: plain data, for workers. */
export interface OrderRunSetup extends StrategySettings {
  /** What trading costs. */
  readonly fees: FeeChoice;
  /** From a decision until it acts, and until its answer is back. */
  readonly latencyNs: LatencyNs;
  /** What was taken is there again after its venue showed another price for this long, ns. */
  readonly refreshNs: number;
  /** What is left at the horizon: crossed, or left and priced at the mid. */
  readonly residual: "cross" | "opportunity";
  /** The parent orders. */
  readonly orders: readonly ParentOrder[];
}

/**
 * How long after its end an order may still fill, ns. The last decision lies before the end; it takes a latency
 * to arrive, another to be answered, and a third to cross what is left, each rounded up to the clock.
 */
export function settlingNs(latencyNs: LatencyNs, resolutionNs: number): number {
  return 3 * (latencyModel(latencyNs).slowestNs + resolutionNs);
}

/** A strategy at some points on some of the orders. */
export interface SimulationTask {
  /** The strategy. */
  readonly strategy: StrategyName;
  /** What the strategy does alike at several points is simulated once. */
  readonly points: readonly Point[];
  /** Orders from this index … */
  readonly first: number;
  /** … to before this one. */
  readonly end: number;
  /** Whether all measures are wanted, or the costs alone. */
  readonly wantsMeasures: boolean;
  /** Whether every fill is wanted too: much for a search, and nothing in it reads them. @default false */
  readonly wantsFills?: boolean | undefined;
  /** Whether the last order is worked first, which must change nothing. @default false */
  readonly lastFirst?: boolean;
}

/** What simulating a task gave, at one of its points. */
export interface SimulationResult {
  /** All-in shortfall of each order, 1e-9 dollars. */
  readonly costs: Float64Array;
  /** Fingerprint of all executions together. */
  readonly execution: string;
  /** What the placement counted over these orders. */
  readonly counts: Readonly<Record<string, number>>;
  /** Where they were wanted. */
  readonly measures: readonly OrderMeasure[];
  /** The fills of each order, where they were wanted. */
  readonly fills: readonly (readonly FillFigures[])[];
}

/** Simulates a set-up's orders, one after the other. */
export class OrderRun {
  #market: Market;
  #setup: OrderRunSetup;
  #simulator: Simulator;
  #strategies: StrategyMaker;
  #benchmarks: OrderBenchmarks;
  #watch: Watch | undefined;

  /** @param watch told what routers of a user's own are asked. */
  constructor(market: Market, setup: OrderRunSetup, watch?: Watch) {
    this.#market = market;
    this.#setup = setup;
    this.#simulator = new Simulator(market, setup);
    this.#strategies = new StrategyMaker(market, setup, watch);
    this.#benchmarks = new OrderBenchmarks(market, setup.orders);
    this.#watch = watch;
  }

  /**
   * Simulates the orders of a task; a result for each of its points.
   *
   * @throws {RouterFault} naming the order, if a router of a user's own does what it may not.
   */
  simulate(task: SimulationTask): SimulationResult[] {
    const results: SimulationResult[] = new Array(task.points.length);
    for (const family of this.#strategies.makeFamilies(task.strategy, task.points)) {
      const ofFamily = this.#simulateFamily(family, task);
      for (const [member, result] of ofFamily.entries()) results[family.points[member]!] = result;
    }
    return results;
  }

  #simulateFamily(
    { schedule, placements }: StrategyFamily,
    task: SimulationTask,
  ): SimulationResult[] {
    const { first, end, lastFirst = false } = task;
    const counts = placements.members.map(({ counts = {} }) => counts);
    const results = new TaskResults(task, this.#market, this.#benchmarks, counts);
    for (let worked = 0; worked < end - first; worked++) {
      const i = lastFirst ? end - 1 - worked : first + worked;
      this.#watch?.work(i);
      const onExecution: OnExecution = (execution, members) => results.add(execution, i, members);
      try {
        runShared(this.#simulator, this.#setup.orders[i]!, schedule, placements, onExecution);
      } catch (error) {
        throw error instanceof RouterFault ? error.at({ order: i }) : error;
      }
    }
    return results.finish();
  }
}

/** Benchmarks of orders, which are the same for every strategy: each is made once. */
export class OrderBenchmarks {
  #market: Market;
  #orders: readonly ParentOrder[];
  #made: IntervalBenchmarks[] = [];

  constructor(market: Market, orders: readonly ParentOrder[]) {
    this.#market = market;
    this.#orders = orders;
  }

  /** Those of an order. */
  of(order: number): IntervalBenchmarks {
    return this.#made[order] ??= benchmarksOf(this.#orders[order]!, this.#market);
  }
}

/** Gathers what the executions of a task come to, point by point. */
export class TaskResults {
  #task: SimulationTask;
  #market: Market;
  #benchmarks: OrderBenchmarks;
  #results: (Omit<SimulationResult, "execution" | "measures" | "fills"> & {
    readonly prints: Fingerprint;
    readonly measures: OrderMeasure[];
    readonly fills: FillFigures[][];
  })[];

  /** @param counts what the placement of each point counts. */
  constructor(
    task: SimulationTask,
    market: Market,
    benchmarks: OrderBenchmarks,
    counts: readonly SimulationResult["counts"][],
  ) {
    this.#task = task;
    this.#market = market;
    this.#benchmarks = benchmarks;
    this.#results = counts.map((counts) => ({
      costs: new Float64Array(task.end - task.first),
      prints: new Fingerprint(),
      counts,
      measures: [],
      fills: [],
    }));
  }

  /** Takes an execution of an order in, for those points that work it that way; orders come one after another. */
  add(execution: Execution, order: number, points: readonly number[]): void {
    const cost = costUnits(execution);
    const measured = this.#task.wantsMeasures
      ? measureOrder(execution, this.#market, this.#benchmarks.of(order))
      : undefined;
    const fills = this.#task.wantsFills ? fillFigures(execution, this.#market) : undefined;
    for (const point of points) {
      const result = this.#results[point]!;
      result.costs[order - this.#task.first] = cost;
      result.prints.add(execution.fills);
      if (measured !== undefined) result.measures.push(measured);
      if (fills !== undefined) result.fills.push(fills);
    }
  }

  /** What all of them came to. */
  finish(): SimulationResult[] {
    return this.#results.map(({ prints, ...result }) => ({ ...result, execution: prints.text() }));
  }
}
