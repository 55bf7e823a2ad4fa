import type { CostTable } from "./cost_table.ts";
import type { Point } from "./grid.ts";
import { type Axis, FIRST_POINT, pointOf, proposerOf, type SearchSettings } from "./parameters.ts";
import type { Stop } from "./proposer/proposer.ts";

/** A point that a search tried. */
export interface Tried {
  /** In the unit box of the axes. */
  readonly coordinates: Float64Array;
  readonly point: Point;
  /** Notional-weighted mean all-in shortfall of the orders tuned on, basis points. */
  readonly costBps: number;
  /** Tells its executions from any others. */
  readonly execution: string;
}

/** What tuning on some orders came to. */
export interface Tuned {
  /** The cheapest point; of equal ones the first tried. */
  readonly best: Point;
  readonly bestBps: number;
  /** In the order they were tried. */
  readonly tried: readonly Tried[];
  /** Why it ended. */
  readonly stopped: Stop;
}

/**
 * Searches the parameters that cost least on the first `count` orders of a table. Without axes there is
 * nothing to search, and the one point there is comes back.
 */
export async function tune(
  table: CostTable,
  count: number,
  axes: readonly Axis[],
  settings: SearchSettings,
): Promise<Tuned> {
  const tried: Tried[] = [];
  const note = (coordinates: Float64Array, point: Point): number => {
    const costBps = table.meanBps(point, count);
    tried.push({ coordinates, point, costBps, execution: table.executionOf(point, count) });
    return costBps;
  };
  let stopped: Stop = "complete";
  if (axes.length === 0) {
    await table.simulate([FIRST_POINT], count);
    note(new Float64Array(), FIRST_POINT);
  } else {
    const proposer = proposerOf(axes, settings);
    for (let batch = proposer.ask(); batch !== undefined; batch = proposer.ask()) {
      const points = batch.map((coordinates) => pointOf(axes, settings.method, coordinates));
      await table.simulate(points, count);
      proposer.tell(points.map((point, i) => note(batch[i]!, point)));
    }
    stopped = proposer.stopped!;
  }
  const best = tried.reduce((least, next) => next.costBps < least.costBps ? next : least);
  return { best: best.point, bestBps: best.costBps, tried, stopped };
}
