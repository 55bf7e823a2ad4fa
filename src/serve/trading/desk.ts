/** Parent orders, each worked by all strategies on the same market. @module */

import { attributionOf } from "../../analysis/attribution.ts";
import { sharesByKind } from "../../analysis/fill_breakdown.ts";
import { type FillFacts, fillFacts, type FillFigures, fillFigures } from "../../analysis/fill_figures.ts";
import type { ComparedOrder } from "../../analysis/paired_saving.ts";
import type { Market } from "../../execution/market.ts";
import type { ParentOrder } from "../../execution/parent_order.ts";
import { type Execution, Simulator } from "../../execution/simulator.ts";
import type { Point } from "../../model/point.ts";
import type { OrderRunSetup } from "../../search/order_run.ts";
import { StrategyMaker } from "../../strategy/strategy_maker.ts";
import type { StrategyName } from "../../strategy/strategy_name.ts";
import type { Strategy } from "../../execution/strategy.ts";
import { keepingDecisions, type MadeDecision } from "./decisions.ts";

/** A strategy that works every order. */
export interface WorkingStrategy {
  /** `router`, or the name of the comparison. */
  readonly name: string;
  readonly strategy: StrategyName;
  /** Its parameters: the live view searches none. */
  readonly point: Point;
}

/** What a strategy made of an order, as far as the market is known. */
export interface WorkedOrder {
  /** In order of time. */
  readonly fills: readonly FillFacts[];
  /** The same with what they were worth; `undefined` where nobody asked for that. */
  readonly figures: readonly FillFigures[] | undefined;
  /** For the comparison with others. */
  readonly compared: ComparedOrder;
  /** 1e-9 dollars; `NaN` for want of one. */
  readonly arrivalMid: number;
  /** Of the first strategy alone, which is the measured one. */
  readonly decisions: readonly MadeDecision[];
}

/**
 * Works parent orders by several strategies with the back-test's own simulator. A strategy sees nothing later than its
 * decisions, so that what it did before a moment is the same whether the market is known to that moment or to the end
 * of the day; what is later than that is provisional, and whoever asks must leave it out.
 */
export class Desk {
  #market: Market;
  #setup: Omit<OrderRunSetup, "orders">;
  #simulator: Simulator;
  #strategies: readonly Strategy[];
  #measuresFills: boolean;

  /**
   * @param strategies the measured one first.
   * @param measuresFills whether somebody asks what each fill was worth.
   */
  constructor(
    market: Market,
    setup: Omit<OrderRunSetup, "orders">,
    strategies: readonly WorkingStrategy[],
    { measuresFills }: { readonly measuresFills: boolean },
  ) {
    this.#market = market;
    this.#setup = setup;
    this.#simulator = new Simulator(market, setup);
    const maker = new StrategyMaker(market, setup);
    this.#strategies = strategies.map(({ strategy, point }) => maker.make(strategy, point));
    this.#measuresFills = measuresFills;
  }

  /** What each strategy makes of an order. */
  work(order: ParentOrder): WorkedOrder[] {
    return this.#strategies.map(({ schedule, placement }, index) => {
      if (index > 0) return this.#measured(this.#simulator.run(order, { schedule, placement }), []);
      const keeping = keepingDecisions(placement, this.#latencies());
      const execution = this.#simulator.run(order, { schedule, placement: keeping.placement });
      return this.#measured(execution, keeping.made);
    });
  }

  #latencies(): ArrayLike<number> {
    const { latencyNs } = this.#setup;
    if (typeof latencyNs !== "number") return latencyNs;
    return new Float64Array(this.#market.venues.count).fill(latencyNs);
  }

  #measured(execution: Execution, decisions: readonly MadeDecision[]): WorkedOrder {
    const { order, unfilled, arrivalMid } = execution;
    return {
      fills: fillFacts(execution.fills, this.#market),
      figures: this.#measuresFills ? fillFigures(execution, this.#market) : undefined,
      compared: {
        order,
        unfilled,
        attribution: attributionOf(execution),
        breakdown: { shares: sharesByKind(execution.fills) },
      },
      arrivalMid,
      decisions,
    };
  }
}
