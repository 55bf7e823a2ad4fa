/** Sizes of levels that a tape does not hold and a file must have. @module */

/** 100 to 1,600 shares in round lots, the same whenever this publisher shows this price; none without a price. */
export function sizeAt(price: number, publisher: number): number {
  if (price !== price) return 0;
  let hash = Math.imul((price / 65536) ^ publisher, 0x9e3779b1) ^ Math.imul(price % 65536, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return 100 * (1 + ((hash ^ (hash >>> 13)) & 15));
}
