/** How much a snapshot displays. @module */

import type { Offers } from "../execution/offers.ts";
import { hasPrice } from "../market/price.ts";

/** Shares that all venues together display on this side. */
export function displayedShares(offers: Offers): number {
  let shares = 0;
  for (let venue = 0; venue < offers.count; venue++) {
    if (hasPrice(offers.price[venue]!)) shares += offers.size[venue]!;
  }
  return shares;
}
