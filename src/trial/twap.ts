/** The trial's TWAP. @module */

import { equalTarget, Slices } from "../strategy/schedule/slices.ts";
import { followTargets } from "./follow_targets.ts";
import type { TrialSchedule } from "./schedule.ts";

/**
 * Equal slices, one every interval: ⌈window/interval⌉ of them, the remainder of the division one share
 * each in the earliest. A slice has one snapshot, the first of its interval; what it could not fill, the
 * next one catches up.
 *
 * @param intervalNs length of a slice, ns.
 *
 * @example
 * ```ts
 * import { twap } from "./twap.ts";
 * import { makeOffers } from "../execution/offers.ts";
 * import { assertEquals } from "@std/assert";
 * const run = twap(10).begin({ side: 1, quantity: 10, startNs: 0, endNs: 30 });
 * const offers = makeOffers(1);
 * assertEquals([0, 5, 10, 25].map((now) => run.due(now, 10, offers)), [4, 0, 7, 10]);
 * ```
 */
export function twap(intervalNs: number): TrialSchedule {
  return {
    name: "twap",
    begin(order) {
      const slices = new Slices(order, intervalNs);
      return followTargets(order, slices, (slice) => equalTarget(order.quantity, slices.count, slice));
    },
  };
}
