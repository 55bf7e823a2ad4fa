import type { ParentOrder } from "../execution/schedule.ts";
import { CostTable, type CostTableOptions } from "./cost_table.ts";
import { type Fold, walkForward } from "./folds.ts";
import type { Point } from "./grid.ts";
import { axisSweeps, type Identifiability, identify } from "./identifiability.ts";
import { type Axis, FIRST_POINT, levelsOf, pointOf, type SearchSettings } from "./parameters.ts";
import { tune, type Tuned } from "./tune.ts";

/** How to tune, and on what. */
export interface WalkOptions extends Omit<CostTableOptions, "counts"> {
  /** In order of start, all equally long. */
  readonly orders: readonly ParentOrder[];
  /** The parameters to search; none leaves nothing to tune. */
  readonly axes: readonly Axis[];
  readonly settings: SearchSettings;
  /** Parts of the time; with one, all orders are tuned on and scored. */
  readonly folds: number;
}

/** Orders scored with parameters of theirs. */
export interface Scored {
  /** Orders from this index … */
  readonly first: number;
  /** … to before this one. */
  readonly end: number;
  readonly point: Point;
}

/** A fold, and what tuning on the orders before it came to. */
export interface TunedFold {
  readonly fold: Fold;
  readonly tuned: Tuned;
  /** All-in shortfall of each order at the point chosen, 1e-9 dollars; valid for those tuned on. */
  readonly trainedCosts: Float64Array;
}

/** Parameters for every scored order, and what can be said of them. */
export interface Walked {
  /** In order; together without a gap. */
  readonly scored: readonly Scored[];
  readonly folds: readonly TunedFold[];
  /** Whether the orders scored are those tuned on, so that the figures are no evidence. */
  readonly inSample: boolean;
  /** What the points of the last search tell of the parameters; `undefined` where nothing was searched. */
  readonly identifiability: Identifiability | undefined;
  /** Points tried, in all folds. */
  readonly evaluations: number;
}

/**
 * Tunes parameters as time goes on: each fold's orders are scored with those that cost least on the orders
 * that ended before it. Nothing of a scored order is seen by the tuning, since its costs are simulated
 * without it.
 *
 * @throws {RangeError} if there are too few orders for so many folds.
 */
export async function tuneWalkingForward(options: WalkOptions): Promise<Walked> {
  const { orders, axes, settings, folds } = options;
  const all = orders.length;
  if (axes.length === 0) {
    const scored = [{ first: 0, end: all, point: FIRST_POINT }];
    return { scored, folds: [], inSample: false, identifiability: undefined, evaluations: 0 };
  }
  const inSample = folds === 1;
  const parts = inSample ? [wholeOf(orders)] : walkForward(orders, folds);
  const table = new CostTable({ ...options, counts: parts.map(({ trained }) => trained) });
  const walked: TunedFold[] = [];
  for (const fold of parts) {
    const tuned = await tune(table, fold.trained, axes, settings);
    walked.push({ fold, tuned, trainedCosts: table.costsOf(tuned.best) });
  }
  const { fold, tuned } = walked.at(-1)!;
  return {
    scored: walked.map(({ fold: { first, end }, tuned: { best } }) => ({ first, end, point: best })),
    folds: walked,
    inSample,
    identifiability: await identifyParameters(table, fold.trained, tuned, options),
    evaluations: walked.reduce((sum, { tuned }) => sum + tuned.tried.length, 0),
  };
}

function wholeOf(orders: readonly ParentOrder[]): Fold {
  const all = orders.length;
  return { fromNs: orders[0]!.startNs, toNs: orders.at(-1)!.endNs, trained: all, first: 0, end: all };
}

async function identifyParameters(
  table: CostTable,
  count: number,
  { tried, best }: Tuned,
  { axes, settings: { method } }: WalkOptions,
): Promise<Identifiability> {
  const coordinates = tried.map((trial) => trial.coordinates);
  const points = tried.map((trial) => trial.point);
  if (method !== "grid") {
    // Points that differ in one parameter alone, which only a grid has by itself.
    const centre = tried.find(({ point }) => point === best)!.coordinates;
    for (const sweep of axisSweeps(centre, axes.map(levelsOf))) {
      coordinates.push(sweep);
      points.push(pointOf(axes, method, sweep));
    }
    await table.simulate(points, count);
  }
  return identify({
    points: coordinates,
    costsBps: points.map((point) => table.meanBps(point, count)),
    executions: points.map((point) => table.executionOf(point, count)),
    ranges: axes.map(() => ({ low: 0, high: 1 })),
  });
}
