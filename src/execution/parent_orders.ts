/** Parent orders spread over windows of time. @module */

import type { Market } from "./market.ts";
import type { ParentOrder } from "./parent_order.ts";
import { DataError } from "../market/data_error.ts";
import { BPS, fromDollars, hasPrice } from "../market/price.ts";
import { BUY, SELL, type Side } from "../market/side.ts";
import { lengthOf, type TimeWindow } from "../market/time_windows.ts";

/** How large an order is. */
export type OrderSize =
  | { readonly kind: "shares"; readonly shares: number }
  /** Part of what all venues display on the side to take from, just before the start. */
  | { readonly kind: "displayed"; readonly part: number }
  /** Part of what was traded, off exchange too, in the horizon's length before the start. */
  | { readonly kind: "traded"; readonly part: number };

/** The worst price that an order may pay or get. */
export type OrderLimit =
  | { readonly kind: "price"; readonly dollars: number }
  /** So much worse than the mid when the order arrives; negative is better. */
  | { readonly kind: "bps"; readonly bps: number };

/** Which parent orders to work. */
export interface OrdersWanted {
  /** Number of orders; of orders that start {@linkcode everyNs} it plays no part. */
  readonly count: number;
  /** Orders start so often, as many as fit, ns: what follows on the tape moves none of them. @default evenly */
  readonly everyNs?: number | undefined;
  /** With both, every start has a buy and a sell. */
  readonly sides: "buy" | "sell" | "both";
  readonly size: OrderSize;
  /**
   * Length of each order, ns.
   *
   * @default the time between two starts where that is given; the longest window for a single start; else ten
   * minutes, at most half a fold or half that window
   */
  readonly horizonNs?: number | undefined;
  /** Part of the spacing that all starts come later by; the last, which then has no room, is left out. @default 0 */
  readonly phase?: number | undefined;
  /** Parts of the windows' time that a walk forward will make. @default 1 */
  readonly folds?: number | undefined;
  /** In one of these each order starts and ends; in order, none overlaps another. @default the tape's rows */
  readonly windows?: readonly TimeWindow[] | undefined;
  /** @default none */
  readonly limit?: OrderLimit | undefined;
}

/** Horizon of several orders, unless another is asked for or folds are less than twice as long. */
const USUAL_HORIZON_NS = 600e9;

/** Parent orders, and how they lie in time. */
export interface ParentOrders {
  /** In order of start; of a pair the buy comes first. */
  readonly orders: readonly ParentOrder[];
  /** Of each order: its shares at the mid when it arrives, 1e-9 dollars. */
  readonly notional: Float64Array;
  /** Length of each order, ns. */
  readonly horizonNs: number;
  /** Between two starts, by the time at which an order may start; 0 where there is one. */
  readonly spacingNs: number;
  /** The windows that orders lie in: from the first mid on, and with room for the horizon. */
  readonly windows: readonly TimeWindow[];
  /** Orders left out because a part of what was displayed or traded came to no share. */
  readonly empty: number;
}

/**
 * The windows that orders lie in: each begins when a live mid is first known. That may be from before it, once a row
 * has come since the end of the previous window.
 *
 * @throws {DataError} if none has a live mid before its end.
 */
export function ordersWindows(market: Market, windows?: readonly TimeWindow[]): TimeWindow[] {
  const { clockNs, resolutionNs } = market.live;
  const found: TimeWindow[] = [];
  let sinceNs = -Infinity;
  for (const window of windows ?? [{ fromNs: -Infinity, toNs: clockNs.at(-1)! }]) {
    const fromNs = Math.max(window.fromNs, midKnownNs(market, sinceNs) + resolutionNs);
    if (fromNs < window.toNs) found.push({ fromNs, toNs: window.toNs });
    sinceNs = window.toNs;
  }
  if (found.length === 0) {
    throw new DataError(
      "the window has no live bid and ask at once before it ends: nothing to measure against",
    );
  }
  return found;
}

/** When, from the first row since a moment on, the live mid is known; `Infinity` where it never is. */
function midKnownNs({ live: { clockNs, touchNs, touchBid, touchAsk } }: Market, sinceNs: number): number {
  const rowNs = clockNs.find((ns) => ns >= sinceNs) ?? Infinity;
  const entry = touchNs.findIndex((_, i) =>
    (touchNs[i + 1] ?? Infinity) >= rowNs && hasPrice(touchBid[i]!) && hasPrice(touchAsk[i]!)
  );
  return entry < 0 ? Infinity : Math.max(rowNs, touchNs[entry]!);
}

/** How many starts the orders have. */
export function countStarts({ count, sides }: Pick<OrdersWanted, "count" | "sides">): number {
  return sides === "both" ? Math.ceil(count / 2) : count;
}

/** Where orders of a horizon may start. */
export class StartRoom {
  /** Windows that are long enough for an order. */
  readonly windows: readonly TimeWindow[];
  /** How far apart the first and the last start may be, but for the time between the windows, ns. */
  readonly lengthNs: number;
  #horizonNs: number;

  constructor(windows: readonly TimeWindow[], horizonNs: number) {
    this.windows = windows.filter((window) => lengthOf(window) >= horizonNs);
    this.lengthNs = this.windows.reduce((sum, window) => sum + lengthOf(window) - horizonNs, 0);
    this.#horizonNs = horizonNs;
  }

  /** Whether there is room for so many starts, a nanosecond apart at least. */
  holds(starts: number): boolean {
    return this.windows.length > 0 && this.lengthNs >= starts - 1;
  }

  /** The moment of a start, by how much room lies before it. */
  startAt(roomNs: number): number {
    let leftNs = roomNs;
    for (const { fromNs, toNs } of this.windows) {
      const hereNs = toNs - fromNs - this.#horizonNs;
      if (leftNs <= hereNs) return fromNs + leftNs;
      leftNs -= hereNs;
    }
    throw new RangeError(`There is no room for a start at ${roomNs} ns`);
  }
}

/**
 * Spreads orders evenly over windows: the first starts when a live mid is first known, the last ends with the last
 * window, and no order spans two. What is even is the room, in which an order may start and still end within its
 * window. A single start takes the first window that it has room in: without a horizon, all of the longest one.
 * Sizes and limits look at the past of each start alone.
 *
 * @throws {DataError} if no window has a mid or room for the horizon, or no order has a share.
 */
export function makeParentOrders(market: Market, wanted: OrdersWanted): ParentOrders {
  const windows = ordersWindows(market, wanted.windows);
  const placed = wanted.everyNs === undefined
    ? startsOverWindows(wanted, windows)
    : startsEvery(wanted.everyNs, wanted, windows);
  const { startsNs, horizonNs, spacingNs } = placed;
  const sides: readonly Side[] = wanted.sides === "both"
    ? [BUY, SELL]
    : [wanted.sides === "buy" ? BUY : SELL];
  const orders: ParentOrder[] = [];
  for (const startNs of startsNs) {
    for (const side of sides) {
      const quantity = sharesOf(wanted.size, market, side, startNs, horizonNs);
      if (quantity === 0) continue;
      const limit = wanted.limit && limitOf(wanted.limit, market, side, startNs);
      orders.push({
        side,
        quantity,
        startNs,
        endNs: startNs + horizonNs,
        ...(limit === undefined ? {} : { limit }),
      });
    }
  }
  if (orders.length === 0) {
    throw new DataError("no order has a share: nothing was displayed or traded before any start");
  }
  return {
    orders,
    notional: Float64Array.from(orders, ({ quantity, startNs }) => quantity * arrivalMid(market, startNs)),
    horizonNs,
    spacingNs,
    windows: placed.windows,
    empty: startsNs.length * sides.length - orders.length,
  };
}

/** When orders start, and how long they are. */
interface Starts {
  readonly startsNs: readonly number[];
  readonly horizonNs: number;
  readonly spacingNs: number;
  readonly windows: readonly TimeWindow[];
}

function startsOverWindows(wanted: OrdersWanted, windows: readonly TimeWindow[]): Starts {
  const starts = countStarts(wanted);
  const horizonNs = wanted.horizonNs ?? usualHorizon(windows, starts, wanted.folds ?? 1);
  const room = new StartRoom(windows, horizonNs);
  if (!room.holds(starts)) {
    throw new DataError(
      `no room for ${starts} starts and a horizon of ${horizonNs / 1e9} s: ${roomText(windows)}`,
    );
  }
  const spacingNs = starts > 1 ? Math.floor(room.lengthNs / (starts - 1)) : 0;
  const laterNs = Math.floor((wanted.phase ?? 0) * spacingNs);
  return {
    startsNs: Array.from(
      { length: laterNs > 0 ? starts - 1 : starts },
      (_, i) => room.startAt(laterNs + i * spacingNs),
    ),
    horizonNs,
    spacingNs,
    windows: starts > 1 ? room.windows : room.windows.slice(0, 1),
  };
}

function startsEvery(everyNs: number, wanted: OrdersWanted, windows: readonly TimeWindow[]): Starts {
  const horizonNs = wanted.horizonNs ?? everyNs;
  const room = new StartRoom(windows, horizonNs);
  if (!room.holds(1)) {
    throw new DataError(`no room for a horizon of ${horizonNs / 1e9} s: ${roomText(windows)}`);
  }
  const laterNs = Math.floor((wanted.phase ?? 0) * everyNs);
  const startsNs = room.windows.flatMap(({ fromNs, toNs }) => {
    const lastNs = toNs - horizonNs - fromNs - laterNs;
    return Array.from(
      { length: Math.max(0, Math.floor(lastNs / everyNs) + 1) },
      (_, i) => fromNs + laterNs + i * everyNs,
    );
  });
  return { startsNs, horizonNs, spacingNs: startsNs.length > 1 ? everyNs : 0, windows: room.windows };
}

function usualHorizon(windows: readonly TimeWindow[], starts: number, folds: number): number {
  const lengths = windows.map(lengthOf);
  const longestNs = lengths.reduce((a, b) => Math.max(a, b));
  if (starts === 1) return longestNs;
  const totalNs = lengths.reduce((a, b) => a + b);
  return Math.min(Math.ceil(totalNs / 2 / folds), Math.ceil(longestNs / 2), USUAL_HORIZON_NS);
}

/** How long windows are, for messages. */
function roomText(windows: readonly TimeWindow[]): string {
  const seconds = windows.map((window) => lengthOf(window) / 1e9);
  if (seconds.length === 1) return `the window is ${seconds[0]} s long`;
  return `the longest of ${seconds.length} windows is ${Math.max(...seconds)} s long`;
}

function limitOf(limit: OrderLimit, market: Market, side: Side, startNs: number): number {
  if (limit.kind === "price") return fromDollars(limit.dollars);
  const mid = arrivalMid(market, startNs);
  return Math.round(mid + side * mid * limit.bps / BPS);
}

function arrivalMid(market: Market, startNs: number): number {
  return market.lastMid(market.touchEntry(market.rowsBefore(startNs), startNs));
}

function sharesOf(
  size: OrderSize,
  market: Market,
  side: Side,
  startNs: number,
  horizonNs: number,
): number {
  if (size.kind === "shares") return size.shares;
  const rows = market.rowsBefore(startNs);
  if (size.kind === "traded") {
    const { volumeShares } = market.live;
    const before = market.printsBy(market.rowsBefore(startNs - horizonNs));
    return Math.round(size.part * (volumeShares[market.printsBy(rows)]! - volumeShares[before]!));
  }
  let displayed = 0;
  for (let venue = 0; venue < market.venues.count; venue++) {
    const row = market.liveRow(venue, rows, startNs);
    if (row >= 0 && hasPrice(market.farPrice(row, side))) displayed += market.farSize(row, side);
  }
  return Math.round(size.part * displayed);
}
