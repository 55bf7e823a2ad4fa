/** The market that the trial trades in: a walk from snapshot to snapshot. @module */

import type { Book } from "../market/book.ts";
import { DataError } from "../market/data_error.ts";
import type { FeeSchedule } from "../market/fee_schedule.ts";
import { hasPrice } from "../market/price.ts";
import { BUY, type Side } from "../market/side.ts";
import { type SnapshotOptions, Snapshots } from "../market/snapshots.ts";
import type { Tape } from "../market/tape.ts";
import { type Venues, venuesOf } from "../market/venues.ts";
import { feesOn, type FeesUsed } from "../execution/fees_used.ts";
import type { Offers } from "../execution/offers.ts";

/**
 * A tape as the trial's rules see it: snapshot after snapshot, all displayed size there to be taken
 * each time anew, at once. (The bias: the same shares can be taken again at the next snapshot, and
 * nobody is ever faster.)
 */
export class SnapshotMarket {
  readonly tape: Tape;
  readonly venues: Venues;
  readonly fees: FeesUsed;
  readonly options: SnapshotOptions;

  /**
   * @param tape sorted by `ts_event`.
   * @throws {DataError} if the tape has no venue.
   */
  constructor(tape: Tape, fees: FeeSchedule, options: SnapshotOptions) {
    this.tape = tape;
    this.venues = venuesOf(tape);
    this.fees = feesOn(tape, this.venues, fees);
    this.options = options;
  }

  /** A walk through the snapshots, from the first. */
  snapshots(): Snapshots {
    return new Snapshots(this.tape, this.venues, this.options);
  }

  /** The side of a book that an order takes from: a view, it changes with the book. */
  offers(book: Book, side: Side): Offers {
    return {
      count: this.venues.count,
      price: side === BUY ? book.askPx : book.bidPx,
      size: side === BUY ? book.askSz : book.bidSz,
      takeFee: this.fees.takeFee,
      addRebate: this.fees.addRebate,
    };
  }
}

/** What a tape's snapshots are like: for the report, and for windows that the caller left open. */
export interface SnapshotSurvey {
  /** Number of snapshots. */
  readonly count: number;
  /** Time of the first and the last, ns after the tape's origin. */
  readonly firstNs: number;
  readonly lastNs: number;
  /** Mid of the first snapshot that has both sides, 1e-9 dollars; `NaN` if none has. */
  readonly arrivalMid: number;
  /** Snapshots whose consolidated book is one-sided, locked (bid = ask), crossed (bid > ask). */
  readonly oneSided: number;
  readonly locked: number;
  readonly crossed: number;
}

/**
 * Walks through the snapshots once and counts.
 *
 * @throws {DataError} if there are none.
 */
export function surveySnapshots(market: SnapshotMarket): SnapshotSurvey {
  const snapshots = market.snapshots();
  const { book } = snapshots;
  const counts = { "normal": 0, "one-sided": 0, "locked": 0, "crossed": 0 };
  let firstNs = NaN;
  let arrivalMid = NaN;
  while (snapshots.next()) {
    if (snapshots.count === 1) firstNs = snapshots.nowNs;
    counts[book.cross()]++;
    if (!hasPrice(arrivalMid)) arrivalMid = (book.bestBid() + book.bestAsk()) / 2;
  }
  if (snapshots.count === 0) throw new DataError("the window has no snapshot of any venue");
  return {
    count: snapshots.count,
    firstNs,
    lastNs: snapshots.nowNs,
    arrivalMid,
    oneSided: counts["one-sided"],
    locked: counts.locked,
    crossed: counts.crossed,
  };
}
