/** The run of a schedule that has a target for each slice. @module */

import type { ParentOrder } from "../execution/parent_order.ts";
import type { Slices } from "../strategy/schedule/slices.ts";
import type { TrialScheduleRun } from "./schedule.ts";

/**
 * Sends, at the first snapshot of every slice, what is missing to the shares that should be filled by
 * its end: what a slice could not fill is caught up by the next.
 *
 * @param targetOf shares to be filled in all by the end of a slice, ascending up to the order's quantity.
 */
export function followTargets(
  { quantity }: ParentOrder,
  slices: Slices,
  targetOf: (slice: number) => number,
): TrialScheduleRun {
  let last = -1;
  return {
    due(nowNs, leaves) {
      const slice = slices.at(nowNs);
      if (slice === last) return 0;
      last = slice;
      const filled = quantity - leaves;
      return Math.min(leaves, Math.max(0, targetOf(slice) - filled));
    },
  };
}
