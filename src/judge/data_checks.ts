/** What is odd about fills: counted where it can be lived with, an error where the result would be wrong. @module */

import type { Market } from "../execution/market.ts";
import { DataError } from "../market/data_error.ts";
import { hasPrice, toDollars } from "../market/price.ts";
import type { Fills } from "./fills.ts";

/** Prices further than this beyond the day's range, as a part of it, are another instrument's, or in another unit. */
const MOST_BEYOND = 0.1;

/** The lowest and the highest price that a tape's touch or prints show, 1e-9 dollars. */
function priceRange({ live, tape }: Market): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  const see = (price: number): void => {
    if (!hasPrice(price)) return;
    if (price < low) low = price;
    if (price > high) high = price;
  };
  live.touchBid.forEach(see);
  live.touchAsk.forEach(see);
  live.volumeRow.forEach((row) => see(tape.columns.price[row]!));
  return { low, high };
}

/**
 * Counts fills whose price no quote and no print of the day came to.
 *
 * @throws {DataError} naming file and line, for one that is far beyond: then nothing would be right.
 */
export function countOutsideRange(fills: Fills, market: Market, file: string): number {
  const { low, high } = priceRange(market);
  let outside = 0;
  for (let i = 0; i < fills.length; i++) {
    const price = fills.price[i]!;
    if (price >= low && price <= high) continue;
    outside++;
    if (price >= low * (1 - MOST_BEYOND) && price <= high * (1 + MOST_BEYOND)) continue;
    throw new DataError(
      `a fill at ${toDollars(price)}, where the tape's day runs from ${toDollars(low)} to ${
        toDollars(high)
      }: ` +
        "is it the same instrument, and are prices in dollars?",
      { file, line: fills.line[i] },
    );
  }
  return outside;
}
