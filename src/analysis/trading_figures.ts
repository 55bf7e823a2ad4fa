/** How orders were traded, one or many together, ready for JSON. @module */

import { cashToDollars, toDollars } from "../market/price.ts";
import { attributionBps, type Parts, poolAttributions } from "./attribution.ts";
import type { IntervalBenchmarks } from "./benchmarks.ts";
import { perShare, slippageBps } from "./cost.ts";
import { poolBreakdowns, type SharesByKind, type VenueFills } from "./fill_breakdown.ts";
import { halfUnitsToDollars } from "./half_units.ts";
import { type Markout, poolMarkouts } from "./markouts.ts";
import type { OrderMeasure } from "./order_measure.ts";
import { participationOf } from "./participation.ts";
import { effectiveOverQuoted, poolSpreads } from "./spreads.ts";
import { MeanSum } from "./weighted_mean.ts";

/** A figure for each interval benchmark. */
export interface ByBenchmark {
  readonly vwap: number | null;
  /** Without prints off exchange. */
  readonly litVwap: number | null;
  readonly twap: number | null;
}

/** What a venue filled. */
interface VenueFigures extends Omit<SharesByKind, "beyond"> {
  /** Dollars a share of what was taken, rested and crossed, before fees. */
  readonly averagePrice: number | null;
  /** Dollars; negative is a rebate. */
  readonly fees: number;
  /** At the distances of `markouts`, basis points. */
  readonly markoutsBps: readonly (number | null)[];
}

/** Markouts at one distance, basis points by shares; positive is good. */
interface MarkoutFigures {
  readonly seconds: number;
  readonly bps: number | null;
  readonly takenBps: number | null;
  readonly restedBps: number | null;
  readonly measuredShares: number;
  readonly unmeasuredShares: number;
  readonly undefinedMids: number;
}

/** How orders were traded, one or many together: plain data, ready for JSON. Money is dollars. */
export interface TradingFigures {
  /** Shares ordered. */
  readonly quantity: number;
  /** Shares filled in the end, what was unwound taken off. */
  readonly filled: number;
  readonly unfilled: number;
  readonly fills: number;
  readonly shares: SharesByKind;
  /** What the strategy filled itself, before the final crossing, by the quantity: above 1 it was too much. */
  readonly fillRate: number;
  readonly secondsToFill: number | null;
  /** Priced beyond the displayed size, by the quantity. */
  readonly beyondDisplayed: number;
  /** Paid by buys and received by sells, all-in; both count positive. */
  readonly cash: number;
  readonly cashBeforeFees: number;
  readonly fees: number;
  /** All-in. */
  readonly averagePrice: number | null;
  readonly averagePriceBeforeFees: number | null;
  /** Quantity at the arrival mid. */
  readonly notional: number | null;
  /** All-in, of the notional; positive is worse. */
  readonly shortfallBps: number | null;
  /** What the shortfall is made of, basis points; they sum to it. */
  readonly partsBps: Parts<number> | null;
  /** Of the all-in average price against interval benchmarks. */
  readonly slippageBps: ByBenchmark;
  /** Shares that the tape traded in the interval, or the intervals. */
  readonly tradedShares: number;
  readonly participation: number | null;
  readonly effectiveSpread: number | null;
  readonly quotedSpread: number | null;
  readonly effectiveOverQuoted: number | null;
  readonly markouts: readonly MarkoutFigures[];
  /** By name; venues that filled nothing are left out. */
  readonly venues: Readonly<Record<string, VenueFigures>>;
  readonly decisions: number;
  readonly restsRefused: number;
  /** Sent to take, and back because the price was beyond the limit. */
  readonly refusedShares: RefusedShares;
  /** Fills measured against the last defined mid, because just then there was none. */
  readonly undefinedMids: number;
  /** Fills whose mid the last print puts in doubt. */
  readonly doubtfulMids: number;
}

/** Shares that price limits refused: those that go out again and are refused again count again. */
interface RefusedShares {
  readonly total: number;
  /** By name; venues that refused none are left out. */
  readonly byVenue: Readonly<Record<string, number>>;
}

/** What orders filled by themselves, before the final crossing, over what was ordered: above 1 it was too much. */
export function fillRateOf(measures: readonly Pick<OrderMeasure, "order" | "breakdown">[]): number {
  let filled = 0;
  let ordered = 0;
  for (const { order, breakdown: { shares } } of measures) {
    filled += shares.taken + shares.rested;
    ordered += order.quantity;
  }
  return filled / ordered;
}

/**
 * The figures of orders together. Shortfall is that of orders which have an arrival mid, `null` if none
 * has; slippage weighs each order by its shares at the benchmark.
 *
 * @param venueNames by venue index.
 * @throws {RangeError} if there are no orders.
 */
export function tradingFigures(
  measures: readonly OrderMeasure[],
  venueNames: readonly string[],
): TradingFigures {
  if (measures.length === 0) throw new RangeError("Cannot sum up no orders");
  const sum = (figure: (measure: OrderMeasure) => number): number =>
    measures.reduce((total, measure) => total + figure(measure), 0);
  const sumUnits = (figure: (measure: OrderMeasure) => bigint): bigint =>
    measures.reduce((total, measure) => total + figure(measure), 0n);
  const quantity = sum(({ order }) => order.quantity);
  const filled = sum(({ cost }) => cost.shares);
  const cashUnits = sumUnits(({ cost }) => cost.cashUnits);
  const grossUnits = sumUnits(({ cost }) => cost.grossUnits);
  const attributions = measures.flatMap(({ attribution }) => attribution ?? []);
  const attribution = attributions.length > 0 ? poolAttributions(attributions) : null;
  const costBps = attribution && attributionBps(attribution);
  const breakdown = poolBreakdowns(measures.map((measure) => measure.breakdown));
  const { shares } = breakdown;
  const spreads = poolSpreads(measures.map((measure) => measure.spreads));
  const markouts = poolMarkouts(measures.map((measure) => measure.markouts));
  const tradedShares = sum(({ benchmarks }) => benchmarks.tradedShares);
  return {
    quantity,
    filled,
    unfilled: sum((measure) => measure.unfilled),
    fills: breakdown.fills,
    shares,
    fillRate: fillRateOf(measures),
    secondsToFill: breakdown.secondsToFill.mean,
    beyondDisplayed: shares.beyond / quantity,
    cash: cashToDollars(cashUnits),
    cashBeforeFees: cashToDollars(grossUnits),
    fees: cashToDollars(sumUnits(({ cost }) => cost.feeUnits)),
    averagePrice: perShare(cashUnits, filled),
    averagePriceBeforeFees: perShare(grossUnits, filled),
    notional: attribution && halfUnitsToDollars(attribution.notional),
    shortfallBps: costBps && costBps.total,
    partsBps: costBps && costBps.parts,
    slippageBps: {
      vwap: meanSlippage(measures, "vwap"),
      litVwap: meanSlippage(measures, "litVwap"),
      twap: meanSlippage(measures, "twap"),
    },
    tradedShares,
    participation: participationOf(filled, tradedShares),
    effectiveSpread: spreads.effective.mean,
    quotedSpread: spreads.quoted.mean,
    effectiveOverQuoted: effectiveOverQuoted(spreads),
    markouts: markouts.map(markoutFigures),
    venues: venueFigures(breakdown.venues, markouts, venueNames),
    decisions: sum((measure) => measure.decisions),
    restsRefused: sum((measure) => measure.restsRefused),
    refusedShares: refusedShares(measures, venueNames),
    undefinedMids: sum((measure) => measure.undefinedMids),
    doubtfulMids: sum((measure) => measure.doubtfulMids),
  };
}

function refusedShares(measures: readonly OrderMeasure[], names: readonly string[]): RefusedShares {
  const shares = names.map((name, venue) =>
    [name, measures.reduce((sum, { refused }) => sum + refused[venue]!, 0)] as const
  );
  return {
    total: shares.reduce((sum, [, refused]) => sum + refused, 0),
    byVenue: Object.fromEntries(shares.filter(([, refused]) => refused > 0)),
  };
}

function meanSlippage(
  measures: readonly OrderMeasure[],
  name: keyof ByBenchmark & keyof IntervalBenchmarks,
): number | null {
  const sum = new MeanSum();
  for (const { cost, order, benchmarks } of measures) {
    const bps = slippageBps(cost, order.side, benchmarks[name]);
    if (bps !== null) sum.add(bps, cost.shares * toDollars(benchmarks[name]));
  }
  return sum.finish().mean;
}

function markoutFigures({ all, taken, rested, ...counts }: Markout): MarkoutFigures {
  const { seconds, unmeasuredShares, undefinedMids } = counts;
  return {
    seconds,
    bps: all.mean,
    takenBps: taken.mean,
    restedBps: rested.mean,
    measuredShares: all.weight,
    unmeasuredShares,
    undefinedMids,
  };
}

function venueFigures(
  venues: readonly VenueFills[],
  markouts: readonly Markout[],
  names: readonly string[],
): Record<string, VenueFigures> {
  const figures: Record<string, VenueFigures> = {};
  for (const [index, { grossUnits, feeUnits, ...shares }] of venues.entries()) {
    const { taken, rested, crossed, unwound } = shares;
    if (taken + rested + crossed + unwound === 0) continue;
    figures[names[index]!] = {
      ...shares,
      averagePrice: perShare(grossUnits, taken + rested + crossed),
      fees: cashToDollars(feeUnits),
      markoutsBps: markouts.map(({ byVenue }) => byVenue[index]!.mean),
    };
  }
  return figures;
}
