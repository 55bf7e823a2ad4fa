/** A schedule that trades a part of the volume. @module */

import type { Schedule } from "../../execution/strategy.ts";
import { printedBy } from "./printed_shares.ts";
import { sliced, Slices } from "./slices.ts";

/**
 * A part of what others trade. At each slice the target is ⌊participation · shares
 * printed since the order's start⌋, prints off exchange included and those beyond reason left out, at most
 * the order's quantity; the first slice's is 0.
 *
 * A tape does not hold the order's own fills, so of all that is traded, these included, its part is
 * p/(1 + p). It does not force completion: what is left at the end goes the way of every residual.
 *
 * @param intervalNs length of a slice, ns.
 * @param participation p: shares for each share that others trade, more than 0 and at most 1.
 * @throws {RangeError} if the participation is anything else.
 */
export function pov(intervalNs: number, participation: number): Schedule {
  if (!(participation > 0 && participation <= 1)) {
    throw new RangeError(`The participation must be more than 0 and at most 1, not ${participation}`);
  }
  return {
    name: "pov",
    begin(order, market) {
      const { quantity, startNs } = order;
      const before = printedBy(market, market.rowsBefore(startNs));
      return sliced(
        new Slices(order, intervalNs),
        (_slice, rows) => Math.min(quantity, Math.floor(participation * (printedBy(market, rows) - before))),
      );
    },
  };
}
