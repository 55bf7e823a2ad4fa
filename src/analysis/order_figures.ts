import { sideName } from "../market/side.ts";
import type { OrderMeasure } from "./order_measure.ts";
import { participationWarning } from "./participation.ts";
import { NO_ARRIVAL_MID } from "./shortfall.ts";
import { type ByBenchmark, dollarsOrNull, type TradingFigures, tradingFigures } from "./trading_figures.ts";

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
