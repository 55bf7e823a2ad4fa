/** The column of shares ahead by order, and the rule of prints, which all queue models share. @module */

import { grown } from "../grown.ts";

/** Shares ahead of each order: prints at its price come off them, and what is left of a print reaches it. */
export class SharesAhead {
  /** By order. */
  #ahead = new Float64Array(16);

  /** Shares ahead of an order. */
  of(order: number): number {
    return this.#ahead[order]!;
  }

  /** Puts so many shares ahead of an order, whatever stood there. */
  set(order: number, shares: number): void {
    while (order >= this.#ahead.length) this.#ahead = grown(this.#ahead);
    this.#ahead[order] = shares;
  }

  /** Of so many shares in the queue this many stay, ahead as much as behind. */
  shrink(order: number, stay: number, were: number): void {
    this.#ahead[order] = this.#ahead[order]! * stay / were;
  }

  /** Trades at the order's price; returns the whole shares that come past the queue. */
  trade(order: number, shares: number): number {
    const ahead = this.#ahead[order]!;
    this.#ahead[order] = Math.max(0, ahead - shares);
    // The queue ahead may be a fraction.
    return Math.floor(Math.max(0, shares - ahead));
  }
}
