/** An order's window in slices. @module */

import type { SlicePlan } from "../../execution/strategy.ts";
import type { ParentOrder } from "../../execution/parent_order.ts";

/** Slices that a window may be cut into, so that what is kept of each fits into memory. */
export const MOST_SLICES = 1e6;

/** Cuts an order's window into slices of equal length; the last one may be shorter. */
export class Slices {
  /** Number of slices, at least 1. */
  readonly count: number;
  #startNs: number;
  #endNs: number;
  #intervalNs: number;

  /** @throws {RangeError} if the interval is not positive. */
  constructor({ startNs, endNs }: ParentOrder, intervalNs: number) {
    if (!(intervalNs > 0)) throw new RangeError(`The interval must be positive, not ${intervalNs} ns`);
    this.count = Math.max(1, Math.ceil((endNs - startNs) / intervalNs));
    this.#startNs = startNs;
    this.#endNs = endNs;
    this.#intervalNs = intervalNs;
  }

  /** Index of the slice that a moment belongs to. */
  at(nowNs: number): number {
    const slice = Math.floor((nowNs - this.#startNs) / this.#intervalNs);
    return Math.min(this.count - 1, Math.max(0, slice));
  }

  /** Start of a slice, ns after the tape's origin; of the slice behind the last, the window's end. */
  startNs(slice: number): number {
    return Math.min(this.#endNs, this.#startNs + slice * this.#intervalNs);
  }
}

/** A plan of these slices, with a target for each. */
export function sliced(slices: Slices, target: SlicePlan["target"]): SlicePlan {
  return { slices: slices.count, startNs: (slice) => slices.startNs(slice), target };
}

/**
 * Shares of equal slices from the first up to one, that one included; the remainder of the division is
 * one share each in the earliest.
 *
 * @example
 * ```ts
 * import { equalTarget } from "./slices.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([0, 1, 2].map((slice) => equalTarget(11, 3, slice)), [4, 8, 11]);
 * ```
 */
export function equalTarget(quantity: number, count: number, slice: number): number {
  return Math.floor(quantity / count) * (slice + 1) + Math.min(quantity % count, slice + 1);
}
