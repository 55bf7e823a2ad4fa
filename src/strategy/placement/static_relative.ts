/** A placement that takes what is worth it. @module */

import type { Placement } from "../../execution/strategy.ts";
import { cheapest } from "../../execution/offers.ts";
import { hasPrice, tickOf } from "../../market/price.ts";
import { takeCheapest } from "../../execution/take_cheapest.ts";

/**
 * The static split with prices relative to mid. It takes, cheapest first, every
 * displayed share for which side·(price − mid) + fee < λ_under, and leaves the rest to later slices.
 * λ_under is a multiple of h + f, what a share costs that is taken at once: h is the live half spread, at
 * least half a tick, f the take fee of the venue that is cheapest now. (Where f is a rebate beyond h, that
 * many times its size is added instead of multiplied, so that a larger λ_under still takes more.) A price
 * that is not worth it is not taken either if it comes during the latency. Without a live mid nothing is
 * taken.
 *
 * λ_under is the only parameter, because the other two of the split's cost cannot matter. Of S shares due,
 * M are taken now:
 * - λ_over prices (A − S)⁺, shares filled beyond S. What is sent is at most S, and no more is filled than
 *   sent: A ≤ S whatever the market does, and λ_over is multiplied by 0.
 * - θ prices impact, of all that is traded now or later: θ·[M + (S − M)] in Cont & Kukanov's cost, which is
 *   θ·S for every M and moves the cost of all splits alike. (In the trial's cost, θ·(under + over) is
 *   θ·(S − M): only λ_under + θ matters, one parameter again.)
 *
 * What remains, Σ x_k·(side·(price_k − mid) + fee_k) + λ_under·(S − Σ x_k), is linear: every share is worth
 * taking, or not, on its own.
 *
 * @param lambdaUnder multiple of h + f, more than 1: below, nothing is worth it (assumption A3 of Cont &
 * Kukanov, arXiv 1210.1625v4). 1.05 to 4 is the range to search.
 * @throws {RangeError} if the multiple is anything else.
 */
export function staticRelative(lambdaUnder: number): Placement {
  if (!(lambdaUnder > 1 && lambdaUnder < Infinity)) {
    throw new RangeError(`lambda_under must be more than 1 times what taking costs, not ${lambdaUnder}`);
  }
  return {
    name: "static-relative",
    sequential: false,
    rests: false,
    overfills: false,
    place({ quantity, offers, side, mid, market, rows, nowNs }, { take, takeLimit }) {
      if (!hasPrice(mid)) return;
      const best = cheapest(offers, side);
      if (best < 0) return;
      const { takeFee } = offers;
      const entry = market.touchEntry(rows, nowNs);
      const spread = market.live.touchAsk[entry]! - market.live.touchBid[entry]!;
      const cost = Math.max(spread, tickOf(mid)) / 2 + takeFee[best]!;
      const worth = side * mid + cost + (lambdaUnder - 1) * Math.abs(cost);
      takeCheapest(quantity, offers, side, take);
      for (let venue = 0; venue < offers.count; venue++) {
        if (take[venue] === 0) continue;
        // Of whole 1e-9 dollars, the worst that is still better than what it is worth.
        takeLimit[venue] = side * (Math.ceil(worth - takeFee[venue]!) - 1);
        if (side * offers.price[venue]! > side * takeLimit[venue]!) take[venue] = 0;
      }
    },
  };
}
