/** Grids: values evenly spaced, and how many points are too many. @module */

/** Points that a grid may have: more would never end. */
const MOST_POINTS = 1e7;

/** How many points a grid over these axes has. */
export function gridPoints(axes: readonly { readonly values: readonly number[] }[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** What is wrong with a grid of so many points; `undefined` where it can be tried to its end. */
export function gridFault(points: number): string | undefined {
  return points > MOST_POINTS ? `makes ${points} points; at most ${MOST_POINTS} can be tried` : undefined;
}

/**
 * `count` values from `low` to `high`, evenly spaced, ends included; one value is the low end.
 *
 * @throws {RangeError} if the count is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { evenly } from "./grid.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(evenly(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
 * ```
 */
export function evenly(low: number, high: number, count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`Cannot make ${count} points`);
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return low;
    // Computed like the others, the last point could miss `high` by rounding.
    return i === count - 1 ? high : low + (high - low) * i / (count - 1);
  });
}
