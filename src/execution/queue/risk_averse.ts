/** The cautious queue model: prints alone advance an order. @module */

import { SharesAhead } from "./_shares_ahead.ts";
import type { QueueModel } from "./queue_model.ts";

/**
 * The queue ahead shrinks by prints at the order's price, and by nothing else.
 *
 * The bias: every cancel ahead is taken for one behind, so fills come later than they would, or not at all.
 *
 * @example
 * ```ts
 * import { RiskAverseQueue } from "./risk_averse.ts";
 * import { assertEquals } from "@std/assert";
 * const queue = new RiskAverseQueue();
 * queue.join(0, 300, 0);
 * assertEquals([queue.trade(0, 250), queue.ahead(0)], [0, 50]);
 * assertEquals([queue.trade(0, 250), queue.ahead(0)], [200, 0]);
 * ```
 */
export class RiskAverseQueue implements QueueModel {
  #ahead = new SharesAhead();

  join(order: number, displayed: number, own: number): void {
    this.#ahead.set(order, displayed + own);
  }

  trade(order: number, shares: number): number {
    return this.#ahead.trade(order, shares);
  }

  /** Does nothing: whatever cancels is taken to have stood behind. */
  quote(): void {}

  ahead(order: number): number {
    return this.#ahead.of(order);
  }
}
