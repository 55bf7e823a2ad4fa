/** The fills of one parent order. @module */

import { grown } from "./grown.ts";

// How a fill came about.

/** A child order took what was displayed. */
export const TAKEN = 0;
/** A resting child order was filled. */
export const RESTED = 1;
/** At the end of the horizon, what was left took what was displayed. */
export const CROSSED = 2;
/**
 * At the end of the horizon, shares beyond all that was displayed, at a price made up for them; of an order
 * filled too much they are negative, given back.
 */
export const BEYOND = 3;
/** At the end of the horizon, shares filled too much were given back to displayed quotes; they are negative. */
export const UNWOUND = 4;

/** The child order of a fill that has none: the end of the horizon crosses without. */
export const NO_CHILD = 0;

/**
 * The fills of one parent order, a column per figure, in the order they happened, and when the child orders that they
 * came of were sent.
 *
 * @example
 * ```ts
 * import { FillLog, TAKEN } from "./fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * const child = fills.send(4);
 * fills.add(5, 0, 10e9, 300, 3e6, TAKEN, 9.99e9, 10e9, child);
 * assertEquals([fills.length, fills.sharesFilled, fills.price[0]], [1, 300, 10e9]);
 * assertEquals([fills.child[0], fills.sentNs(0)], [1, 4]);
 * ```
 */
export class FillLog {
  /** Number of fills; the columns may be longer. */
  length = 0;
  /** Shares of all fills. */
  sharesFilled = 0;
  /** ns after the tape's origin. */
  timeNs = new Float64Array(16);
  /** Venue index. */
  venue = new Uint16Array(16);
  /** 1e-9 dollars. */
  price = new Float64Array(16);
  shares = new Float64Array(16);
  /** Fee of a share, 1e-9 dollars; negative is a rebate. */
  fee = new Float64Array(16);
  /** `TAKEN`, `RESTED`, … */
  kind = new Uint8Array(16);
  /** Live mid just before, 1e-9 dollars (or half of one); `NaN` under trial rules, which have none. */
  mid = new Float64Array(16);
  /** Best live price to take at just before, 1e-9 dollars; `NaN` as for `mid`. */
  touch = new Float64Array(16);
  /** Number of the child order, from 1 in the order they were sent; `NO_CHILD` where there is none. */
  child = new Uint32Array(16);
  #children = 0;
  /** By the child order's number. */
  #childSentNs = new Float64Array(16).fill(NaN);

  /** Notes that a child order is sent, filled or not, and returns its number. */
  send(timeNs: number): number {
    const child = ++this.#children;
    if (child === this.#childSentNs.length) this.#childSentNs = grown(this.#childSentNs);
    this.#childSentNs[child] = timeNs;
    return child;
  }

  /** When the child order of a fill was sent, ns after the tape's origin; `NaN` where there is none. */
  sentNs(fill: number): number {
    return this.#childSentNs[this.child[fill]!]!;
  }

  /** Notes a fill. */
  add(
    timeNs: number,
    venue: number,
    price: number,
    shares: number,
    fee: number,
    kind: number = TAKEN,
    mid: number = NaN,
    touch: number = NaN,
    child: number = NO_CHILD,
  ): void {
    const i = this.length++;
    if (i === this.price.length) this.#grow();
    this.timeNs[i] = timeNs;
    this.venue[i] = venue;
    this.price[i] = price;
    this.shares[i] = shares;
    this.fee[i] = fee;
    this.kind[i] = kind;
    this.mid[i] = mid;
    this.touch[i] = touch;
    this.child[i] = child;
    this.sharesFilled += shares;
  }

  /** Forgets all fills and child orders, to be used again. */
  clear(): void {
    this.length = 0;
    this.#children = 0;
    this.sharesFilled = 0;
  }

  /** Puts the fills into order of time; those of equal time stay as they stand. */
  sortByTime(): void {
    const order = Array.from({ length: this.length }, (_, i) => i);
    order.sort((a, b) => this.timeNs[a]! - this.timeNs[b]!);
    for (
      const column of [
        this.timeNs,
        this.venue,
        this.price,
        this.shares,
        this.fee,
        this.kind,
        this.mid,
        this.touch,
        this.child,
      ]
    ) column.set(order.map((i) => column[i]!));
  }

  #grow(): void {
    this.timeNs = grown(this.timeNs);
    this.venue = grown(this.venue);
    this.price = grown(this.price);
    this.shares = grown(this.shares);
    this.fee = grown(this.fee);
    this.kind = grown(this.kind);
    this.mid = grown(this.mid);
    this.touch = grown(this.touch);
    this.child = grown(this.child);
  }
}
