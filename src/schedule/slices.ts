import type { ParentOrder } from "../execution/schedule.ts";

/** Cuts an order's window into slices of equal length; the last one may be shorter. */
export class Slices {
  /** Number of slices, at least 1. */
  readonly count: number;
  #startNs: number;
  #intervalNs: number;

  /** @throws {RangeError} if the interval is not positive. */
  constructor({ startNs, endNs }: ParentOrder, intervalNs: number) {
    if (!(intervalNs > 0)) throw new RangeError(`The interval must be positive, not ${intervalNs} ns`);
    this.count = Math.max(1, Math.ceil((endNs - startNs) / intervalNs));
    this.#startNs = startNs;
    this.#intervalNs = intervalNs;
  }

  /** Index of the slice that a moment belongs to. */
  at(nowNs: number): number {
    const slice = Math.floor((nowNs - this.#startNs) / this.#intervalNs);
    return Math.min(this.count - 1, Math.max(0, slice));
  }

  /** Start of a slice, ns after the tape's origin. */
  startNs(slice: number): number {
    return this.#startNs + slice * this.#intervalNs;
  }
}
