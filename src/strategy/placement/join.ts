/** The passive baseline: rest at one venue, and cross what a slice left. */

import type { Placement } from "../../execution/strategy.ts";
import { takeCheapest } from "../../execution/take_cheapest.ts";
import { hasPrice } from "../../market/price.ts";

/**
 * Rests every slice at one venue's near touch, and crosses what the slice before left, cheapest with fees first.
 * A router that rests must beat mere resting: beside it, under the same schedule, this shows what the choice of
 * venues, and of what to take at once, is worth. Where the venue has no near touch, or its own book is locked or
 * crossed, the slice waits and is crossed with the next one; the last slice crosses at the end of the horizon.
 *
 * @param venue index of the venue; usually `market.live.referenceVenue`.
 */
export function join(venue: number): Placement {
  return {
    name: "join",
    sequential: false,
    rests: true,
    overfills: false,
    place({ quantity, overdue, offers, nearQuotes, side }, { take, rest }) {
      if (!(venue in rest)) throw new RangeError(`There is no venue ${venue}: the tape has ${offers.count}`);
      const crossed = Math.min(overdue, quantity);
      takeCheapest(crossed, offers, side, take);
      if (hasPrice(nearQuotes.price[venue]!)) rest[venue] = quantity - crossed;
    },
  };
}
