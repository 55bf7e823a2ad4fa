/** The tape without the router's own prints. @module */

import { NO_PRICE } from "../market/price.ts";
import { sharedArray } from "../market/live_quotes/shared.ts";
import { Tape } from "../market/tape.ts";
import { NO_PRINT } from "./clock.ts";
import type { Fills } from "./fills.ts";

/**
 * A tape whose prints are those of others: what fills were matched to comes off them, and what is empty then has no
 * price and is no print. Other strategies that work the same orders meet no volume that they would not have met.
 * Rows stay where they stood.
 *
 * The bias: quotes stay as the router's trading left them. What it took is missing from the displayed sizes until its
 * venue quotes anew.
 *
 * @param rows by fill: row of its print, or `NO_PRINT`.
 */
export function withoutOwnPrints(tape: Tape, fills: Fills, rows: Int32Array): Tape {
  const size = sharedArray(Uint32Array, tape.length);
  const price = sharedArray(Float64Array, tape.length);
  size.set(tape.columns.size);
  price.set(tape.columns.price);
  for (const [i, row] of rows.entries()) {
    if (row === NO_PRINT) continue;
    size[row]! -= fills.shares[i]!;
    if (size[row] === 0) price[row] = NO_PRICE;
  }
  return new Tape({ ...tape.columns, size, price }, tape);
}
