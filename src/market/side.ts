/** The side of a parent order: the sign that turns a price difference into a cost. */
export type Side = 1 | -1;

/** Buys take asks. */
export const BUY: Side = 1;

/** Sells take bids. */
export const SELL: Side = -1;

/** `"buy"` or `"sell"`. */
export function sideName(side: Side): "buy" | "sell" {
  return side === BUY ? "buy" : "sell";
}
