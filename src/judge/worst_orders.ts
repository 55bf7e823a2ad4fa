/** The orders that cost most, with what happened to them. @module */

import { type AttributionBps, attributionBps } from "../analysis/attribution.ts";
import { halfUnitsToDollars } from "../analysis/half_units.ts";
import type { OrderMeasure } from "../analysis/order_measure.ts";
import type { Market } from "../execution/market.ts";
import type { Execution } from "../execution/simulator.ts";
import type { JudgedOrder } from "./judged_orders.ts";

/** How many orders are shown. */
export const WORST = 10;
/** Moments of an order's path. */
const STEPS = 60;
/** Fills shown of one order. */
const MOST_FILLS = 200;

/** The touch at a moment. */
export interface PathPoint {
  /** ns after the tape's origin. */
  readonly timeNs: number;
  /** 1e-9 dollars; `NaN` where there is none. */
  readonly bid: number;
  /** As the bid. */
  readonly ask: number;
}

/** A fill as it is shown. */
export interface ShownFill {
  /** ns after the tape's origin, by its clock. */
  readonly timeNs: number;
  /** Index into the view's venues. */
  readonly venue: number;
  /** 1e-9 dollars. */
  readonly price: number;
  /** How many. */
  readonly shares: number;
  /** `TAKEN`, `RESTED` or `CROSSED`. */
  readonly kind: number;
}

/** An order that cost much. */
export interface WorstOrder {
  /** As its file calls it. */
  readonly name: string;
  /** All that is measured of it. */
  readonly measure: OrderMeasure;
  /** Dollars. */
  readonly cost: number;
  /** The cost in basis points, and its parts. */
  readonly bps: AttributionBps;
  /** The market's best quotes while it ran. */
  readonly path: readonly PathPoint[];
  /** The first of them, where there are very many. */
  readonly fills: readonly ShownFill[];
}

/** Keeps the orders that cost most dollars; of equal ones the first. */
export class WorstOrders {
  #market: Market;
  #kept: WorstOrder[] = [];

  constructor(market: Market) {
    this.#market = market;
  }

  /** Looks at an order. */
  add({ name }: JudgedOrder, execution: Execution, measure: OrderMeasure): void {
    if (measure.attribution === null) return;
    const cost = halfUnitsToDollars(measure.attribution.total);
    if (this.#kept.length === WORST && cost <= this.#kept.at(-1)!.cost) return;
    const { fills } = execution;
    const shown = Math.min(fills.length, MOST_FILLS);
    const worst: WorstOrder = {
      name,
      measure,
      cost,
      bps: attributionBps(measure.attribution),
      path: this.#pathOf(execution),
      fills: Array.from({ length: shown }, (_, i) => ({
        timeNs: fills.timeNs[i]!,
        venue: fills.venue[i]!,
        price: fills.price[i]!,
        shares: fills.shares[i]!,
        kind: fills.kind[i]!,
      })),
    };
    const at = this.#kept.findIndex((other) => other.cost < cost);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, worst);
    this.#kept.length = Math.min(this.#kept.length, WORST);
  }

  /** The worst first. */
  finish(): readonly WorstOrder[] {
    return this.#kept;
  }

  #pathOf({ order: { startNs, endNs } }: Execution): PathPoint[] {
    const { live } = this.#market;
    return Array.from({ length: STEPS + 1 }, (_, step) => {
      const timeNs = Math.floor(startNs + (endNs - startNs) * step / STEPS);
      const entry = this.#market.touchEntry(this.#market.rowsThrough(timeNs), timeNs);
      return {
        timeNs,
        bid: entry < 0 ? NaN : live.touchBid[entry]!,
        ask: entry < 0 ? NaN : live.touchAsk[entry]!,
      };
    });
  }
}
