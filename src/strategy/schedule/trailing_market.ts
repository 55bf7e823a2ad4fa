/** What schedules know of the market's past: volatility, spread and volume. @module */

import type { Market } from "../../execution/market.ts";
import { hasPrice, tickOf, toDollars } from "../../market/price.ts";
import { TRADING_DAY_NS } from "../../market/time.ts";
import { printedBefore } from "./printed_shares.ts";

/** Intervals looked back on. */
const MOST_INTERVALS = 60;
/** Changes of the mid that a volatility takes. */
const FEWEST_CHANGES = 10;

/** What the market was like before a moment. */
export interface TrailingMarket {
  /** Standard deviation (of a sample) of the live mid's change over an interval, dollars. */
  readonly volatility: number;
  /** Mean live spread at the intervals' ends, dollars; at least a tick. */
  readonly spread: number;
  /** Shares that a trading day of 6.5 hours prints at this pace. */
  readonly dailyShares: number;
}

/**
 * Looks back from a moment over up to 60 intervals, no further than the tape reaches, and sees nothing
 * later. Moments without a live mid are left out.
 *
 * @param nowNs ns after the tape's origin.
 * @param intervalNs length of an interval, ns.
 * @returns `undefined` where the past is too short: fewer than ten changes of the mid, or no print at all.
 */
export function trailingMarket(
  market: Market,
  nowNs: number,
  intervalNs: number,
): TrailingMarket | undefined {
  const { clockNs, touchBid, touchAsk } = market.live;
  const firstNs = clockNs[0] ?? Infinity;
  const intervals = Math.min(MOST_INTERVALS, Math.floor((nowNs - firstNs) / intervalNs));
  const changes: number[] = [];
  const spreads: number[] = [];
  let price = NaN;
  let later = NaN;
  for (let back = 0; back <= intervals; back++) {
    const timeNs = nowNs - back * intervalNs;
    const entry = market.touchEntry(market.rowsBefore(timeNs), timeNs);
    const mid = market.midOf(entry);
    if (hasPrice(mid)) spreads.push(touchAsk[entry]! - touchBid[entry]!);
    if (hasPrice(later - mid)) changes.push(later - mid);
    if (!hasPrice(price)) price = mid;
    later = mid;
  }
  if (changes.length < FEWEST_CHANGES) return undefined;
  const spanNs = intervals * intervalNs;
  const printed = printedBefore(market, nowNs) - printedBefore(market, nowNs - spanNs);
  if (printed === 0) return undefined;
  return {
    volatility: toDollars(deviation(changes)),
    spread: toDollars(Math.max(tickOf(price), mean(spreads))),
    dailyShares: printed * TRADING_DAY_NS / spanNs,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
