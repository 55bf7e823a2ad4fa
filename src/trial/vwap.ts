/** The trial's VWAP, of displayed volume. @module */

import { Slices } from "../strategy/schedule/slices.ts";
import { trailingPart } from "../strategy/schedule/trailing_part.ts";
import { displayedShares } from "./displayed_shares.ts";
import type { TrialSchedule } from "./schedule.ts";

/**
 * Slices proportional to displayed volume, without a look into the future: slice i of n (from 1) takes
 * left·d_i / (d_i + (n − i)·mean(d_1 … d_i)), rounded, where d_i is the time-weighted mean of the shares
 * displayed on the opposite side, over all venues, during the interval before the slice, and d_1 and d_2
 * are what the first snapshot displays. It expects the rest of the window to be like the past. Each
 * slice has one snapshot, the first of its interval; what it could not fill stays in `left`.
 *
 * @param intervalNs length of a slice, ns.
 */
export function vwap(intervalNs: number): TrialSchedule {
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
    left -= trailingPart(left, profile.before(i), profile.nextMean(i), count - 1 - i);
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
