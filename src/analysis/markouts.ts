/** What the market was worth some time after the fills. @module */

import { BEYOND, type FillLog, RESTED, TAKEN } from "../execution/fill_log.ts";
import type { Market } from "../execution/market.ts";
import type { Execution } from "../execution/simulator.ts";
import { BPS, hasPrice } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import { NS_PER_SECOND } from "../market/time.ts";
import { MeanSum, poolMeans, type WeightedMean } from "./weighted_mean.ts";

/** How long after a fill the market is looked at, seconds. */
export const MARKOUT_SECONDS: readonly number[] = [0.1, 1, 10, 60];

/** What the market was worth some time after the fills; basis points by shares, positive is good. */
export interface Markout {
  /** How long after the fills. */
  readonly seconds: number;
  /** All fills but those that nobody displayed. */
  readonly all: WeightedMean;
  /** Fills that took. */
  readonly taken: WeightedMean;
  /** Fills at rest. */
  readonly rested: WeightedMean;
  /** By venue index. */
  readonly byVenue: readonly WeightedMean[];
  /** Shares whose time lies past the tape's end, or before any mid: not measured. */
  readonly unmeasuredShares: number;
  /** Fills measured against the last defined mid, because just then there was none. */
  readonly undefinedMids: number;
}

/**
 * Markouts of an order, s·(M(t + τ) − p)/p, at each of {@linkcode MARKOUT_SECONDS}: whether the market
 * went the fill's way after it, or against it (adverse selection). M is the live mid after the rows
 * received until then. A share that was unwound is a trade on the other side. Fills priced beyond what was
 * displayed are left out.
 *
 * @example
 * ```ts
 * import { markoutsOf } from "./markouts.ts";
 * import { FillLog } from "../execution/fill_log.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { TapeBuilder } from "../market/tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * for (const [seconds, bid, ask] of [[0, 9.99e9, 10.01e9], [5, 10.01e9, 10.03e9]] as const) {
 *   const row = builder.next();
 *   Object.entries({ tsEventNs: seconds * 1e9, publisher: 2, bidPx: bid, askPx: ask, bidSz: 1, askSz: 1 })
 *     .forEach(([name, value]) => builder.columns[name as "bidPx"][row] = value);
 * }
 * const market = new Market(builder.finish({ originNs: 0n, symbol: "" }), FeeSchedule.flat(0, 0), {});
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 5e9 } as const;
 * const fills = new FillLog();
 * fills.add(4.5e9, 0, 10e9, 100, 0);
 * const [soon, late] = markoutsOf({ order, fills }, market);
 * assertEquals([soon!.all.mean, late!.all.mean], [0, null]); // the tape ends before 5.5 s
 * ```
 */
export function markoutsOf(
  { order, fills }: Pick<Execution, "order" | "fills">,
  market: Market,
): Markout[] {
  return MARKOUT_SECONDS.map((seconds) => {
    const [all, taken, rested] = [new MeanSum(), new MeanSum(), new MeanSum()];
    const byVenue = Array.from({ length: market.venues.count }, () => new MeanSum());
    let unmeasuredShares = 0;
    let undefinedMids = 0;
    for (let i = 0; i < fills.length; i++) {
      const kind = fills.kind[i]!;
      if (kind === BEYOND) continue;
      const shares = Math.abs(fills.shares[i]!);
      const entry = entryAfter(fills, i, seconds, market);
      if (entry === undefined) {
        unmeasuredShares += shares;
        continue;
      }
      if (!hasPrice(market.midOf(entry))) undefinedMids++;
      const bps = bpsAt(entry, fills, i, order.side, market);
      all.add(bps, shares);
      byVenue[fills.venue[i]!]!.add(bps, shares);
      if (kind === TAKEN) taken.add(bps, shares);
      if (kind === RESTED) rested.add(bps, shares);
    }
    return {
      seconds,
      all: all.finish(),
      taken: taken.finish(),
      rested: rested.finish(),
      byVenue: byVenue.map((sum) => sum.finish()),
      unmeasuredShares,
      undefinedMids,
    };
  });
}

/**
 * The markouts of one fill, basis points, at each of {@linkcode MARKOUT_SECONDS}; `null` where there is none: past the
 * tape's end, before any mid, or of shares that nobody displayed.
 */
export function fillMarkouts(fills: FillLog, i: number, side: Side, market: Market): (number | null)[] {
  return MARKOUT_SECONDS.map((seconds) => {
    const entry = fills.kind[i] === BEYOND ? undefined : entryAfter(fills, i, seconds, market);
    return entry === undefined ? null : bpsAt(entry, fills, i, side, market);
  });
}

/** The touch some time after a fill; `undefined` past the tape's end, or before any mid. */
function entryAfter(fills: FillLog, i: number, seconds: number, market: Market): number | undefined {
  const atNs = fills.timeNs[i]! + seconds * NS_PER_SECOND;
  if (atNs > market.live.clockNs.at(-1)!) return undefined;
  const entry = market.touchEntry(market.rowsThrough(atNs), atNs);
  return hasPrice(market.lastMid(entry)) ? entry : undefined;
}

function bpsAt(entry: number, { shares, price }: FillLog, i: number, side: Side, market: Market): number {
  return side * Math.sign(shares[i]!) * (market.lastMid(entry) - price[i]!) / price[i]! * BPS;
}

/** The markouts of several orders together. */
export function poolMarkouts(orders: readonly (readonly Markout[])[]): Markout[] {
  return MARKOUT_SECONDS.map((seconds, at) => {
    const each = orders.map((markouts) => markouts[at]!);
    const venues = each[0]?.byVenue ?? [];
    return {
      seconds,
      all: poolMeans(each.map(({ all }) => all)),
      taken: poolMeans(each.map(({ taken }) => taken)),
      rested: poolMeans(each.map(({ rested }) => rested)),
      byVenue: venues.map((_, venue) => poolMeans(each.map(({ byVenue }) => byVenue[venue]!))),
      unmeasuredShares: each.reduce((sum, { unmeasuredShares }) => sum + unmeasuredShares, 0),
      undefinedMids: each.reduce((sum, { undefinedMids }) => sum + undefinedMids, 0),
    };
  });
}
