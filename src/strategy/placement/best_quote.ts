/** A placement that goes to the best price, venue after venue. @module */

import type { Placement } from "../../execution/strategy.ts";
import { bestVenue } from "../../execution/offers.ts";

/**
 * As much as it displays from the one venue with the best price, fees aside; of equal
 * ones the lowest index. The rest goes to the next best when the answer is back, one venue at a time.
 */
export const bestQuote: Placement = {
  name: "best-quote",
  sequential: true,
  rests: false,
  overfills: false,
  place({ quantity, offers, side }, { take }) {
    const venue = bestVenue(offers, side);
    if (venue >= 0) take[venue] = Math.min(quantity, offers.size[venue]!);
  },
};
