/** How often each synthetic venue is at the touch. @module */

import type { Random } from "../../market/random.ts";

/** Share of time at the best bid, by rank of the venue; beyond, each has 0.7 of the one before. */
const TOUCH_SHARES: readonly number[] = [0.51, 0.22, 0.16, 0.10, 0.10, 0.06];
const BEYOND = 0.7;

/**
 * How often each venue is at the touch. One of them, the leader, always is; the others join it now and
 * then. With weights w of leading and chances e of joining, a venue is there w + (1 − w)·e of the time.
 */
export interface Presence {
  /** Chances of being the leader; they add up to 1. */
  readonly lead: Float64Array;
  /** Chances of being at the touch without being the leader. */
  readonly join: Float64Array;
}

/** The chances that give the measured shares of time; fewer than six venues are there more often. */
export function presence(venues: number): Presence {
  const shares = Float64Array.from({ length: venues }, (_, rank) => touchShare(rank));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const crowd = Math.max(total, TOUCH_SHARES.reduce((sum, share) => sum + share, 0));
  return {
    lead: shares.map((share) => share / total),
    join: shares.map((share) => (share - share / crowd) / (1 - share / crowd)),
  };
}

function touchShare(rank: number): number {
  const last = TOUCH_SHARES.length - 1;
  return rank <= last ? TOUCH_SHARES[rank]! : TOUCH_SHARES[last]! * BEYOND ** (rank - last);
}

/** An index, with these chances; they add up to 1. */
export function drawIndex(random: Random, chances: Float64Array): number {
  let u = random();
  const last = chances.length - 1;
  for (let i = 0; i < last; i++) {
    u -= chances[i]!;
    if (u < 0) return i;
  }
  return last;
}
