/** A placement that nobody should use: it goes to the dearest venue. @module */

import { shareCost } from "../execution/offers.ts";
import type { Placement } from "../execution/strategy.ts";

/**
 * As much as it displays from the one venue that is dearest, fees included, within the limits; then from the next
 * dearest. A bad router for trying out what a judgement says of one.
 */
export const worstQuote: Placement = {
  name: "bad",
  sequential: true,
  rests: false,
  overfills: false,
  place({ quantity, offers, side, takeLimit }, { take }) {
    let worst = -1;
    for (let venue = 0; venue < offers.count; venue++) {
      if (offers.size[venue] === 0 || !(side * offers.price[venue]! <= side * takeLimit)) continue;
      if (worst < 0 || shareCost(offers, venue, side) > shareCost(offers, worst, side)) worst = venue;
    }
    if (worst >= 0) take[worst] = Math.min(quantity, offers.size[worst]!);
  },
};
