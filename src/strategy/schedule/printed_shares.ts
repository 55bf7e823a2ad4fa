/** How much was traded on the tape. @module */

import type { Market } from "../../execution/market.ts";

/**
 * Shares printed on the tape before a moment: by all venues and off exchange, prints beyond reason left
 * out. What is traded between two moments is the difference.
 */
export function printedBefore(market: Market, timeNs: number): number {
  return printedBy(market, market.rowsBefore(timeNs));
}

/** The same, among so many rows. */
export function printedBy(market: Market, rows: number): number {
  return market.live.volumeShares[market.printsBy(rows)]!;
}
