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

/** Collects the changes of the touch. */
export class TouchLog {
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

  /** All changes noted. */
  finish(): Touch {
    const length = this.#length;
    const touchBid = shared(Float64Array, this.#bid.subarray(0, length));
    const touchAsk = shared(Float64Array, this.#ask.subarray(0, length));
    return {
      touchRows: shared(Uint32Array, this.#rows.subarray(0, length)),
      touchNs: shared(Float64Array, this.#ns.subarray(0, length)),
      touchBid,
      touchAsk,
      knownBid: lastKnown(length, (i) => touchBid[i]!),
      knownAsk: lastKnown(length, (i) => touchAsk[i]!),
      knownMid: lastKnown(length, (i) => (touchBid[i]! + touchAsk[i]!) / 2),
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
