/** The end of an order's horizon, where what is left is crossed. @module */

import { hasPrice, tickOf } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import { BEYOND } from "./fill_log.ts";
import type { Ledger } from "./ledger.ts";
import { type Market, NO_QUOTE } from "./market.ts";
import type { Marks } from "./marks.ts";
import { makeOffers, type Offers } from "./offers.ts";
import { VenueRanking } from "./venue_ranking.ts";

/**
 * The end of a horizon: what is left sweeps everything that the live quotes still display, cheapest
 * all-in first. What exceeds that is priced as if the same size stood behind it over and over, each time
 * a tick worse than before, from the worst price displayed on.
 *
 * The bias: what stands behind the best quotes is not known. A real book has further levels, and they are
 * often more than a tick apart, so shares beyond the displayed size are kept apart.
 */
export class FinalCrossing {
  #market: Market;
  #ledger: Ledger;
  #marks: Marks;
  #offers: Offers;
  #ranking = new VenueRanking();

  constructor(market: Market, ledger: Ledger, marks: Marks) {
    this.#market = market;
    this.#ledger = ledger;
    this.#marks = marks;
    this.#offers = { ...makeOffers(market.venues.count), takeFee: market.fees.takeFee };
  }

  /**
   * Crosses, all venues at one moment.
   *
   * @param side of these shares, which is the ledger's too.
   * @param sign of the shares as they are noted: -1 where they undo others.
   * @param kind of the fills that somebody displayed.
   * @returns shares that no price was ever shown for.
   */
  cross(shares: number, side: Side, sign: 1 | -1, atNs: number, kind: number): number {
    const { displayed, worst, worstVenue } = this.#look(side, atNs);
    const left = this.#sweep(shares, side, sign, atNs, kind);
    if (left === 0 || !hasPrice(worst)) return left;
    const fee = this.#market.fees.takeFee[worstVenue]!;
    for (const [part, ticks] of rungs(left, displayed > 0 ? displayed : left)) {
      if (part === 0) continue;
      const price = Math.max(tickOf(0), worst + side * ticks * tickOf(worst));
      this.#marks.log(atNs, worstVenue, price, sign * part, fee, BEYOND);
    }
    return 0;
  }

  /** Finds what is displayed and the worst price of it, and writes what the order has left of it to take. */
  #look(side: Side, atNs: number): { displayed: number; worst: number; worstVenue: number } {
    const market = this.#market;
    const rows = market.rowsThrough(atNs);
    this.#marks.look(rows, atNs, side);
    let displayed = 0;
    let worst = NaN;
    let worstVenue = market.live.referenceVenue;
    for (let venue = 0; venue < market.venues.count; venue++) {
      const row = market.liveRow(venue, rows, atNs);
      this.#ledger.show(this.#offers, venue, row, rows);
      if (row === NO_QUOTE) continue;
      const price = market.farPrice(row, side);
      if (!hasPrice(price)) continue;
      displayed += market.farSize(row, side);
      if (side * price <= side * worst) continue;
      worst = price;
      worstVenue = venue;
    }
    return { displayed, worst: displayed > 0 ? worst : this.#marks.touch, worstVenue };
  }

  #sweep(shares: number, side: Side, sign: 1 | -1, atNs: number, kind: number): number {
    const { price, size, takeFee } = this.#offers;
    const ranked = this.#ranking.rankAllIn(this.#offers, side);
    let left = shares;
    for (let rank = 0; rank < ranked && left > 0; rank++) {
      const venue = this.#ranking.order[rank]!;
      const filled = Math.min(left, size[venue]!);
      this.#marks.log(atNs, venue, price[venue]!, sign * filled, takeFee[venue]!, kind);
      left -= filled;
    }
    return left;
  }
}

/**
 * Splits shares by how many ticks worse they are priced: the first `size` one tick, the next `size` two, and
 * so on. The answer has two parts, a tick apart, that cost as much together as all those rungs, so that cash
 * is exact however many rungs there are.
 */
function rungs(shares: number, size: number): [shares: number, ticks: number][] {
  const whole = Math.floor(shares / size);
  const tickShares = size * whole * (whole + 1) / 2 + (shares - whole * size) * (whole + 1);
  const ticks = Math.floor(tickShares / shares);
  const oneMore = tickShares - ticks * shares;
  return [[shares - oneMore, ticks], [oneMore, ticks + 1]];
}
