/**
 * Functions to minimise on the unit box, and a search that drives a proposer.
 *
 * @module
 */

import type { Proposer } from "../../../src/search/proposer/proposer.ts";

export type Cost = (point: Float64Array) => number;

/** What a search found. */
export interface Found {
  best: number;
  /** Of the best, the first. */
  point: Float64Array;
  evaluations: number;
}

/** Evaluates until the proposer stops, or a cost is below the target. */
export function minimise(proposer: Proposer, cost: Cost, target = -Infinity): Found {
  const found: Found = { best: Infinity, point: new Float64Array(proposer.dimension), evaluations: 0 };
  for (let points = proposer.ask(); points !== undefined; points = proposer.ask()) {
    const costs = points.map(cost);
    for (const [i, value] of costs.entries()) {
      found.evaluations++;
      if (value >= found.best) continue;
      found.best = value;
      found.point = points[i]!.slice();
      if (value < target) return found;
    }
    proposer.tell(costs);
  }
  return found;
}

/** Every point proposed, told these costs. */
export function proposals(proposer: Proposer, cost: Cost): Float64Array[] {
  const all: Float64Array[] = [];
  for (let points = proposer.ask(); points !== undefined; points = proposer.ask()) {
    all.push(...points.map((point) => point.slice()));
    proposer.tell(points.map(cost));
  }
  return all;
}

/** Where the minimum of the functions below lies, in each coordinate. */
const MINIMUM = 0.37;

export function sphere(u: Float64Array): number {
  let sum = 0;
  for (const x of u) sum += (x - MINIMUM) ** 2;
  return sum;
}

/** Axes of a condition of 10⁶. */
export function ellipsoid(u: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += 1e6 ** (i / (u.length - 1)) * (u[i]! - MINIMUM) ** 2;
  return sum;
}

/** On [−5, 10], the usual range; the minimum, 0, lies at 1 of each coordinate. */
export function rosenbrock(u: Float64Array): number {
  const at = (i: number): number => 15 * u[i]! - 5;
  let sum = 0;
  for (let i = 0; i + 1 < u.length; i++) {
    sum += 100 * (at(i + 1) - at(i) ** 2) ** 2 + (1 - at(i)) ** 2;
  }
  return sum;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
