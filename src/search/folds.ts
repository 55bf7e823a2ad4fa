/** Parts of the time to walk forward over. @module */

import type { ParentOrder } from "../execution/parent_order.ts";
import { momentWithin, type TimeWindow, timeWithin } from "../market/time_windows.ts";

/** Orders that cannot be cut into so many folds; the message says which fold has too few. */
export class FoldError extends RangeError {
  override readonly name = "FoldError";
}

/** One part of the time: parameters tuned on what ended before it are scored on what starts in it. */
export interface Fold {
  /** Its time, ns after the tape's origin: from inclusive, to exclusive. */
  readonly fromNs: number;
  /** Its end. */
  readonly toNs: number;
  /** Orders to tune on: those before this index. All of them ended, and settled, before `fromNs`. */
  readonly trained: number;
  /** Orders that start in it: from this index … */
  readonly first: number;
  /** … to before this one. */
  readonly end: number;
}

/**
 * Cuts the time of the orders into `count` equal folds for a walk forward. The first fold only trains, so
 * it is not among those returned; fold k scores the orders that start in it, with parameters tuned on the
 * orders that ended before it.
 *
 * @param orders in order of start, all equally long.
 * @param settlingNs how long after its end an order may still fill: only then it has ended.
 * @param windows the windows that the orders lie in: folds are equal by the time within them. By default all time.
 * @throws {RangeError} if there are fewer than two folds.
 * @throws {FoldError} if one has nothing to tune on or to score.
 *
 * @example
 * ```ts
 * import { walkForward } from "./folds.ts";
 * import { assertEquals } from "@std/assert";
 * const orders = [0, 10, 20, 30].map((startNs) => ({ side: 1 as const, quantity: 1, startNs, endNs: startNs + 10 }));
 * assertEquals(walkForward(orders, 2), [{ fromNs: 20, toNs: 40, trained: 2, first: 2, end: 4 }]);
 * ```
 */
export function walkForward(
  orders: readonly ParentOrder[],
  count: number,
  settlingNs = 0,
  windows: readonly TimeWindow[] = [{ fromNs: -Infinity, toNs: Infinity }],
): Fold[] {
  if (!Number.isSafeInteger(count) || count < 2) {
    throw new RangeError(`Cannot walk forward over ${count} folds`);
  }
  const startNs = orders[0]?.startNs ?? 0;
  const endNs = orders.at(-1)?.endNs ?? 0;
  const lengthNs = timeWithin(windows, startNs, endNs);
  const bound = (fold: number): number => momentWithin(windows, startNs, lengthNs * fold / count);
  const startsBefore = (ns: number): number => orders.filter((order) => order.startNs < ns).length;
  return Array.from({ length: count - 1 }, (_, i) => {
    const fromNs = bound(i + 1);
    const toNs = i + 2 === count ? Infinity : bound(i + 2);
    const fold = {
      fromNs,
      toNs: Math.min(toNs, endNs),
      trained: orders.filter((order) => order.endNs + settlingNs <= fromNs).length,
      first: startsBefore(fromNs),
      end: startsBefore(toNs),
    };
    if (fold.trained === 0 || fold.first === fold.end) {
      throw new FoldError(
        `${orders.length} orders are too few for ${count} folds: fold ${i + 2} has ` +
          `${fold.trained} to tune on and ${fold.end - fold.first} to score`,
      );
    }
    return fold;
  });
}
