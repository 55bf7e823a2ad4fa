/** Searching the cheapest parameters on some orders. @module */

import type { CostTable } from "./cost_table.ts";
import type { Point } from "../model/point.ts";
import { type Axis, pointOf, proposerOf, type SearchSettings } from "./parameters.ts";
import type { Stop } from "./proposer/proposer.ts";

/** A point that a search tried. */
export interface Tried {
  /** The point. */
  readonly point: Point;
  /** Notional-weighted mean all-in shortfall of the orders tuned on, basis points. */
  readonly costBps: number;
}

/** What tuning on some orders came to. */
export interface Tuned {
  /** The cheapest point; of equal ones the first tried. */
  readonly best: Point;
  /** What it cost, as of a point tried. */
  readonly bestBps: number;
  /** In the order they were tried. */
  readonly tried: readonly Tried[];
  /** Why it ended. */
  readonly stopped: Stop;
}

/** Searches the parameters that cost least on the first `count` orders of a table. */
export async function tune(
  table: CostTable,
  count: number,
  axes: readonly Axis[],
  settings: SearchSettings,
): Promise<Tuned> {
  const tried: Tried[] = [];
  const proposer = proposerOf(axes, settings);
  for (let batch = proposer.ask(); batch !== undefined; batch = proposer.ask()) {
    const points = batch.map((coordinates) => pointOf(axes, settings.method, coordinates));
    await table.simulate(points, count);
    const costs = points.map((point) => table.meanBps(point, count));
    for (const [i, point] of points.entries()) tried.push({ point, costBps: costs[i]! });
    proposer.tell(costs);
  }
  const best = tried.reduce((least, next) => next.costBps < least.costBps ? next : least);
  return { best: best.point, bestBps: best.costBps, tried, stopped: proposer.stopped! };
}
