/** How much each tape tells, whatever its notional. @module */

import { square } from "../../analysis/statistics/elementary.ts";
import { quantile } from "../../analysis/statistics/quantile.ts";
import type { TapeSaving } from "./tape_saving.ts";

/** Of the median symbol's standard error, squared: no symbol is taken to tell more than one of a hundredth. */
const LEAST_VARIANCE = 1e-4;

/**
 * The inverse variance of each tape's saving by the luck of its orders, but for a factor that all have in common.
 *
 * A tape's own variance, from so few blocks, is uncertain, and goes with what it saved: weights of it would favour
 * quiet days. So the variance of an order is that of the symbol, the mean over its days, and a tape has as much less of
 * it as it has orders. Where it is known of no day of some symbol, the precision is the orders.
 */
export function precisionsOf(savings: readonly TapeSaving[]): Float64Array {
  const bySymbol = Map.groupBy(savings, ({ part }) => part.tape.symbol);
  const ofOrder = new Map([...bySymbol].map(([symbol, tapes]) => [symbol, varianceOfOrder(tapes)]));
  const known = [...ofOrder.values()].flatMap((each) => each ?? []);
  const least = LEAST_VARIANCE * quantile(known.length > 0 ? known.sort((a, b) => a - b) : [0], 0.5);
  const isKnown = known.length === ofOrder.size && least > 0;
  return Float64Array.from(
    savings,
    ({ part, orders }) => isKnown ? orders / Math.max(least, ofOrder.get(part.tape.symbol)!) : orders,
  );
}

/** Of one symbol's tapes: the mean variance of a single order; `null` where no tape tells it. */
function varianceOfOrder(tapes: readonly TapeSaving[]): number | null {
  const known = tapes.flatMap(({ sure, orders }) =>
    sure === null ? [] : [orders * square(sure.standardErrorBps)]
  );
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}
