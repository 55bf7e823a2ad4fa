/** The placement of the trial's baselines. @module */

import { bestVenue } from "../execution/offers.ts";
import type { Splitter } from "../execution/splitter.ts";

/** Everything to the one venue with the best price, fees aside; of equal ones the lowest index. */
export const bestQuote: Splitter = {
  name: "best-quote",
  place(quantity, offers, side, split) {
    split.fill(0, 0, offers.count);
    const venue = bestVenue(offers, side);
    if (venue >= 0) split[venue] = quantity;
  },
};
