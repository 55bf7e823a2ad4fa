/** A tape as a sequence of snapshots: the book after each event. @module */

import { Book } from "./book.ts";
import { FLAG_LAST, type Tape } from "./tape.ts";
import { NO_VENUE, type Venues } from "./venues.ts";

/** How a tape becomes snapshots. */
export interface SnapshotOptions {
  /** State at the last, or at the first, row of each event. @default "last" */
  readonly at?: "last" | "first";
  /** Quotes older than this are dropped, ns. @default Infinity */
  readonly maxQuoteAgeNs?: number;
  /** Stop after so many snapshots. @default Infinity */
  readonly limit?: number;
}

/**
 * Walks a tape, sorted by `ts_event`, event by event, every venue's quote carried forward in
 * {@linkcode book}.
 *
 * An event is all that one action did at a venue, and may span rows; inside it the book is a state that
 * nobody could trade against. It ends with the row flagged 128, else where `ts_event` changes; rows of
 * several venues at that time are then one event (state at `"first"` is taken as soon as it is there: at
 * each venue's first row). Rows of publishers that are no venue are passed over.
 *
 * @example
 * ```ts
 * import { TapeBuilder } from "./tape.ts";
 * import { Snapshots } from "./snapshots.ts";
 * import { venuesOf } from "./venues.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * for (const [flags, size] of [[0, 421], [0, 231], [128, 121]] as const) {
 *   const row = builder.next();
 *   builder.columns.publisher[row] = 2;
 *   builder.columns.flags[row] = flags;
 *   builder.columns.askPx[row] = 10e9;
 *   builder.columns.askSz[row] = size;
 * }
 * const tape = builder.finish({ originNs: 0n, symbol: "" });
 * const snapshots = new Snapshots(tape, venuesOf(tape));
 * assertEquals([snapshots.next(), snapshots.book.askSz[0], snapshots.next()], [true, 121, false]);
 * ```
 */
export class Snapshots {
  /** State after the event; the same object at every step. */
  readonly book: Book;
  /** Time of the event, ns after the tape's origin. */
  nowNs = NaN;
  /** Events so far. */
  count = 0;
  #tape: Tape;
  #venues: Venues;
  #atFirst: boolean;
  #maxQuoteAgeNs: number;
  #limit: number;
  #row = 0;
  // By venue: the latest row of an event that has not ended yet, or -1.
  #pending: Int32Array;
  #pendingCount = 0;
  #pendingNs = NaN;

  constructor(tape: Tape, venues: Venues, options: SnapshotOptions = {}) {
    this.book = new Book(venues.count);
    this.#tape = tape;
    this.#venues = venues;
    this.#atFirst = options.at === "first";
    this.#maxQuoteAgeNs = options.maxQuoteAgeNs ?? Infinity;
    this.#limit = options.limit ?? Infinity;
    this.#pending = new Int32Array(venues.count).fill(-1);
  }

  /** Rows walked over so far: where the event ends, exclusive. */
  get row(): number {
    return this.#row;
  }

  /** Goes to the next event; false, and nothing changed, if there is none. */
  next(): boolean {
    if (this.count >= this.#limit || !(this.#atFirst ? this.#nextFirst() : this.#nextLast())) return false;
    this.count++;
    if (this.#maxQuoteAgeNs < Infinity) this.book.expire(this.nowNs - this.#maxQuoteAgeNs);
    return true;
  }

  #nextLast(): boolean {
    const { publisher, flags, tsEventNs } = this.#tape.columns;
    for (; this.#row < this.#tape.length; this.#row++) {
      const row = this.#row;
      if (this.#pendingCount > 0 && tsEventNs[row] !== this.#pendingNs) return this.#commitPending();
      const venue = this.#venues.of(publisher[row]!);
      if (venue === NO_VENUE) continue;
      if ((flags[row]! & FLAG_LAST) !== 0) {
        this.#close(venue);
        this.#row++;
        return this.#commit(row, venue);
      }
      this.#open(venue, row);
    }
    return this.#pendingCount > 0 && this.#commitPending();
  }

  #nextFirst(): boolean {
    const { publisher, flags, tsEventNs } = this.#tape.columns;
    while (this.#row < this.#tape.length) {
      const row = this.#row++;
      if (this.#pendingCount > 0 && tsEventNs[row] !== this.#pendingNs) this.#closeAll();
      const venue = this.#venues.of(publisher[row]!);
      if (venue === NO_VENUE) continue;
      const isFirst = this.#pending[venue] === -1;
      if ((flags[row]! & FLAG_LAST) !== 0) this.#close(venue);
      else this.#open(venue, row);
      if (isFirst) return this.#commit(row, venue);
    }
    return false;
  }

  #commit(row: number, venue: number): boolean {
    this.book.commit(this.#tape, row, venue);
    this.nowNs = this.#tape.columns.tsEventNs[row]!;
    return true;
  }

  #commitPending(): boolean {
    for (let venue = 0; venue < this.#pending.length; venue++) {
      const row = this.#pending[venue]!;
      if (row >= 0) this.#commit(row, venue);
    }
    this.#closeAll();
    return true;
  }

  #open(venue: number, row: number): void {
    if (this.#pending[venue] === -1) this.#pendingCount++;
    this.#pending[venue] = row;
    this.#pendingNs = this.#tape.columns.tsEventNs[row]!;
  }

  #close(venue: number): void {
    if (this.#pending[venue] !== -1) this.#pendingCount--;
    this.#pending[venue] = -1;
  }

  #closeAll(): void {
    this.#pending.fill(-1);
    this.#pendingCount = 0;
  }
}
