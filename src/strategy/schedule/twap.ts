/** A schedule of equal slices. @module */

import type { Schedule } from "../../execution/strategy.ts";
import { equalTarget, sliced, Slices } from "./slices.ts";

/**
 * Equal slices, one every interval: ⌈window/interval⌉ of them, the remainder of the division one share each
 * in the earliest. What a slice could not fill, the next one catches up.
 *
 * @param intervalNs length of a slice, ns.
 *
 * @example
 * ```ts
 * import { twap } from "./twap.ts";
 * import { Market } from "../../execution/market.ts";
 * import { FeeSchedule } from "../../market/fee_schedule.ts";
 * import { BUY } from "../../market/side.ts";
 * import { generateTape } from "../../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const market = new Market(generateTape({ durationSeconds: 5 }), FeeSchedule.flat(0.003, 0.002), {});
 * const order = { side: BUY, quantity: 11, startNs: 0, endNs: 30e9 };
 * const plan = twap(10e9).begin(order, market);
 * assertEquals([0, 1, 2].map((slice) => plan.target(slice, 0, 0)), [4, 8, 11]);
 * ```
 */
export function twap(intervalNs: number): Schedule {
  return {
    name: "twap",
    begin(order) {
      const slices = new Slices(order, intervalNs);
      return sliced(slices, (slice) => equalTarget(order.quantity, slices.count, slice));
    },
  };
}
