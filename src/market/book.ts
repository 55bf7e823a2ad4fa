/** The consolidated book: every venue's last quote, carried forward. @module */

import { hasPrice, NO_PRICE } from "./price.ts";
import type { Tape } from "./tape.ts";

/** How the consolidated best bid and ask stand to each other. */
export type Cross = "normal" | "one-sided" | "locked" | "crossed";

/**
 * Every venue's last committed quote, carried forward: two venues almost never quote at the same
 * nanosecond, so without carrying there would be no choice of venue. A column per figure, an entry per
 * venue; no quote is `NaN` with size 0.
 */
export class Book {
  readonly bidPx: Float64Array;
  readonly askPx: Float64Array;
  readonly bidSz: Float64Array;
  readonly askSz: Float64Array;
  /** When each venue's quote was committed, ns after the tape's origin. */
  readonly quotedNs: Float64Array;

  constructor(venues: number) {
    this.bidPx = new Float64Array(venues).fill(NO_PRICE);
    this.askPx = new Float64Array(venues).fill(NO_PRICE);
    this.bidSz = new Float64Array(venues);
    this.askSz = new Float64Array(venues);
    this.quotedNs = new Float64Array(venues).fill(-Infinity);
  }

  /** Takes over the quote that a row of the tape shows for this venue. */
  commit(tape: Tape, row: number, venue: number): void {
    const { columns } = tape;
    this.bidPx[venue] = columns.bidPx[row]!;
    this.askPx[venue] = columns.askPx[row]!;
    this.bidSz[venue] = columns.bidSz[row]!;
    this.askSz[venue] = columns.askSz[row]!;
    this.quotedNs[venue] = columns.tsEventNs[row]!;
  }

  /** Forgets the quotes committed before `oldestNs`. */
  expire(oldestNs: number): void {
    for (let venue = 0; venue < this.quotedNs.length; venue++) {
      if (this.quotedNs[venue]! >= oldestNs) continue;
      this.bidPx[venue] = this.askPx[venue] = NO_PRICE;
      this.bidSz[venue] = this.askSz[venue] = 0;
    }
  }

  /** Highest bid of all venues, `NaN` if there is none. */
  bestBid(): number {
    let best = NO_PRICE;
    for (let venue = 0; venue < this.bidPx.length; venue++) {
      const price = this.bidPx[venue]!;
      if (hasPrice(price) && !(price <= best)) best = price;
    }
    return best;
  }

  /** Lowest ask of all venues, `NaN` if there is none. */
  bestAsk(): number {
    let best = NO_PRICE;
    for (let venue = 0; venue < this.askPx.length; venue++) {
      const price = this.askPx[venue]!;
      if (hasPrice(price) && !(price >= best)) best = price;
    }
    return best;
  }

  /** How the best bid and the best ask stand to each other. */
  cross(): Cross {
    const bid = this.bestBid();
    const ask = this.bestAsk();
    if (!hasPrice(bid) || !hasPrice(ask)) return "one-sided";
    if (bid < ask) return "normal";
    return bid === ask ? "locked" : "crossed";
  }
}
