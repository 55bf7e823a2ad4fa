/** Parent orders spread over a window of time. @module */

import type { Market } from "./market.ts";
import type { ParentOrder } from "./parent_order.ts";
import { hasPrice } from "../market/price.ts";
import { BUY, SELL, type Side } from "../market/side.ts";

/** How large an order is. */
export type OrderSize =
  | { readonly kind: "shares"; readonly shares: number }
  /** Part of what all venues display on the side to take from, just before the start. */
  | { readonly kind: "displayed"; readonly part: number }
  /** Part of what was traded, off exchange too, in the horizon's length before the start. */
  | { readonly kind: "traded"; readonly part: number };

/** Which parent orders to work. */
export interface OrdersWanted {
  /** Number of orders. */
  readonly count: number;
  /** With both, every start has a buy and a sell. */
  readonly sides: "buy" | "sell" | "both";
  readonly size: OrderSize;
  /**
   * Length of each order's window, ns.
   *
   * @default the whole window for a single start; else ten minutes, at most half a fold
   */
  readonly horizonNs?: number | undefined;
  /** Parts of the window that a walk forward will make. @default 1 */
  readonly folds?: number | undefined;
  /** The window that starts and ends lie in, ns after the tape's origin; by default the tape's rows. */
  readonly fromNs?: number | undefined;
  readonly toNs?: number | undefined;
}

/** Horizon of several orders, unless another is asked for or folds are less than twice as long. */
const USUAL_HORIZON_NS = 600e9;

/** Parent orders, and how they lie in time. */
export interface ParentOrders {
  /** In order of start; of a pair the buy comes first. */
  readonly orders: readonly ParentOrder[];
  /** Of each order: its shares at the mid when it arrives, 1e-9 dollars. */
  readonly notional: Float64Array;
  readonly horizonNs: number;
  /** Between two starts; 0 where there is one. */
  readonly spacingNs: number;
  /** Orders left out because a part of what was displayed or traded came to no share. */
  readonly empty: number;
}

/** When orders may start and end, ns after the tape's origin. */
interface OrdersWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

/**
 * The window that orders lie in: it begins when a live mid is first known.
 *
 * @throws {RangeError} if no live mid comes before its end.
 */
export function ordersWindow(
  market: Market,
  { fromNs, toNs }: Pick<OrdersWanted, "fromNs" | "toNs">,
): OrdersWindow {
  const { clockNs, resolutionNs } = market.live;
  const window = {
    fromNs: Math.max(fromNs ?? -Infinity, firstMidNs(market) + resolutionNs),
    toNs: toNs ?? clockNs.at(-1)!,
  };
  if (window.fromNs >= window.toNs) {
    throw new RangeError(
      "the window has no live bid and ask at once before it ends: nothing to measure against",
    );
  }
  return window;
}

/** How many starts the orders have. */
export function countStarts({ count, sides }: Pick<OrdersWanted, "count" | "sides">): number {
  return sides === "both" ? Math.ceil(count / 2) : count;
}

/**
 * Spreads orders evenly over a window, the first when a live mid is first known, the last so that it ends
 * with the window. Sizes look at the past of each start alone.
 *
 * @throws {RangeError} if the window has no mid or no room for the horizon, or no order has a share.
 */
export function makeParentOrders(market: Market, wanted: OrdersWanted): ParentOrders {
  const { fromNs, toNs } = ordersWindow(market, wanted);
  const windowNs = toNs - fromNs;
  const starts = countStarts(wanted);
  const horizonNs = wanted.horizonNs ??
    (starts === 1 ? windowNs : Math.min(Math.ceil(windowNs / 2 / (wanted.folds ?? 1)), USUAL_HORIZON_NS));
  const spacingNs = starts > 1 ? Math.floor((windowNs - horizonNs) / (starts - 1)) : 0;
  if (horizonNs > windowNs || (starts > 1 && spacingNs < 1)) {
    throw new RangeError(
      `no room for ${starts} starts and a horizon of ${horizonNs / 1e9} s: the window is ${
        windowNs / 1e9
      } s long`,
    );
  }
  const sides: readonly Side[] = wanted.sides === "both"
    ? [BUY, SELL]
    : [wanted.sides === "buy" ? BUY : SELL];
  const orders: ParentOrder[] = [];
  for (let i = 0; i < wanted.count; i++) {
    const startNs = fromNs + Math.floor(i / sides.length) * spacingNs;
    const side = sides[i % sides.length]!;
    const quantity = sharesOf(wanted.size, market, side, startNs, horizonNs);
    if (quantity > 0) orders.push({ side, quantity, startNs, endNs: startNs + horizonNs });
  }
  if (orders.length === 0) {
    throw new RangeError("no order has a share: nothing was displayed or traded before any start");
  }
  return {
    orders,
    notional: Float64Array.from(orders, ({ quantity, startNs }) => quantity * arrivalMid(market, startNs)),
    horizonNs,
    spacingNs,
    empty: wanted.count - orders.length,
  };
}

function arrivalMid(market: Market, startNs: number): number {
  return market.lastMid(market.touchEntry(market.rowsBefore(startNs), startNs));
}

function firstMidNs({ live }: Market): number {
  const first = live.touchNs.findIndex((_, i) => hasPrice(live.touchBid[i]!) && hasPrice(live.touchAsk[i]!));
  if (first < 0) {
    throw new RangeError("the window has no live bid and ask at once: nothing to measure against");
  }
  return live.touchNs[first]!;
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
