import { bestVenue } from "../execution/simulate_snapshots.ts";
import type { Placement } from "../execution/placement.ts";

/** Everything to the one venue with the best price, fees aside; of equal ones the lowest index. */
export const bestQuote: Placement = {
  name: "best-quote",
  place(quantity, offers, side, split) {
    split.fill(0, 0, offers.count);
    const venue = bestVenue(offers, side);
    if (venue >= 0) split[venue] = quantity;
  },
};
