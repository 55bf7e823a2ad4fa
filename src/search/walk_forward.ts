/** Tuning on the past and scoring what follows. @module */

import type { ParentOrder } from "../execution/parent_order.ts";
import type { TimeWindow } from "../market/time_windows.ts";
import { CostTable, type CostTableOptions } from "./cost_table.ts";
import { type Fold, walkForward } from "./folds.ts";
import type { Point } from "../model/point.ts";
import { axisSweeps, type Identifiability, identify } from "./identifiability.ts";
import { type Axis, pointWith, type SearchSettings, valuesOf } from "./parameters.ts";
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
  /** How long after its end an order may still fill, ns: it has ended only then. */
  readonly settlingNs: number;
  /** The windows that the orders lie in: folds are equal by the time within them. @default all time */
  readonly windows?: readonly TimeWindow[] | undefined;
}

/** Orders scored with parameters of theirs. */
export interface Scored {
  /** Orders from this index … */
  readonly first: number;
  /** … to before this one. */
  readonly end: number;
  /** Their parameters. */
  readonly point: Point;
}

/** A fold, and what tuning on the orders before it came to. */
export interface TunedFold {
  /** The fold. */
  readonly fold: Fold;
  /** What tuning came to. */
  readonly tuned: Tuned;
  /** All-in shortfall of the orders tuned on at the point chosen, 1e-9 dollars. */
  readonly trainedCost: number;
}

/** Parameters for every scored order, and what can be said of them. */
export interface Walked {
  /** In order; together without a gap. */
  readonly scored: readonly Scored[];
  /** The folds, none where nothing was searched. */
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
  const { orders, axes, settings } = options;
  const all = orders.length;
  if (axes.length === 0) {
    const scored = [{ first: 0, end: all, point: {} }];
    return { scored, folds: [], inSample: false, identifiability: undefined, evaluations: 0 };
  }
  const parts = partsOf(options);
  const table = new CostTable({ ...options, counts: parts.map(({ trained }) => trained) });
  const walked: TunedFold[] = [];
  for (const fold of parts) {
    const tuned = await tune(table, fold.trained, axes, settings);
    walked.push({ fold, tuned, trainedCost: table.costOf(tuned.best, fold.trained) });
  }
  const { fold, tuned } = walked.at(-1)!;
  return {
    scored: walked.map(({ fold: { first, end }, tuned: { best } }) => ({ first, end, point: best })),
    folds: walked,
    inSample: options.folds === 1,
    identifiability: await identifyParameters(table, fold.trained, tuned, options),
    evaluations: walked.reduce((sum, { tuned }) => sum + tuned.tried.length, 0),
  };
}

/**
 * Orders that tuning simulates, point by point, at most: CMA-ES may converge before its evaluations are used
 * up. What folds share counts once, unless each of them tries other points.
 *
 * @throws {RangeError} if there are too few orders for so many folds.
 */
export function countTuningOrders(
  options: Pick<WalkOptions, "orders" | "axes" | "settings" | "folds" | "settlingNs" | "windows">,
): number {
  const { axes, settings: { method, evaluations } } = options;
  if (axes.length === 0) return 0;
  const trained = partsOf(options).map((part) => part.trained);
  const last = trained.at(-1)!;
  const levels = axes.map(({ values }) => values.length);
  if (method === "grid") return last * levels.reduce((product, count) => product * count);
  const trials = method === "random" ? last : trained.reduce((sum, count) => sum + count);
  return evaluations * trials + last * levels.reduce((sum, count) => sum + count);
}

function partsOf(
  { orders, folds, settlingNs, windows }: Pick<WalkOptions, "orders" | "folds" | "settlingNs" | "windows">,
): Fold[] {
  if (folds > 1) return walkForward(orders, folds, settlingNs, windows);
  const all = orders.length;
  return [{ fromNs: orders[0]!.startNs, toNs: orders.at(-1)!.endNs, trained: all, first: 0, end: all }];
}

async function identifyParameters(
  table: CostTable,
  count: number,
  { tried, best }: Tuned,
  { axes, settings: { method } }: WalkOptions,
): Promise<Identifiability> {
  const points = tried.map(({ point }) => point);
  if (method !== "grid") {
    // Only a grid has points that differ in one parameter alone; for other methods they are simulated here.
    const sweeps = axisSweeps(valuesOf(axes, best), axes.map(({ values }) => values));
    points.push(...sweeps.map((values) => pointWith(axes, values)));
    await table.simulate(points, count);
  }
  return identify({
    points: points.map((point) => valuesOf(axes, point)),
    costsBps: points.map((point) => table.meanBps(point, count)),
    executions: points.map((point) => table.executionOf(point, count)),
    ranges: axes,
  });
}
