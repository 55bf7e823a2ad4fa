/** VWAP as it was published: with a look into the future. @module */

import type { Offers } from "../execution/offers.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { Slices } from "../strategy/schedule/slices.ts";
import { displayedShares } from "./displayed_shares.ts";
import { followTargets } from "./follow_targets.ts";
import type { SnapshotMarket } from "./market.ts";
import type { TrialSchedule } from "./schedule.ts";

/**
 * The published variant: slices proportional to what each interval of the window *will* display. It
 * looks into the future, and is here to be compared with; its name says so.
 *
 * @param intervalNs length of a slice, ns.
 * @param displayedByInterval what each interval displays (any unit), from {@linkcode displayedProfile}.
 */
export function vwapHindsight(intervalNs: number, displayedByInterval: readonly number[]): TrialSchedule {
  return {
    name: "vwap-hindsight",
    begin(order) {
      const slices = new Slices(order, intervalNs);
      const targets = cumulativeTargets(order, slices.count, displayedByInterval);
      return followTargets(order, slices, (slice) => targets[slice]!);
    },
  };
}

function cumulativeTargets(order: ParentOrder, count: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return Array.from({ length: count }, (_, slice) => {
    sum += weights[slice] ?? 0;
    const part = total > 0 ? sum / total : (slice + 1) / count;
    return slice === count - 1 ? order.quantity : Math.round(order.quantity * part);
  });
}

/** What each interval of an order's window displays on the side to take from, share-nanoseconds. */
export function displayedProfile(
  market: SnapshotMarket,
  order: ParentOrder,
  intervalNs: number,
): readonly number[] {
  const profile = new DisplayedByInterval(order, intervalNs);
  const snapshots = market.snapshots();
  const offers = market.offers(snapshots.book, order.side);
  while (snapshots.next()) profile.see(snapshots.nowNs, offers);
  return profile.finish();
}

/** Collects what each interval of a window displays: show it every snapshot, then `finish`. */
export class DisplayedByInterval {
  /** Time-weighted displayed shares (share-nanoseconds) of each interval. */
  readonly shareNs: number[];
  #slices: Slices;
  #order: ParentOrder;
  #displayed = 0;
  #sinceNs: number;

  constructor(order: ParentOrder, intervalNs: number) {
    this.#slices = new Slices(order, intervalNs);
    this.#order = order;
    this.#sinceNs = order.startNs;
    this.shareNs = new Array(this.#slices.count).fill(0);
  }

  /** Notes what is displayed from `nowNs` on. */
  see(nowNs: number, offers: Offers): void {
    this.#carryTo(nowNs);
    this.#displayed = displayedShares(offers);
  }

  /** Carries the last snapshot on to the end of the window. */
  finish(): readonly number[] {
    this.#carryTo(this.#order.endNs);
    return this.shareNs;
  }

  #carryTo(nowNs: number): void {
    while (this.#sinceNs < nowNs) {
      const slice = this.#slices.at(this.#sinceNs);
      const isLast = slice === this.shareNs.length - 1;
      const untilNs = isLast ? nowNs : Math.min(nowNs, this.#slices.startNs(slice + 1));
      this.shareNs[slice]! += this.#displayed * (untilNs - this.#sinceNs);
      this.#sinceNs = untilNs;
    }
  }
}
