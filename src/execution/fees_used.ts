/** The fees of a tape's venues on its day. @module */

import type { FeeSchedule } from "../market/fee_schedule.ts";
import type { Tape } from "../market/tape.ts";
import { NS_PER_DAY } from "../market/time.ts";
import type { Venues } from "../market/venues.ts";

/** The days and venues of a fee schedule that a back-test used. */
export interface FeesUsed {
  /** 1e-9 dollars a share, by venue index. */
  readonly takeFee: Float64Array;
  /** 1e-9 dollars a share, by venue index. */
  readonly addRebate: Float64Array;
  /** Venues without a row, charged as usual. */
  readonly assumed: readonly string[];
  /** Venues whose first row is later than the day. */
  readonly extrapolated: readonly string[];
}

/**
 * The fees of a tape's venues on its day, which is its first row's. The bias: they are untiered, and hold
 * for prices of a dollar and more, so whoever trades much pays less.
 */
export function feesOn(tape: Tape, venues: Venues, schedule: FeeSchedule): FeesUsed {
  const day = dayOf(tape);
  const fees = venues.names.map((venue) => schedule.of(venue, day));
  return {
    takeFee: Float64Array.from(fees, ({ take }) => take),
    addRebate: Float64Array.from(fees, ({ add }) => 0 - add),
    assumed: venues.names.filter((_, venue) => fees[venue]!.assumed),
    extrapolated: venues.names.filter((_, venue) => fees[venue]!.extrapolated),
  };
}

function dayOf(tape: Tape): string {
  const midnightNs = tape.originNs + BigInt(Math.floor(tape.columns.tsEventNs[0]! / NS_PER_DAY) * NS_PER_DAY);
  return new Date(Number(midnightNs / 1_000_000n)).toISOString().slice(0, 10);
}
