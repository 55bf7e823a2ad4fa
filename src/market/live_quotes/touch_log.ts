/** The consolidated touch over a tape, change by change. @module */

import { hasPrice, NO_PRICE } from "../price.ts";
import { shared, sharedArray } from "./shared.ts";

/** The consolidated touch: an entry for each change. */
export interface Touch {
  /** It holds after so many rows … */
  readonly touchRows: Uint32Array;
  /** … from this moment on, ns after the tape's origin. */
  readonly touchNs: Float64Array;
  /** Best live prices, 1e-9 dollars; `NaN` where there is none. */
  readonly touchBid: Float64Array;
  /** Best live prices to buy at, likewise. */
  readonly touchAsk: Float64Array;
  /** The same, and their mid, or the last that there was: `NaN` only before the first. */
  readonly knownBid: Float64Array;
  /** Best price to buy at, or the last that there was. */
  readonly knownAsk: Float64Array;
  /** Their mid, or the last that there was. */
  readonly knownMid: Float64Array;
}

/** The reference prices, an entry a change: what price limits are set from. */
export interface Reference {
  /** They hold after so many rows … */
  readonly referenceRows: Uint32Array;
  /** … from this moment on, ns after the tape's origin. */
  readonly referenceNs: Float64Array;
  /** 1e-9 dollars; `NaN` where there is none. */
  readonly referenceBid: Float64Array;
  /** The same of asks. */
  readonly referenceAsk: Float64Array;
}

/** Collects the changes of a bid and an ask. */
export class PriceLog {
  #length = 0;
  #rows: Uint32Array;
  #ns: Float64Array;
  #bid: Float64Array;
  #ask: Float64Array;

  /** @param capacity the most changes there can be; memory that no change needs is never touched. */
  constructor(capacity: number) {
    this.#rows = new Uint32Array(capacity);
    this.#ns = new Float64Array(capacity);
    this.#bid = new Float64Array(capacity);
    this.#ask = new Float64Array(capacity);
  }

  /** Notes a change. */
  add(rows: number, ns: number, bid: number, ask: number): void {
    const i = this.#length++;
    this.#rows[i] = rows;
    this.#ns[i] = ns;
    this.#bid[i] = bid;
    this.#ask[i] = ask;
  }

  /** All changes noted, as those of the touch. */
  touch(): Touch {
    const { rows, ns, bid, ask } = this.#columns();
    return {
      touchRows: rows,
      touchNs: ns,
      touchBid: bid,
      touchAsk: ask,
      knownBid: lastKnown(bid.length, (i) => bid[i]!),
      knownAsk: lastKnown(bid.length, (i) => ask[i]!),
      knownMid: lastKnown(bid.length, (i) => (bid[i]! + ask[i]!) / 2),
    };
  }

  /** All changes noted, as those of the reference prices. */
  reference(): Reference {
    const { rows, ns, bid, ask } = this.#columns();
    return { referenceRows: rows, referenceNs: ns, referenceBid: bid, referenceAsk: ask };
  }

  #columns(): { rows: Uint32Array; ns: Float64Array; bid: Float64Array; ask: Float64Array } {
    const length = this.#length;
    return {
      rows: shared(Uint32Array, this.#rows.subarray(0, length)),
      ns: shared(Float64Array, this.#ns.subarray(0, length)),
      bid: shared(Float64Array, this.#bid.subarray(0, length)),
      ask: shared(Float64Array, this.#ask.subarray(0, length)),
    };
  }
}

/** Each price, or the last before it that there was. */
function lastKnown(length: number, priceAt: (i: number) => number): Float64Array {
  const known = sharedArray(Float64Array, length);
  let last = NO_PRICE;
  for (let i = 0; i < length; i++) {
    const price = priceAt(i);
    if (hasPrice(price)) last = price;
    known[i] = last;
  }
  return known;
}
