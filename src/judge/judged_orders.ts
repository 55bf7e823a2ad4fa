/** The parent orders that a router worked, each with its fills. @module */

import type { Market } from "../execution/market.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { DataError } from "../market/data_error.ts";
import { BUY, sideName } from "../market/side.ts";
import { NS_PER_SECOND } from "../market/time.ts";
import type { Fills } from "./fills.ts";
import { UNNAMED } from "./names.ts";
import type { ParentRow } from "./read/parents.ts";

/** A parent order, and what the router did for it. */
export interface JudgedOrder {
  /** As its file calls it. */
  readonly name: string;
  /** By the tape's clock. */
  readonly order: ParentOrder;
  /** Its fills, in order of time. */
  readonly fills: readonly number[];
}

/** The orders to judge, in order of start, and what was met on the way. */
export interface JudgedOrders {
  /** In order of their starts. */
  readonly orders: readonly JudgedOrder[];
  /** Names of those that the tape does not cover, and which are left out. */
  readonly outside: readonly string[];
  /** Whether the orders were made from the fills. */
  readonly derived: boolean;
  /** Fills before their order's start, or after its end. */
  readonly fillsOutsideWindow: number;
}

/** An order made from its fills is at least this long. */
const LEAST_LENGTH_NS = NS_PER_SECOND;

/** What the orders are made of. */
interface OrdersInput {
  readonly fills: Fills;
  /** Name of the fills' file, for messages. */
  readonly file: string;
  readonly parents?: readonly ParentRow[] | undefined;
  /** By fill: its time by the tape's clock, ns. */
  readonly timeNs: Float64Array;
  /** To be added to the router's times, ns. */
  readonly offsetNs: number;
}

/**
 * Gives each fill to its parent order. Orders come from their file; without one they are made from the fills that name
 * the same order (those that name none make one order a side), from the first child order sent, else the first fill,
 * to the last fill. An order that begins before the tape, or ends after it, is left out with all its fills.
 *
 * @throws {DataError} naming file and line: for sells among buys, more shares than were ordered, a fill of no order
 *   or of several; and if the tape covers no order.
 */
export function judgedOrders(input: OrdersInput, { live: { clockNs } }: Market): JudgedOrders {
  const { parents } = input;
  const all = parents === undefined ? derivedOrders(input) : givenOrders(parents, input);
  const [fromNs, toNs] = [clockNs[0]!, clockNs.at(-1)!];
  const { timeNs } = input;
  const isInside = ({ order, fills }: JudgedOrder): boolean =>
    order.startNs > fromNs && order.endNs <= toNs &&
    fills.every((i) => timeNs[i]! >= fromNs && timeNs[i]! <= toNs);
  const orders = all.filter(isInside).sort((a, b) => a.order.startNs - b.order.startNs);
  if (orders.length === 0) {
    throw new DataError("the tape covers none of the orders: is it the same day, and are the times UTC?", {
      file: input.file,
    });
  }
  let fillsOutsideWindow = 0;
  for (const { order, fills } of orders) {
    for (const i of fills) if (timeNs[i]! < order.startNs || timeNs[i]! > order.endNs) fillsOutsideWindow++;
  }
  return {
    orders,
    outside: all.filter((each) => !isInside(each)).map(({ name }) => name),
    derived: parents === undefined,
    fillsOutsideWindow,
  };
}

function derivedOrders(input: OrdersInput): JudgedOrder[] {
  const { fills, timeNs, offsetNs } = input;
  const groups = new Map<string, number[]>();
  for (let i = 0; i < fills.length; i++) {
    const named = fills.order[i]!;
    const name = named === UNNAMED
      ? `all ${sideName(fills.side[i] === BUY ? 1 : -1)}s`
      : fills.orders.list[named]!;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [i]);
    else group.push(i);
  }
  return [...groups].map(([name, group]) => {
    let startNs = Infinity;
    let lastNs = -Infinity;
    let quantity = 0;
    for (const i of group) {
      const sentNs = fills.sentNs[i]! + offsetNs;
      startNs = Math.min(startNs, timeNs[i]!, Number.isNaN(sentNs) ? Infinity : sentNs);
      lastNs = Math.max(lastNs, timeNs[i]!);
      quantity += fills.shares[i]!;
    }
    const side = fills.side[group[0]!]! === BUY ? 1 : -1;
    const order = { side, quantity, startNs, endNs: Math.max(lastNs, startNs + LEAST_LENGTH_NS) } as const;
    return checked({ name, order, fills: group }, input);
  });
}

function givenOrders(parents: readonly ParentRow[], input: OrdersInput): JudgedOrder[] {
  const { fills, offsetNs } = input;
  const orders = parents.map(({ order: name, side, quantity, startNs, endNs, limit }) => ({
    name,
    order: {
      side,
      quantity,
      startNs: startNs + offsetNs,
      endNs: endNs + offsetNs,
      ...(limit === undefined ? {} : { limit }),
    },
    fills: [] as number[],
  }));
  const byName = new Map(orders.map((order) => [order.name, order]));
  for (let i = 0; i < fills.length; i++) {
    const named = fills.order[i]!;
    const order = named === UNNAMED ? onlyOrderOf(i, orders, input) : byName.get(fills.orders.list[named]!);
    if (order === undefined) {
      throw new DataError(
        `order ${fills.orders.list[named]} is not among the parent orders`,
        place(i, input),
      );
    }
    order.fills.push(i);
  }
  return orders.map((order) => checked(order, input));
}

/** The order whose side and time fit a fill that names none. */
function onlyOrderOf<T extends JudgedOrder>(i: number, orders: readonly T[], input: OrdersInput): T {
  const { fills, timeNs } = input;
  const fitting = orders.filter(({ order }) =>
    order.side === fills.side[i] && timeNs[i]! >= order.startNs && timeNs[i]! <= order.endNs
  );
  if (fitting.length === 1) return fitting[0]!;
  const which = fitting.length === 0 ? "no parent order has" : `${fitting.length} parent orders have`;
  throw new DataError(`the fill names no order, and ${which} its side and time`, place(i, input));
}

/** The order with its fills by time. */
function checked({ name, order, fills: group }: JudgedOrder, input: OrdersInput): JudgedOrder {
  const { fills, timeNs } = input;
  let filled = 0;
  for (const i of group) {
    if (fills.side[i] !== order.side) {
      const [own, others] = order.side === BUY ? ["sell", "buys"] : ["buy", "sells"];
      throw new DataError(`a ${own} of order ${name}, which ${others}`, place(i, input));
    }
    filled += fills.shares[i]!;
    if (filled > order.quantity) {
      throw new DataError(
        `order ${name} is of ${order.quantity} shares, and here ${filled} of them are filled`,
        place(i, input),
      );
    }
  }
  return { name, order, fills: group.toSorted((a, b) => timeNs[a]! - timeNs[b]! || a - b) };
}

function place(i: number, { fills, file }: OrdersInput): { file: string; line: number } {
  return { file, line: fills.line[i]! };
}
