import type { ChildOrders } from "../../../execution/strategy.ts";
import type { Offers } from "../../../execution/offers.ts";
import type { Side } from "../../../market/side.ts";
import type { TakingLadder } from "../../../model/cont_kukanov/taking_ladder.ts";

/** The displayed quotes of a market, cheapest all-in first, to take from. Its columns are used again. */
export class Rungs {
  /** Number of quotes. */
  count = 0;
  /** Venues, by rung. */
  #venue: Uint16Array;
  /** Price and fee of a share relative to the mid, for a buy; by rung. */
  #cost: Float64Array;
  /** Shares displayed up to and including the rung, and those of them that are left. */
  #shares: Float64Array;
  #left: Float64Array;

  /** @param venues number of venues of the market. */
  constructor(venues: number) {
    this.#venue = new Uint16Array(venues);
    this.#cost = new Float64Array(venues);
    this.#shares = new Float64Array(venues);
    this.#left = new Float64Array(venues);
  }

  /** The venue that is cheapest to take from; -1 where there is none. */
  get cheapest(): number {
    return this.count > 0 ? this.#venue[0]! : -1;
  }

  /**
   * Finds the quotes; of equal costs the venue with the lowest index comes first.
   *
   * @param mid `NaN` leaves the costs unknown.
   */
  find({ count, price, size, takeFee }: Offers, side: Side, mid: number): void {
    this.count = 0;
    for (let venue = 0; venue < count; venue++) {
      if (!(size[venue]! > 0)) continue;
      const cost = side * price[venue]! + takeFee[venue]!;
      let rung = this.count++;
      for (; rung > 0 && this.#cost[rung - 1]! > cost; rung--) {
        this.#cost[rung] = this.#cost[rung - 1]!;
        this.#venue[rung] = this.#venue[rung - 1]!;
      }
      this.#cost[rung] = cost;
      this.#venue[rung] = venue;
    }
    let shares = 0;
    for (let rung = 0; rung < this.count; rung++) {
      this.#cost[rung]! -= side * mid;
      this.#shares[rung] = shares += size[this.#venue[rung]!]!;
    }
  }

  /** Sends shares to the cheapest quotes; those that nobody displays stay at home. */
  take(quantity: number, { take }: ChildOrders): void {
    let below = 0;
    for (let rung = 0; rung < this.count && below < quantity; rung++) {
      const upTo = Math.min(quantity, this.#shares[rung]!);
      take[this.#venue[rung]!] = upTo - below;
      below = upTo;
    }
  }

  /**
   * What a share costs relative to the mid if so many cross: all quotes are swept, and what exceeds them is priced
   * as `FinalCrossing` does, a tick worse than the worst of them for each time that it is as much as they display.
   * `-Infinity` where nothing is displayed.
   */
  crossingPrice(quantity: number, tick: number): number {
    if (this.count === 0) return -Infinity;
    let total = 0;
    let below = 0;
    for (let rung = 0; rung < this.count && below < quantity; rung++) {
      const upTo = Math.min(quantity, this.#shares[rung]!);
      total += (upTo - below) * this.#cost[rung]!;
      below = upTo;
    }
    const displayed = this.#shares[this.count - 1]!;
    const times = Math.floor((quantity - below) / displayed);
    const left = quantity - below - times * displayed;
    // Shares times the ticks that they are worse.
    const ticks = displayed * times * (times + 1) / 2 + left * (times + 1);
    return (total + (quantity - below) * this.#cost[this.count - 1]! + ticks * tick) / quantity;
  }

  /** The ladder that is left when so many shares are taken; it holds until the next quotes are found. */
  ladder(taken: number): TakingLadder {
    let first = 0;
    while (first < this.count && this.#shares[first]! <= taken) first++;
    for (let rung = first; rung < this.count; rung++) this.#left[rung] = this.#shares[rung]! - taken;
    return { shares: this.#left.subarray(first, this.count), cost: this.#cost.subarray(first, this.count) };
  }
}
