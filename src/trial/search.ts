/** The trial's search: every point of a grid, and whether that could find anything. @module */

import type { Side } from "../market/side.ts";
import type { Checkpoint } from "../search/checkpoint.ts";
import type { Evaluate } from "../search/pool.ts";
import { pointAt, pointCount, type TrialAxes, type TrialPoint } from "./grid.ts";
import type { TrialEvaluation } from "./router.ts";

/** What the search found, and whether it could find anything. */
export interface TrialSearchResult {
  /** The best point; of equal ones the first. */
  readonly best: TrialPoint;
  /** Points of the grid. */
  readonly points: number;
  /** Simulations: points that could not be told apart beforehand share one. */
  readonly simulations: number;
  /** How many of the points' executions differ in any fill. */
  readonly distinctExecutions: number;
  /** Whether the parameters changed any fill at all. */
  readonly identified: boolean;
}

/** How to search. */
export interface TrialSearchOptions {
  readonly axes: TrialAxes;
  readonly side: Side;
  /** Points with equal keys come out the same and are simulated once. */
  readonly keyOf: (point: TrialPoint) => string;
  readonly evaluate: Evaluate<TrialPoint, TrialEvaluation>;
  readonly checkpoint?: Checkpoint<TrialEvaluation> | undefined;
  /** Told of simulations done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Evaluates every point of a grid and takes the best: for a buy the least cash, for a sell the most.
 * Cash is compared only between executions as far from the order's quantity, and nearer comes first:
 * otherwise, for a sell, the best would be who sells the most too many. The result does not depend on
 * the number of workers or on where an interrupted search went on.
 *
 * @throws {RangeError} if the grid has no point.
 */
export async function searchGrid(options: TrialSearchOptions): Promise<TrialSearchResult> {
  const { axes, keyOf, side } = options;
  const total = pointCount(axes);
  if (total === 0) throw new RangeError("Cannot search a grid without points");
  const firstOf = new Map<string, TrialPoint>();
  for (let index = 0; index < total; index++) {
    const point = pointAt(axes, index);
    const key = keyOf(point);
    if (!firstOf.has(key)) firstOf.set(key, point);
  }
  const results = await evaluateKeys(firstOf, options);
  let best = pointAt(axes, 0);
  let bestResult: TrialEvaluation | undefined;
  const executions = new Set<string>();
  for (const [key, point] of firstOf) {
    const result = results.get(key)!;
    executions.add(result.execution);
    if (bestResult !== undefined && !isBetter(result, bestResult, side)) continue;
    bestResult = result;
    best = point;
  }
  return {
    best,
    points: total,
    simulations: firstOf.size,
    distinctExecutions: executions.size,
    identified: executions.size > 1,
  };
}

function isBetter(result: TrialEvaluation, than: TrialEvaluation, side: Side): boolean {
  const nearer = Math.abs(than.excess) - Math.abs(result.excess);
  if (nearer !== 0) return nearer > 0;
  return BigInt(side) * (BigInt(than.cashUnits) - BigInt(result.cashUnits)) > 0n;
}

async function evaluateKeys(
  firstOf: Map<string, TrialPoint>,
  options: TrialSearchOptions,
): Promise<Map<string, TrialEvaluation>> {
  const { checkpoint, evaluate, onProgress } = options;
  const results = checkpoint?.results ?? new Map<string, TrialEvaluation>();
  const left = [...firstOf].filter(([key]) => !results.has(key));
  onProgress?.(firstOf.size - left.length, firstOf.size);
  try {
    await evaluate(left.map(([, point]) => point), async (index, result) => {
      results.set(left[index]![0], result);
      onProgress?.(results.size, firstOf.size);
      await checkpoint?.saveIfDue();
    });
  } finally {
    // A search that fails keeps the costs that it has.
    await checkpoint?.save();
  }
  return results;
}
