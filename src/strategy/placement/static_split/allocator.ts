/**
 * Splits of an order over the venues of one snapshot, as the trial defines them. Every allocator is
 * deterministic and keeps its buffers from call to call; none is safe to share between workers.
 *
 * @module
 */

import type { Offers } from "../../../execution/offers.ts";
import type { Side } from "../../../market/side.ts";

/** What `allocate` returns when there is no split. */
export const INFEASIBLE = -1;

/** Shares in a round lot: the lattice of the published pseudocode. */
export const DEFAULT_STEP_SHARES = 100;

/** How an allocator can be asked for. */
export type AllocatorName = "exact" | "recursive" | "greedy" | "quadratic";

/** Splits an order over venues. */
export interface Allocator {
  readonly name: AllocatorName;

  /**
   * Writes the shares of each venue into `split`, entries 0 to `offers.count - 1`. A venue without a
   * price gets none.
   *
   * @param quantity shares to place, a whole number from 0.
   * @returns the shares allocated, or {@linkcode INFEASIBLE} with `split` zeroed.
   * @throws {RangeError} if the quantity is no such number, or `split` is shorter than `offers.count`.
   */
  allocate(quantity: number, offers: Offers, side: Side, split: Float64Array): number;
}

/** What allocators on a lattice take. */
export interface LatticeOptions {
  /**
   * Shares in a step of the lattice; 1 reaches odd lots.
   *
   * @default 100
   */
  step?: number;
}
