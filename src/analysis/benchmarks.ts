/** What the market did between an order's start and its end. @module */

import type { Market } from "../execution/market.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { hasPrice, NO_PRICE } from "../market/price.ts";

/** What the market did between an order's start and its end, whatever the strategy; prices in 1e-9 dollars. */
export interface IntervalBenchmarks {
  /** Volume-weighted average price of all prints that count; `NaN` where there were none. */
  readonly vwap: number;
  /** The same, without prints off exchange. */
  readonly litVwap: number;
  /** Time-weighted average of the live mid; `NaN` where there was none. */
  readonly twap: number;
  /** Shares of all prints that count. */
  readonly tradedShares: number;
  /** Shares of those on an exchange. */
  readonly litShares: number;
}

/**
 * Benchmarks of the interval [start, end) of an order. The mid is carried where it is undefined, and the
 * time before the first one does not count.
 *
 * @example
 * ```ts
 * import { benchmarksOf } from "./benchmarks.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { TapeBuilder } from "../market/tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * for (const [seconds, bid, ask] of [[0, 10e9, 12e9], [6, 12e9, 14e9]] as const) {
 *   const row = builder.next();
 *   Object.entries({ tsEventNs: seconds * 1e9, publisher: 2, bidPx: bid, askPx: ask, bidSz: 1, askSz: 1 })
 *     .forEach(([name, value]) => builder.columns[name as "bidPx"][row] = value);
 * }
 * const market = new Market(builder.finish({ originNs: 0n, symbol: "" }), FeeSchedule.flat(0, 0), {});
 * const { twap, vwap } = benchmarksOf({ side: 1, quantity: 1, startNs: 2e9, endNs: 10e9 }, market);
 * assertEquals([twap, vwap], [12e9, NaN]);
 * ```
 */
export function benchmarksOf(order: ParentOrder, market: Market): IntervalBenchmarks {
  const { volumeShares, volumeNotional, litShares, litNotional } = market.live;
  const from = market.printsBy(market.rowsBefore(order.startNs));
  const to = market.printsBy(market.rowsBefore(order.endNs));
  const within = (sums: Float64Array): number => sums[to]! - sums[from]!;
  const traded = within(volumeShares);
  const lit = within(litShares);
  return {
    vwap: traded > 0 ? within(volumeNotional) / traded : NO_PRICE,
    litVwap: lit > 0 ? within(litNotional) / lit : NO_PRICE,
    twap: meanMid(order, market),
    tradedShares: traded,
    litShares: lit,
  };
}

/** Time-weighted mean of the live mid over an order's interval. */
function meanMid({ startNs, endNs }: ParentOrder, market: Market): number {
  const { touchNs } = market.live;
  const first = market.touchEntry(market.rowsBefore(startNs), startNs);
  let mid = market.lastMid(first);
  let sinceNs = startNs;
  let spentNs = 0;
  let sum = 0;
  const spend = (untilNs: number): void => {
    if (hasPrice(mid)) {
      sum += mid * (untilNs - sinceNs);
      spentNs += untilNs - sinceNs;
    }
    sinceNs = untilNs;
  };
  for (let at = first + 1; at < touchNs.length && touchNs[at]! < endNs; at++) {
    const next = market.midOf(at);
    if (!hasPrice(next)) continue;
    spend(touchNs[at]!);
    mid = next;
  }
  spend(endNs);
  return spentNs > 0 ? sum / spentNs : NO_PRICE;
}
