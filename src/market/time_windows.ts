/** Stretches of time, and the time within several of them. @module */

/** A stretch of time, ns after a tape's origin. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Length of a window, ns. */
export function lengthOf({ fromNs, toNs }: TimeWindow): number {
  return toNs - fromNs;
}

/**
 * How much of the time between two moments lies in windows, ns.
 *
 * @param windows none of which overlaps another.
 *
 * @example
 * ```ts
 * import { timeWithin } from "./time_windows.ts";
 * import { assertEquals } from "@std/assert";
 * const windows = [{ fromNs: 0, toNs: 10 }, { fromNs: 100, toNs: 110 }];
 * assertEquals(timeWithin(windows, 8, 105), 7);
 * ```
 */
export function timeWithin(windows: readonly TimeWindow[], fromNs: number, toNs: number): number {
  return windows.reduce(
    (sum, window) => sum + Math.max(0, Math.min(toNs, window.toNs) - Math.max(fromNs, window.fromNs)),
    0,
  );
}

/**
 * The moment at which so much of the windows' time has passed. What falls on the end of one window is the start
 * of the next.
 *
 * @param windows in order, none of which overlaps another.
 * @param fromNs a moment in one of them.
 *
 * @example
 * ```ts
 * import { momentWithin } from "./time_windows.ts";
 * import { assertEquals } from "@std/assert";
 * const windows = [{ fromNs: 0, toNs: 10 }, { fromNs: 100, toNs: 110 }];
 * assertEquals([1, 2, 5].map((passedNs) => momentWithin(windows, 8, passedNs)), [9, 100, 103]);
 * ```
 */
export function momentWithin(windows: readonly TimeWindow[], fromNs: number, passedNs: number): number {
  let [atNs, leftNs] = [fromNs, passedNs];
  for (const window of windows) {
    if (window.toNs <= atNs) continue;
    atNs = Math.max(atNs, window.fromNs);
    if (leftNs < window.toNs - atNs) break;
    leftNs -= window.toNs - atNs;
    atNs = window.toNs;
  }
  return atNs + leftNs;
}
