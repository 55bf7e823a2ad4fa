/** The orders that cost most, with what happened to them. @module */

import { type AttributionBps, attributionBps } from "../analysis/attribution.ts";
import { type FillFigures, fillFigures } from "../analysis/fill_figures.ts";
import { type FillMark, fillMarks } from "../analysis/fill_marks.ts";
import { halfUnitsToDollars } from "../analysis/half_units.ts";
import type { OrderMeasure } from "../analysis/order_measure.ts";
import { type TouchPath, touchPath } from "../analysis/touch_path.ts";
import type { Market } from "../execution/market.ts";
import type { Execution } from "../execution/simulator.ts";
import type { JudgedOrder } from "./judged_orders.ts";

/** How many orders are shown. */
const WORST = 10;

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
  /** The live touch from its start to its end. */
  readonly path: TouchPath;
  /** What filled, and when: by `router`, and by the main one of those that it is compared with. */
  readonly fills: Readonly<Record<string, readonly FillMark[]>>;
}

/** The order with what another strategy filled of it. */
export function withFillsOf(worst: WorstOrder, other: string, fills: readonly FillFigures[]): WorstOrder {
  const { startNs, endNs } = worst.measure.order;
  return { ...worst, fills: { ...worst.fills, [other]: fillMarks(fills, startNs, endNs) } };
}

/** Keeps the orders that cost most dollars; of equal ones the first. */
export class WorstOrders {
  #view: Market;
  #kept: WorstOrder[] = [];

  /** @param view the market with the venues of all fills. */
  constructor(view: Market) {
    this.#view = view;
  }

  /** Looks at an order. */
  add({ name }: JudgedOrder, execution: Execution, measure: OrderMeasure): void {
    if (measure.attribution === null) return;
    const cost = halfUnitsToDollars(measure.attribution.total);
    if (this.#kept.length === WORST && cost <= this.#kept.at(-1)!.cost) return;
    const { startNs, endNs } = execution.order;
    const worst: WorstOrder = {
      name,
      measure,
      cost,
      bps: attributionBps(measure.attribution),
      path: touchPath(this.#view, startNs, endNs),
      fills: { router: fillMarks(fillFigures(execution, this.#view), startNs, endNs) },
    };
    const at = this.#kept.findIndex((other) => other.cost < cost);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, worst);
    this.#kept.length = Math.min(this.#kept.length, WORST);
  }

  /** The worst first. */
  finish(): readonly WorstOrder[] {
    return this.#kept;
  }
}
