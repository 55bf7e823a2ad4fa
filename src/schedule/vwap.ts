import { hasPrice } from "../market/price.ts";
import type { Offers } from "../execution/offers.ts";
import type { ParentOrder, Schedule } from "../execution/schedule.ts";
import { Slices } from "./slices.ts";

/**
 * Slices proportional to displayed volume, without a look into the future: slice i of n (from 1) takes
 * left·d_i / (d_i + (n − i)·mean(d_1 … d_i)), rounded, where d_i is the time-weighted mean of the shares
 * displayed on the opposite side, over all venues, during the interval before the slice, and d_1 and d_2
 * are what the first snapshot displays. It expects the rest of the window to be like the past. Each
 * slice has one snapshot, the first of its interval; what it could not fill stays in `left`.
 *
 * @param intervalNs length of a slice, ns.
 */
export function vwap(intervalNs: number): Schedule {
  return {
    name: "vwap",
    begin(order) {
      const slices = new Slices(order, intervalNs);
      let profile: DisplayedProfile | undefined;
      let last = -1;
      return {
        due(nowNs, leaves, offers) {
          profile ??= new DisplayedProfile(slices, displayedShares(offers));
          const slice = slices.at(nowNs);
          profile.advance(nowNs);
          const due = slice === last ? 0 : dueSince(last, slice, leaves, slices.count, profile);
          last = slice;
          profile.see(displayedShares(offers));
          return due;
        },
      };
    },
  };
}

/** What slices `last + 1` to `slice` are due: those that had no snapshot of their own go with the next. */
function dueSince(
  last: number,
  slice: number,
  leaves: number,
  count: number,
  profile: DisplayedProfile,
): number {
  let left = leaves;
  for (let i = last + 1; i <= slice; i++) {
    const displayed = profile.before(i);
    const expected = displayed + (count - 1 - i) * profile.nextMean(i);
    left -= expected > 0 ? Math.round(left * displayed / expected) : Math.round(left / (count - i));
  }
  return leaves - left;
}

/** Time-weighted mean displayed shares of each interval so far. */
class DisplayedProfile {
  #slices: Slices;
  #first: number;
  #displayed: number;
  #sinceNs: number;
  #slice = 0;
  #shareNs = 0;
  #means: number[] = [];
  #sum = 0;

  constructor(slices: Slices, first: number) {
    this.#slices = slices;
    this.#first = first;
    this.#displayed = first;
    this.#sinceNs = slices.startNs(0);
  }

  /** Carries what is displayed on to `nowNs`, closing the intervals that end before. */
  advance(nowNs: number): void {
    for (const now = this.#slices.at(nowNs); this.#slice < now; this.#slice++) {
      const endNs = this.#slices.startNs(this.#slice + 1);
      this.#means.push(this.#carryTo(endNs) / (endNs - this.#slices.startNs(this.#slice)));
      this.#shareNs = 0;
    }
    this.#carryTo(nowNs);
  }

  #carryTo(nowNs: number): number {
    this.#shareNs += this.#displayed * (nowNs - this.#sinceNs);
    this.#sinceNs = nowNs;
    return this.#shareNs;
  }

  /** From now on this much is displayed. */
  see(displayed: number): void {
    this.#displayed = displayed;
  }

  /** d of a slice (from 0): the mean of the interval before it. */
  before(slice: number): number {
    return slice < 2 ? this.#first : this.#means[slice - 1]!;
  }

  /** Mean of d of the slices up to this one; to be asked for slice after slice. */
  nextMean(slice: number): number {
    this.#sum += this.before(slice);
    return this.#sum / (slice + 1);
  }
}

/** Shares that all venues together display on this side. */
export function displayedShares(offers: Offers): number {
  let shares = 0;
  for (let venue = 0; venue < offers.count; venue++) {
    if (hasPrice(offers.price[venue]!)) shares += offers.size[venue]!;
  }
  return shares;
}

/**
 * The published variant: slices proportional to what each interval of the window *will* display. It
 * looks into the future, and is here to be compared with; its name says so.
 *
 * @param intervalNs length of a slice, ns.
 * @param displayedByInterval what each interval displays (any unit), from {@linkcode displayedByInterval}.
 */
export function vwapHindsight(intervalNs: number, displayedByInterval: readonly number[]): Schedule {
  return {
    name: "vwap-hindsight",
    begin(order) {
      const slices = new Slices(order, intervalNs);
      const targets = cumulativeTargets(order, slices.count, displayedByInterval);
      let last = -1;
      return {
        due(nowNs, leaves) {
          const slice = slices.at(nowNs);
          if (slice === last) return 0;
          last = slice;
          return Math.min(leaves, Math.max(0, targets[slice]! - (order.quantity - leaves)));
        },
      };
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

/** Collects what each interval of a window displays: show it every snapshot, then read `shares`. */
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
