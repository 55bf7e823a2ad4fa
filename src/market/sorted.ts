/** Looking things up in columns that rise, by halves. @module */

/**
 * The first index in [from, to) whose value is above a bound, else `to`.
 *
 * @example
 * ```ts
 * import { firstAbove } from "./sorted.ts";
 * import { assertEquals } from "@std/assert";
 * const times = Float64Array.of(1, 2, 2, 5);
 * assertEquals([firstAbove(times, 2), firstAbove(times, 5)], [3, 4]);
 * ```
 */
export function firstAbove(
  sorted: Float64Array,
  bound: number,
  from: number = 0,
  to: number = sorted.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index in [from, to) whose row is not below `rows`, else `to`. */
export function firstRowFrom(sorted: Uint32Array, from: number, to: number, rows: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < rows) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last entry that holds after so many rows at a moment; -1 before the first. */
export function lastEntry(
  entryRows: Uint32Array,
  entryNs: Float64Array,
  rows: number,
  timeNs: number,
): number {
  let low = 0;
  let high = entryNs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entryRows[middle]! <= rows && entryNs[middle]! <= timeNs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
