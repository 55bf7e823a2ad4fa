import type { Side } from "../market/side.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type Axes, type Point, pointAt, pointCount } from "./grid.ts";
import type { Evaluate } from "./pool.ts";
import type { Evaluation } from "./trial.ts";

/** What the search found, and whether it could find anything. */
export interface SearchResult {
  /** The point with the best cash; of equal ones the first. */
  readonly best: Point;
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
export interface SearchOptions {
  readonly axes: Axes;
  readonly side: Side;
  /** Points with equal keys come out the same and are simulated once. */
  readonly keyOf: (point: Point) => string;
  readonly evaluate: Evaluate;
  readonly checkpoint?: Checkpoint<Evaluation> | undefined;
  /** Told of simulations done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Simulations between two savings of a checkpoint, at least. */
const SAVE_EVERY = 64;

/**
 * Evaluates every point of a grid and takes the best: for a buy the least cash, for a sell the most.
 * The result does not depend on the number of workers or on where an interrupted search went on.
 */
export async function searchGrid(options: SearchOptions): Promise<SearchResult> {
  const { axes, keyOf, side } = options;
  const total = pointCount(axes);
  const firstOf = new Map<string, Point>();
  for (let index = 0; index < total; index++) {
    const point = pointAt(axes, index);
    const key = keyOf(point);
    if (!firstOf.has(key)) firstOf.set(key, point);
  }
  const results = await evaluateKeys(firstOf, options);
  let best = pointAt(axes, 0);
  let bestUnits: bigint | undefined;
  for (const [key, point] of firstOf) {
    const cash = BigInt(side) * BigInt(results.get(key)!.cashUnits);
    if (bestUnits !== undefined && cash >= bestUnits) continue;
    bestUnits = cash;
    best = point;
  }
  const distinctExecutions = new Set([...results.values()].map(({ execution }) => execution)).size;
  return {
    best,
    points: total,
    simulations: firstOf.size,
    distinctExecutions,
    identified: distinctExecutions > 1,
  };
}

async function evaluateKeys(
  firstOf: Map<string, Point>,
  options: SearchOptions,
): Promise<Map<string, Evaluation>> {
  const { checkpoint, evaluate, onProgress } = options;
  const results = checkpoint?.results ?? new Map<string, Evaluation>();
  const left = [...firstOf].filter(([key]) => !results.has(key));
  let unsaved = 0;
  let saving = Promise.resolve();
  onProgress?.(firstOf.size - left.length, firstOf.size);
  await evaluate(left.map(([, point]) => point), (index, result) => {
    results.set(left[index]![0], result);
    onProgress?.(results.size, firstOf.size);
    if (checkpoint && ++unsaved >= SAVE_EVERY) {
      unsaved = 0;
      saving = saving.then(() => checkpoint.save());
    }
  });
  await saving;
  await checkpoint?.save();
  return results;
}
