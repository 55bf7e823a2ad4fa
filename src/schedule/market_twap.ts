import type { MarketSchedule } from "../execution/market_strategy.ts";
import { equalTarget, sliced, Slices } from "./slices.ts";

/**
 * Under market rules: equal slices, one every interval, as `twap` has them: ⌈window/interval⌉, the
 * remainder of the division one share each in the earliest. What a slice could not fill, the next one
 * catches up.
 *
 * @param intervalNs length of a slice, ns.
 */
export function marketTwap(intervalNs: number): MarketSchedule {
  return {
    name: "twap",
    begin(order) {
      const slices = new Slices(order, intervalNs);
      return sliced(slices, (slice) => equalTarget(order.quantity, slices.count, slice));
    },
  };
}
