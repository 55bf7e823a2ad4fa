/** The lattice of whole steps that allocators split on. @module */

import { DEFAULT_STEP_SHARES } from "./allocator.ts";

/** The step asked for. Throws `RangeError` unless it is a whole number of shares from 1. */
export function checkedStep(step: number = DEFAULT_STEP_SHARES): number {
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new RangeError(`Cannot allocate in steps of ${step} shares: not a whole number from 1`);
  }
  return step;
}

/** The shares of `size` that lie on the lattice. */
export function latticeSize(size: number, step: number): number {
  return step * Math.floor(size / step);
}
