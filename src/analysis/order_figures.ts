/** One order's figures, ready for JSON. @module */

import { sideName } from "../market/side.ts";
import type { OrderMeasure } from "./order_measure.ts";
import { participationWarning } from "./participation.ts";
import { NO_ARRIVAL_MID } from "./shortfall.ts";
import { type ByBenchmark, type TradingFigures, tradingFigures } from "./trading_figures.ts";
import { dollarsOrNull } from "../market/price.ts";

/** The figures of one order: plain data, ready for JSON. */
export interface OrderFigures extends TradingFigures {
  readonly side: "buy" | "sell";
  /** ns after the tape's origin. */
  readonly startNs: number;
  readonly endNs: number;
  /** Dollars. */
  readonly arrivalMid: number | null;
  readonly endMid: number | null;
  /** Dollars a share. */
  readonly benchmarks: ByBenchmark;
  /** Why there is no shortfall. */
  readonly shortfallReason: string | null;
  readonly participationWarning: string | null;
}

/**
 * The figures of one order.
 *
 * @param venueNames by venue index.
 *
 * @example
 * ```ts
 * import { orderFigures } from "./order_figures.ts";
 * import { measureOrder } from "./order_measure.ts";
 * import { FillLog } from "../execution/fill_log.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { TapeBuilder } from "../market/tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * builder.columns.publisher[builder.next()] = 2;
 * const market = new Market(builder.finish({ originNs: 0n, symbol: "" }), FeeSchedule.flat(0, 0), {});
 * const fills = new FillLog();
 * fills.add(2e9, 0, 10.01e9, 100, 0, 0, 10e9, 10.01e9);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9e9 } as const;
 * const counts = { unfilled: 0, decisions: 1, restsRefused: 0, undefinedMids: 0, doubtfulMids: 0 };
 * const refused = new Float64Array(1);
 * const execution = { order, fills, arrivalMid: 10e9, endMid: 10e9, refused, ...counts };
 * const { cash, shortfallBps, secondsToFill } = orderFigures(
 *   measureOrder(execution, market),
 *   market.venues.names,
 * );
 * assertEquals([cash, shortfallBps, secondsToFill], [1001, 10, 2]);
 * ```
 */
export function orderFigures(measure: OrderMeasure, venueNames: readonly string[]): OrderFigures {
  const { order, arrivalMid, endMid, attribution, benchmarks } = measure;
  return {
    side: sideName(order.side),
    startNs: order.startNs,
    endNs: order.endNs,
    arrivalMid: dollarsOrNull(arrivalMid),
    endMid: dollarsOrNull(endMid),
    benchmarks: {
      vwap: dollarsOrNull(benchmarks.vwap),
      litVwap: dollarsOrNull(benchmarks.litVwap),
      twap: dollarsOrNull(benchmarks.twap),
    },
    shortfallReason: attribution === null ? NO_ARRIVAL_MID : null,
    participationWarning: participationWarning(measure.cost.shares, benchmarks.tradedShares),
    ...tradingFigures([measure], venueNames),
  };
}
