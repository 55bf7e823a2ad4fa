/** Frames merged for whoever is too slow for all of them. @module */

import type { Frame } from "../frames.ts";
import { MOST_FILLS } from "./frame_maker.ts";
import { fewer } from "./trades.ts";

/**
 * One frame in the place of two of the same run: the state (and health) of the later, and what happened before either. What it
 * holds is bounded as a frame's is, however many are merged.
 */
export function merged<Shown extends Omit<Frame, "health">>(earlier: Shown, later: Shown): Shown {
  const fills = [...earlier.fills, ...later.fills];
  const shown = new Set(later.orders.map(({ order }) => order));
  return {
    ...later,
    merged: earlier.merged + later.merged,
    trades: fewer([...earlier.trades, ...later.trades]),
    fills: fills.slice(-MOST_FILLS),
    fillsLeftOut: earlier.fillsLeftOut + later.fillsLeftOut + Math.max(0, fills.length - MOST_FILLS),
    orders: [...earlier.orders.filter(({ order, ended }) => ended && !shown.has(order)), ...later.orders]
      .slice(-MOST_ORDERS),
  };
}

/** Orders of a merged frame, at most. */
const MOST_ORDERS = 40;
