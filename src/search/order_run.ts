/** Simulating and measuring many orders by one strategy. @module */

import { benchmarksOf, type IntervalBenchmarks } from "../analysis/benchmarks.ts";
import { costUnits } from "../analysis/cost_units.ts";
import { Fingerprint } from "../analysis/fingerprint.ts";
import { measureOrder, type OrderMeasure } from "../analysis/order_measure.ts";
import { latencyModel, type LatencyNs } from "../execution/latency.ts";
import type { Market } from "../execution/market.ts";
import { Simulator } from "../execution/simulator.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { FeeChoice } from "../execution/fee_choice.ts";
import type { Point } from "../model/point.ts";
import { type OnExecution, runShared } from "./shared_run.ts";
import { RouterFault } from "../strategy/external/fault.ts";
import type { Watch } from "../strategy/external/watch.ts";
import {
  type StrategyFamily,
  StrategyMaker,
  type StrategyName,
  type StrategySettings,
} from "../strategy/strategies.ts";

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
}

/** Simulates a set-up's orders, one after the other. */
export class OrderRun {
  #market: Market;
  #setup: OrderRunSetup;
  #simulator: Simulator;
  #strategies: StrategyMaker;
  #benchmarks: IntervalBenchmarks[] = [];
  #watch: Watch | undefined;

  /** @param watch told what routers of a user's own are asked. */
  constructor(market: Market, setup: OrderRunSetup, watch?: Watch) {
    this.#market = market;
    this.#setup = setup;
    this.#simulator = new Simulator(market, setup);
    this.#strategies = new StrategyMaker(market, setup, watch);
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
    { first, end, wantsMeasures, lastFirst = false }: SimulationTask,
  ): SimulationResult[] {
    const results = placements.members.map(({ counts = {} }) => ({
      costs: new Float64Array(end - first),
      prints: new Fingerprint(),
      counts,
      measures: [] as OrderMeasure[],
    }));
    for (let worked = 0; worked < end - first; worked++) {
      const i = lastFirst ? end - 1 - worked : first + worked;
      this.#watch?.work(i);
      const onExecution: OnExecution = (execution, members) => {
        const cost = costUnits(execution);
        const measured = wantsMeasures
          ? measureOrder(execution, this.#market, this.#benchmarksOf(i))
          : undefined;
        for (const member of members) {
          const result = results[member]!;
          result.costs[i - first] = cost;
          result.prints.add(execution.fills);
          if (measured !== undefined) result.measures.push(measured);
        }
      };
      try {
        runShared(this.#simulator, this.#setup.orders[i]!, schedule, placements, onExecution);
      } catch (error) {
        throw error instanceof RouterFault ? error.at({ order: i }) : error;
      }
    }
    return results.map(({ prints, ...result }) => ({ ...result, execution: prints.text() }));
  }

  /** They are the same for every strategy. */
  #benchmarksOf(order: number): IntervalBenchmarks {
    return this.#benchmarks[order] ??= benchmarksOf(this.#setup.orders[order]!, this.#market);
  }
}
