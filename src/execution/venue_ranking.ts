/** Venues, cheapest first. @module */

import type { Side } from "../market/side.ts";
import { FEES_ASIDE, type Offers, shareCost } from "./offers.ts";

/**
 * The venues that show a price, cheapest first, in buffers that are kept from call to call. Insertion
 * sort: there are some sixteen exchanges, and it is stable.
 */
export class VenueRanking {
  /** Venue indices, best first; the ranking methods return how many of them count. */
  order = new Uint32Array(16);
  #costs = new Float64Array(16);

  /** Ranks by the taker's price with fee. Of equals the lowest index leads. */
  rankAllIn(offers: Offers, side: Side): number {
    this.#reserve(offers.count);
    let ranked = 0;
    for (let venue = 0; venue < offers.count; venue++) {
      ranked = this.#add(ranked, venue, shareCost(offers, venue, side));
    }
    return ranked;
  }

  /** The same, but of equals the highest index leads, as in the trial's enumeration: see `exact.ts`. */
  rankAllInLastFirst(offers: Offers, side: Side): number {
    this.#reserve(offers.count);
    let ranked = 0;
    for (let venue = offers.count - 1; venue >= 0; venue--) {
      ranked = this.#add(ranked, venue, shareCost(offers, venue, side));
    }
    return ranked;
  }

  /** Ranks by price alone. Of equals the lowest index leads. */
  rankByPrice(offers: Offers, side: Side): number {
    this.#reserve(offers.count);
    let ranked = 0;
    for (let venue = 0; venue < offers.count; venue++) {
      ranked = this.#add(ranked, venue, shareCost(offers, venue, side, FEES_ASIDE));
    }
    return ranked;
  }

  /**
   * Puts a venue in its place, unless its cost is `NaN`; returns how many are ranked then. Of equal costs the
   * one that came first leads: only a strictly dearer venue moves.
   */
  #add(ranked: number, venue: number, cost: number): number {
    if (Number.isNaN(cost)) return ranked;
    const costs = this.#costs;
    const { order } = this;
    let slot = ranked;
    while (slot > 0 && costs[slot - 1]! > cost) {
      costs[slot] = costs[slot - 1]!;
      order[slot] = order[slot - 1]!;
      slot--;
    }
    costs[slot] = cost;
    order[slot] = venue;
    return ranked + 1;
  }

  #reserve(venues: number): void {
    if (venues <= this.order.length) return;
    this.order = new Uint32Array(venues);
    this.#costs = new Float64Array(venues);
  }
}

/**
 * Takes whole steps of the first `ranked` venues in order until `quantity` is reached. `split` must be
 * zeroed.
 *
 * @returns the shares placed.
 */
export function takeInOrder(
  order: Uint32Array,
  ranked: number,
  quantity: number,
  size: Float64Array,
  step: number,
  split: Float64Array,
): number {
  let rest = quantity;
  for (let rank = 0; rank < ranked && rest > 0; rank++) {
    const venue = order[rank]!;
    const shares = Math.min(rest, step * Math.floor(size[venue]! / step));
    split[venue] = shares;
    rest -= shares;
  }
  return quantity - rest;
}
