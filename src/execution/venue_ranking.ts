import type { Offers } from "./offers.ts";
import { hasPrice } from "../market/price.ts";
import type { Side } from "../market/side.ts";

/**
 * The venues that show a price, cheapest first, in buffers that are kept from call to call. Insertion
 * sort: there are some sixteen exchanges, and it is stable.
 */
export class VenueRanking {
  /** Venue indices, best first; the ranking methods return how many of them count. */
  order = new Uint32Array(16);
  #keys = new Float64Array(16);

  /** Ranks by the taker's price with fee. Of equals the highest index leads, see `exact.ts`. */
  rankAllIn(offers: Offers, side: Side): number {
    this.#reserve(offers.count);
    const { price, takeFee } = offers;
    let ranked = 0;
    for (let venue = offers.count - 1; venue >= 0; venue--) {
      if (hasPrice(price[venue]!)) this.#insert(ranked++, venue, side * price[venue]! + takeFee[venue]!);
    }
    return ranked;
  }

  /** Ranks by price alone. Of equals the lowest index leads. */
  rankByPrice(offers: Offers, side: Side): number {
    this.#reserve(offers.count);
    const { price } = offers;
    let ranked = 0;
    for (let venue = 0; venue < offers.count; venue++) {
      if (hasPrice(price[venue]!)) this.#insert(ranked++, venue, side * price[venue]!);
    }
    return ranked;
  }

  // Equal keys stay in the order of insertion: only a strictly dearer venue moves.
  #insert(ranked: number, venue: number, key: number): void {
    const keys = this.#keys;
    const { order } = this;
    let slot = ranked;
    while (slot > 0 && keys[slot - 1]! > key) {
      keys[slot] = keys[slot - 1]!;
      order[slot] = order[slot - 1]!;
      slot--;
    }
    keys[slot] = key;
    order[slot] = venue;
  }

  #reserve(venues: number): void {
    if (venues <= this.order.length) return;
    this.order = new Uint32Array(venues);
    this.#keys = new Float64Array(venues);
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
