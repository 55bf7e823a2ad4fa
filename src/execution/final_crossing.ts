/** The end of an order's horizon, where what is left is crossed. @module */

import { hasPrice, NO_PRICE, tickOf } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import { BEYOND } from "./fill_log.ts";
import type { Ledger } from "./ledger.ts";
import { type Market, NO_QUOTE } from "./market.ts";
import type { Marks } from "./marks.ts";
import { makeLadder, type Offers } from "./offers.ts";
import { PriceLimits } from "./price_limits.ts";
import { VenueRanking } from "./venue_ranking.ts";

/**
 * The end of a horizon: what is left sweeps what the live quotes still display within the collar, cheapest all-in
 * first. What exceeds that is priced from the reference price (or the best price displayed, where a reference that
 * is gone but still holds is better), as if the size displayed within the collar stood behind it over and over,
 * each time a tick worse. Where nothing is displayed within the collar, nothing is
 * crossed; and an order with a limit of its own gets no guess beyond what is displayed within it.
 *
 * Where the tape keeps further levels, they are displayed too, and what exceeds them is priced from the worst of them.
 *
 * The bias: what stands behind the levels that are known is not. A real book has further ones, and they are often more
 * than a tick apart, so shares beyond the displayed size are kept apart.
 */
export class FinalCrossing {
  #market: Market;
  #ledger: Ledger;
  #marks: Marks;
  #limits: PriceLimits;
  #offers: Offers;
  #ranking = new VenueRanking();

  constructor(market: Market, ledger: Ledger, marks: Marks) {
    this.#market = market;
    this.#ledger = ledger;
    this.#marks = marks;
    this.#limits = new PriceLimits(market);
    this.#offers = makeLadder(market.venues.count, market.levels, market.fees.takeFee);
  }

  /**
   * Crosses, all venues at one moment.
   *
   * @param side of these shares, which is the ledger's too.
   * @param sign of the shares as they are noted: -1 where they undo others.
   * @param kind of the fills that somebody displayed.
   * @param parentLimit worst price of the parent order, 1e-9 dollars; `NaN` is none.
   * @returns shares that stay uncrossed.
   */
  cross(
    shares: number,
    side: Side,
    sign: 1 | -1,
    atNs: number,
    kind: number,
    parentLimit: number = NO_PRICE,
  ): number {
    const { displayed, best, worst } = this.#look(side, atNs, parentLimit);
    const left = this.#sweep(shares, side, sign, atNs, kind);
    if (left === 0 || displayed === 0 || hasPrice(parentLimit)) return left;
    const venue = this.#market.live.referenceVenue;
    const fee = this.#market.fees.takeFee[venue]!;
    const { reference } = this.#limits;
    const touch = hasPrice(reference) && side * reference > side * best ? reference : best;
    // Where deeper levels are known, the shares beyond them cost at least as much as the last level.
    const from = this.#market.levels > 1 && side * worst > side * touch ? worst : touch;
    for (const [part, ticks] of rungs(left, displayed)) {
      if (part === 0) continue;
      const price = Math.max(tickOf(0), from + side * ticks * tickOf(from));
      this.#marks.log(atNs, venue, price, sign * part, fee, BEYOND);
    }
    return 0;
  }

  /** Finds what is displayed within the limits, and writes what the order has left of it to take. */
  #look(
    side: Side,
    atNs: number,
    parentLimit: number,
  ): { displayed: number; best: number; worst: number } {
    const market = this.#market;
    const { price: offered, size } = this.#offers;
    const venues = market.venues.count;
    const rows = market.rowsThrough(atNs);
    this.#marks.look(rows, atNs, side);
    this.#limits.look(rows, atNs, side, parentLimit);
    let displayed = 0;
    let best = NaN;
    let worst = NaN;
    for (let entry = 0; entry < this.#offers.count; entry++) {
      const venue = entry % venues;
      const level = Math.floor(entry / venues);
      const row = market.liveRow(venue, rows, atNs);
      this.#ledger.showLevel(this.#offers, entry, venue, row, level, rows);
      const price = row === NO_QUOTE ? NO_PRICE : market.levelPrice(row, side, level);
      if (!this.#limits.allows(price)) {
        offered[entry] = NO_PRICE;
        size[entry] = 0;
        continue;
      }
      displayed += market.levelSize(row, side, level);
      if (!(side * price >= side * best)) best = price;
      if (!(side * price <= side * worst)) worst = price;
    }
    return { displayed, best, worst };
  }

  #sweep(shares: number, side: Side, sign: 1 | -1, atNs: number, kind: number): number {
    const { price, size, takeFee } = this.#offers;
    const ranked = this.#ranking.rankAllIn(this.#offers, side);
    let left = shares;
    for (let rank = 0; rank < ranked && left > 0; rank++) {
      const entry = this.#ranking.order[rank]!;
      const filled = Math.min(left, size[entry]!);
      const venue = entry % this.#market.venues.count;
      this.#marks.log(atNs, venue, price[entry]!, sign * filled, takeFee[entry]!, kind);
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
