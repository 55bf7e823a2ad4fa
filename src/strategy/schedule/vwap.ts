/** A schedule that follows the volume traded so far. @module */

import type { Schedule } from "../../execution/strategy.ts";
import { printedBefore } from "./printed_shares.ts";
import { sliced, Slices } from "./slices.ts";
import { trailingPart } from "./trailing_part.ts";

/**
 * Slices proportional to traded volume, without a look into the future. Slice i of n
 * (from 1) takes left·d_i/(d_i + (n − i)·mean(d_1 … d_i)), rounded half up, where d_i is what was printed
 * during the interval before the slice, everywhere and off exchange, and `left` what is not filled yet. It
 * expects the rest of the window to be like the past; the last slice takes everything left.
 *
 * Of an order that begins less than an interval after the tape, d_1 is not known: its first slice takes
 * the n-th part, and d_1 has no part in the mean. While all that is known is that nothing was printed,
 * slices are equal.
 *
 * @param intervalNs length of a slice, ns.
 */
export function vwap(intervalNs: number): Schedule {
  return {
    name: "vwap",
    begin(order, market) {
      const slices = new Slices(order, intervalNs);
      const pastNs = order.startNs - intervalNs;
      const knowsFirst = pastNs >= (market.live.clockNs[0] ?? Infinity);
      let last = -1;
      let printed = printedBefore(market, knowsFirst ? pastNs : order.startNs);
      let sum = 0;
      return sliced(slices, (slice, _rows, filled) => {
        let left = order.quantity - filled;
        // Slices that were passed over without a decision count with this one.
        for (let i = last + 1; i <= slice; i++) {
          const before = printedBefore(market, slices.startNs(i));
          const volume = before - printed;
          const known = knowsFirst ? i + 1 : i;
          printed = before;
          sum += volume;
          left -= trailingPart(left, volume, known > 0 ? sum / known : 0, slices.count - 1 - i);
        }
        last = slice;
        return order.quantity - left;
      });
    },
  };
}
