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
import { StrategyMaker, type StrategyName, type StrategySettings } from "../strategy/strategies.ts";

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

/** A strategy at a point on some of the orders. */
export interface SimulationTask {
  /** The strategy. */
  readonly strategy: StrategyName;
  /** The point of its parameters. */
  readonly point: Point;
  /** Orders from this index … */
  readonly first: number;
  /** … to before this one. */
  readonly end: number;
  /** Whether all measures are wanted, or the costs alone. */
  readonly wantsMeasures: boolean;
}

/** What simulating a task gave. */
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

  constructor(market: Market, setup: OrderRunSetup) {
    this.#market = market;
    this.#setup = setup;
    this.#simulator = new Simulator(market, setup);
    this.#strategies = new StrategyMaker(market, setup);
  }

  /** Simulates the orders of a task. */
  simulate({ strategy, point, first, end, wantsMeasures }: SimulationTask): SimulationResult {
    const made = this.#strategies.make(strategy, point);
    const costs = new Float64Array(end - first);
    const prints = new Fingerprint();
    const measured: OrderMeasure[] = [];
    for (let i = first; i < end; i++) {
      const execution = this.#simulator.run(this.#setup.orders[i]!, made);
      costs[i - first] = costUnits(execution);
      prints.add(execution.fills);
      if (wantsMeasures) measured.push(measureOrder(execution, this.#market, this.#benchmarksOf(i)));
    }
    return { costs, execution: prints.text(), counts: made.placement.counts ?? {}, measures: measured };
  }

  /** They are the same for every strategy. */
  #benchmarksOf(order: number): IntervalBenchmarks {
    return this.#benchmarks[order] ??= benchmarksOf(this.#setup.orders[order]!, this.#market);
  }
}
