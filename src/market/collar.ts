/**
 * How far from the reference venue's touch a price may be. No desk sends an order without a limit, and a quote
 * far better than everybody else's is stale or a typing error.
 *
 * @module
 */

import { BPS, tickOf } from "./price.ts";

/** The least width of a collar, ticks: on cheap shares basis points are less than a tick. */
const LEAST_TICKS = 5;

/** No collar. */
export const NO_COLLAR = Infinity;

/**
 * Width of a collar at a price: so many basis points of it, but five ticks at least.
 *
 * @param collarBps {@linkcode NO_COLLAR} is no limit.
 * @returns 1e-9 dollars; `NaN` where there is no price.
 *
 * @example
 * ```ts
 * import { collarWidth } from "./collar.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([collarWidth(100e9, 20), collarWidth(10e9, 20)], [0.2e9, 0.05e9]);
 * ```
 */
export function collarWidth(price: number, collarBps: number): number {
  return Math.max(price * collarBps / BPS, LEAST_TICKS * tickOf(price));
}
