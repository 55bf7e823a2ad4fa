/** A strategy's figures over many orders, ready for JSON. @module */

import { bpsOf, halfUnitsToDollars } from "./half_units.ts";
import type { OrderMeasure } from "./order_measure.ts";
import { MOST_BEYOND } from "./paired_saving.ts";
import { participationOf, participationWarning } from "./participation.ts";
import { summarise, type Summary } from "./statistics/summary.ts";
import { type TradingFigures, tradingFigures } from "./trading_figures.ts";

/** The figures of a strategy over many orders: plain data, ready for JSON. */
export interface StrategyFigures extends TradingFigures {
  readonly orders: number;
  /** Orders without an arrival mid: they are in all figures but the shortfall's. */
  readonly ordersWithoutMid: number;
  /** Orders priced beyond the displayed size for more than {@linkcode MOST_BEYOND} of their quantity. */
  readonly ordersBeyond: number;
  /** Orders whose participation is warned about. */
  readonly ordersOfLargeParticipation: number;
  readonly largestParticipation: number | null;
  /** Shortfalls of the orders, basis points; `null` if none has one. */
  readonly shortfalls: Summary | null;
}

/**
 * The figures of a strategy.
 *
 * @param venueNames by venue index.
 * @throws {RangeError} if there are no orders.
 */
export function strategyFigures(
  measures: readonly OrderMeasure[],
  venueNames: readonly string[],
): StrategyFigures {
  const attributions = measures.flatMap(({ attribution }) => attribution ?? []);
  const shortfalls = attributions.length === 0 ? null : summarise(
    attributions.map(({ total, notional }) => bpsOf(total, notional)),
    attributions.map(({ notional }) => halfUnitsToDollars(notional)),
  );
  const count = (which: (measure: OrderMeasure) => boolean): number => measures.filter(which).length;
  return {
    orders: measures.length,
    ordersWithoutMid: measures.length - attributions.length,
    ordersBeyond: count(({ breakdown, order }) => breakdown.shares.beyond > MOST_BEYOND * order.quantity),
    ordersOfLargeParticipation: count(({ cost, benchmarks }) =>
      participationWarning(cost.shares, benchmarks.tradedShares) !== null
    ),
    largestParticipation: largestParticipation(measures),
    shortfalls,
    ...tradingFigures(measures, venueNames),
  };
}

function largestParticipation(measures: readonly OrderMeasure[]): number | null {
  let largest: number | null = null;
  for (const { cost, benchmarks } of measures) {
    const participation = participationOf(cost.shares, benchmarks.tradedShares);
    if (participation !== null && !(participation <= (largest ?? -1))) largest = participation;
  }
  return largest;
}
