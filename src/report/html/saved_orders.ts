/** What each order saved on one other strategy, as plots take it. @module */

import type { SavingsByOrderReport } from "../schema.ts";
import { count, savedBps, savedDollars } from "./figures.ts";
import { momentMs, timeText } from "./time_axis.ts";

/** An order, and what it saved. */
export interface SavedOrder {
  /** Its number or its name. */
  readonly order: number | string;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  /** Its start, ms since 1970. */
  readonly startMs: number;
  /** Dollars. */
  readonly notional: number;
  readonly bps: number;
  readonly dollars: number;
}

/** The columns of an artefact, whatever its orders are called. */
export type SavingColumns = Omit<SavingsByOrderReport, "order"> & {
  readonly order: readonly (number | string)[];
};

/** What each order saved on another strategy, by rising start. */
export function savedOrders(columns: SavingColumns, name: string): SavedOrder[] {
  const { order, from, start_ns, side, quantity, notional, saving_bps } = columns;
  const fromMs = momentMs(from);
  const savings = Object.hasOwn(saving_bps, name) ? saving_bps[name]! : [];
  const length = Math.min(...[order, start_ns, side, quantity, notional].map((column) => column.length));
  return savings.slice(0, length).map((bps, i) => ({
    order: order[i]!,
    side: side[i]!,
    quantity: quantity[i]!,
    startMs: fromMs + start_ns[i]! / 1e6,
    notional: notional[i]!,
    bps,
    dollars: bps * notional[i]! / 1e4,
  }));
}

/** The mean saving of orders by notional, basis points. */
export function meanBps(orders: readonly SavedOrder[]): number {
  const notional = orders.reduce((sum, each) => sum + each.notional, 0);
  return orders.reduce((sum, each) => sum + each.bps * each.notional, 0) / notional;
}

/** An order in a few words. */
export function orderTitle({ order, side, quantity, startMs, bps, dollars }: SavedOrder): string {
  return `Order ${order}, ${timeText(startMs)}, ${side} ${count(quantity)}: ${savedBps(bps)} bps, ${
    savedDollars(dollars)
  } $`;
}
