import type { Offers } from "../../execution/offers.ts";
import { DEFAULT_STEP_SHARES } from "./allocator.ts";

/** The step asked for. Throws `RangeError` unless it is a whole number of shares from 1. */
export function checkedStep(step: number = DEFAULT_STEP_SHARES): number {
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new RangeError(`Cannot allocate in steps of ${step} shares: not a whole number from 1`);
  }
  return step;
}

/** Throws `RangeError` for a call that no allocator can serve. */
export function checkCall(quantity: number, offers: Offers, split: Float64Array): void {
  if (!Number.isSafeInteger(quantity) || quantity < 0) {
    throw new RangeError(`Cannot allocate ${quantity} shares: not a whole number from 0`);
  }
  if (split.length < offers.count) {
    throw new RangeError(`Cannot write ${offers.count} venues into a split of ${split.length}`);
  }
}

/** The shares of `size` that lie on the lattice. */
export function latticeSize(size: number, step: number): number {
  return step * Math.floor(size / step);
}
