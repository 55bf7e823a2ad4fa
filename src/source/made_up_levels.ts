/** Levels behind the best ones where nobody knows them: a tick apart, of a size that the price decides. @module */

import { NO_PRICE } from "../market/price.ts";

/** The bid so much below the best one; none below a tick. */
export function bidBelow(best: number, distance: number): number {
  const bid = best - distance;
  return bid > 0 ? bid : NO_PRICE; // without a best one there is none either
}

/** 100 to 1,600 shares in round lots, the same whenever this publisher shows this price; none without a price. */
export function sizeAt(price: number, publisher: number): number {
  if (price !== price) return 0;
  let hash = Math.imul((price / 65536) ^ publisher, 0x9e3779b1) ^ Math.imul(price % 65536, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return 100 * (1 + ((hash ^ (hash >>> 13)) & 15));
}
