import type { Side } from "../market/side.ts";
import type { Offers } from "./offers.ts";

/** *Where and how*: half of a strategy; the other half is a `Schedule`. */
export interface Placement {
  readonly name: string;
  /**
   * Writes the shares to take at each venue into `split`, entries 0 to `offers.count - 1`. More than a
   * venue displays is not filled there.
   *
   * @param quantity shares to place.
   */
  place(quantity: number, offers: Offers, side: Side, split: Float64Array): void;
}
