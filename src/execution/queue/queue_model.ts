/** The interface of queue models: what stands ahead of resting orders, and what makes it fewer. @module */

import type { Side } from "../../market/side.ts";

/**
 * How the queue ahead of resting orders shrinks. An order comes to rest behind all shares that its venue
 * displays at its price; later prints and quotes say what becomes of those. What nobody can know is where in
 * the queue a cancelled share stood: each model answers that in its own way, and says which way it errs.
 *
 * The bias of all of them: the order trades nothing away from others. A print that reaches it is assumed to
 * have happened in its presence too, at the same size.
 *
 * Orders are numbered by their owner, from 0 on; a number may be used again, from {@linkcode join} on.
 */
export interface QueueModel {
  /**
   * An order comes to rest at the back of its price.
   *
   * @param displayed shares displayed there.
   * @param own shares of the same parent order that stand there too, ahead of this one.
   */
  join(order: number, displayed: number, own: number): void;

  /**
   * A trade is printed at the order's price.
   *
   * @param shares those of the print that better prices left for this one.
   * @param printed all shares of the print.
   * @returns the whole shares that come past the queue ahead.
   */
  trade(order: number, shares: number, printed: number): number;

  /**
   * The order's venue quotes anew.
   *
   * @param price the order's.
   * @param row of the tape, with the quote.
   */
  quote(order: number, price: number, row: number, side: Side): void;

  /** Shares ahead of the order; a fraction, if the model spreads cancels. */
  ahead(order: number): number;
}
