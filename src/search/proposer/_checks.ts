/** What every proposer refuses. @module */

import type { SearchBudget } from "./proposer.ts";

/** @throws {RangeError} if there is nothing to search, or nothing to search it with. */
export function checkBudget({ dimension, evaluations }: SearchBudget): void {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new RangeError(`Cannot search ${dimension} parameters`);
  }
  if (!Number.isSafeInteger(evaluations) || evaluations < 1) {
    throw new RangeError(`Cannot search with ${evaluations} evaluations`);
  }
}

/** @throws {RangeError} if these are not the costs of so many points. */
export function checkCosts(costs: ArrayLike<number>, points: number): void {
  if (points === 0) throw new RangeError("Cannot take costs: the search has ended");
  if (costs.length !== points) throw new RangeError(`Cannot take ${costs.length} costs of ${points} points`);
  for (let i = 0; i < points; i++) {
    if (Number.isNaN(costs[i])) throw new RangeError(`Cannot rank point ${i} of a batch: its cost is NaN`);
  }
}
