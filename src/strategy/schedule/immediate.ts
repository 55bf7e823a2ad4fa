/** A schedule without patience. @module */

import type { Schedule } from "../../execution/strategy.ts";
import { sliced, Slices } from "./slices.ts";

/**
 * Everything that is left, at every slice. Within a slice it goes on only while the
 * placement finds something; the interval is how long it then waits before it looks again.
 *
 * @param intervalNs length of a slice, ns.
 */
export function immediate(intervalNs: number): Schedule {
  return {
    name: "immediate",
    begin: (order) => sliced(new Slices(order, intervalNs), () => order.quantity),
  };
}
