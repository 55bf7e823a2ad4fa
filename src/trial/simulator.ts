/** The trial's simulator: one order, snapshot by snapshot. @module */

import { FillLog } from "../execution/fill_log.ts";
import { bestVenue, type Offers } from "../execution/offers.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { Splitter } from "../execution/splitter.ts";
import type { Residual, TrialExecution } from "./execution.ts";
import type { SnapshotMarket } from "./market.ts";
import type { TrialSchedule } from "./schedule.ts";

/** A strategy by the trial's rules: when and how much, times where. */
export interface TrialStrategy {
  readonly schedule: TrialSchedule;
  readonly placement: Splitter;
}

/**
 * Works one parent order by the trial's rules, over all snapshots of the market: its tape is the order's
 * window, whose start and end only the schedule reads. At every snapshot the schedule says how much is due, the
 * placement splits it, and each venue fills up to what it displays; the rest rolls on. What is left at
 * the end of the window is crossed, whole, at the last touch, and kept apart as residual.
 */
export function simulateSnapshots(
  market: SnapshotMarket,
  order: ParentOrder,
  strategy: TrialStrategy,
): TrialExecution {
  const snapshots = market.snapshots();
  const offers = market.offers(snapshots.book, order.side);
  const schedule = strategy.schedule.begin(order);
  const split = new Float64Array(market.venues.count);
  const fills = new FillLog();
  const touch = new LastTouch();
  let leaves = order.quantity;
  while (leaves > 0 && snapshots.next()) {
    touch.see(offers, order);
    const due = schedule.due(snapshots.nowNs, leaves, offers);
    if (due === 0) continue;
    strategy.placement.place(due, offers, order.side, split);
    leaves -= take(split, offers, snapshots.nowNs, fills);
  }
  const residual = touch.cross(Math.max(0, leaves));
  const unfilled = Math.max(0, leaves) - residual.shares;
  return { quantity: order.quantity, fills, residual, unfilled, snapshots: snapshots.count };
}

function take(split: Float64Array, offers: Offers, nowNs: number, fills: FillLog): number {
  const before = fills.sharesFilled;
  for (let venue = 0; venue < offers.count; venue++) {
    const shares = Math.min(split[venue]!, offers.size[venue]!);
    if (shares > 0) fills.add(nowNs, venue, offers.price[venue]!, shares, offers.takeFee[venue]!);
  }
  return fills.sharesFilled - before;
}

/** Remembers the best price last shown; of equal ones the first venue's. */
class LastTouch {
  #price = NaN;
  #venue = -1;
  #fee = 0;

  see(offers: Offers, { side }: ParentOrder): void {
    const venue = bestVenue(offers, side);
    if (venue < 0) return;
    this.#venue = venue;
    this.#price = offers.price[venue]!;
    this.#fee = offers.takeFee[venue]!;
  }

  cross(shares: number): Residual {
    if (shares === 0 || this.#venue < 0) return { shares: 0, price: NaN, fee: 0, venue: -1 };
    return { shares, price: this.#price, fee: this.#fee, venue: this.#venue };
  }
}
