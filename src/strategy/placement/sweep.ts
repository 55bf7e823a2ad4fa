/** A placement that takes what is cheapest. @module */

import type { ChildOrders, Decision, Placement } from "../../execution/strategy.ts";
import { takeCheapest } from "../../execution/take_cheapest.ts";

/**
 * What is cheapest with fees first, over all venues at once, as much as each displays
 * and odd lots included. Ties break as in `exactAllocator`. Where the tape keeps further levels, the child order of a
 * venue may walk its book as far as the cheapest shares of all venues' levels reach.
 */
export const sweep: Placement = {
  name: "sweep",
  sequential: false,
  rests: false,
  overfills: false,
  place(decision, orders) {
    const { quantity, offers, ladder, side } = decision;
    if (ladder === undefined) takeCheapest(quantity, offers, side, orders.take);
    else sweepLadder(decision, ladder, orders);
  },
};

// One for all: it holds nothing between calls.
let split = new Float64Array(0);

function sweepLadder(
  { quantity, side, offers: { count } }: Decision,
  ladder: NonNullable<Decision["ladder"]>,
  { take, takeLimit }: ChildOrders,
): void {
  if (split.length < ladder.count) split = new Float64Array(ladder.count);
  takeCheapest(quantity, ladder, side, split);
  for (let entry = 0; entry < ladder.count; entry++) {
    if (split[entry] === 0) continue;
    const venue = entry % count;
    take[venue]! += split[entry]!;
    // Levels go from better to worse, so the last price is the worst.
    takeLimit[venue] = ladder.price[entry]!;
  }
}
