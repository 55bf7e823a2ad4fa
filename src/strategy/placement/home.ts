/** A placement that knows one venue. @module */

import type { Placement } from "../../execution/strategy.ts";

/**
 * Everything on one venue, as much as it displays. Beside a router, under the same
 * schedule, it shows what the choice of venues is worth. On a tape without that venue, `place` throws a
 * `RangeError`.
 *
 * @param venue index of the venue; usually `market.live.referenceVenue`.
 */
export function home(venue: number): Placement {
  return {
    name: "home",
    sequential: false,
    rests: false,
    overfills: false,
    place({ quantity, offers }, { take }) {
      if (!(venue in take)) throw new RangeError(`There is no venue ${venue}: the tape has ${offers.count}`);
      take[venue] = Math.min(quantity, offers.size[venue]!);
    },
  };
}
