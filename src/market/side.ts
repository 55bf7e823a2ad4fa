/** Buying and selling, as signs. @module */

/** The side of a parent order: the sign that turns a price difference into a cost. */
export type Side = 1 | -1;

/** Buys take asks. */
export const BUY: Side = 1;

/** Sells take bids. */
export const SELL: Side = -1;

/** The other side. */
export function opposite(side: Side): Side {
  return side === BUY ? SELL : BUY;
}

/** `"buy"` or `"sell"`. */
export function sideName(side: Side): "buy" | "sell" {
  return side === BUY ? "buy" : "sell";
}
