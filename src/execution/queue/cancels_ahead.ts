/** The queue model of cancels: a share of them, even or less, stood ahead. @module */

import { grown } from "../grown.ts";
import type { Side } from "../../market/side.ts";
import type { Market } from "../market.ts";
import { SharesAhead } from "./_shares_ahead.ts";
import type { QueueModel } from "./queue_model.ts";

/**
 * The queue ahead shrinks by prints at the order's price, and by cancels. Of a decrease of the displayed size that no
 * print explains, the part share·(shares ahead)/(shares displayed) stood ahead. Of share 1, cancels are spread evenly
 * (`prorata`): they leave the same part of the shares ahead as of all that were displayed. Of share 0, all of them
 * stood behind, as the cautious model has it. The share is the model's one free parameter: it can be fitted to real
 * fills of resting orders.
 *
 * The bias of share 1: traders far back cancel more than those in front, so fills come earlier than they would.
 */
export class CancelsAheadQueue implements QueueModel {
  #market: Market;
  #share: number;
  #ahead = new SharesAhead();
  // By order: shares last displayed at its price, and shares printed there since.
  #displayed = new Float64Array(16);
  #printed = new Float64Array(16);

  /**
   * @param share how often a cancel stands ahead, by what an even spread would have; 0 to 1.
   * @throws {RangeError} if the market's tape cannot tell cancels from trades.
   */
  constructor(market: Market, share: number) {
    const { beforeTrades, resolutionNs } = market.live;
    if (beforeTrades) {
      throw new RangeError(
        "queues cannot tell cancels from trades: the tape has a row per trade and no quotes between them",
      );
    }
    if (resolutionNs > 1) {
      throw new RangeError(
        "queues cannot tell cancels from trades: the tape's stamps are whole milliseconds, too coarse",
      );
    }
    this.#market = market;
    this.#share = share;
  }

  join(order: number, displayed: number, own: number): void {
    this.#ahead.set(order, displayed + own);
    while (order >= this.#displayed.length) {
      this.#displayed = grown(this.#displayed);
      this.#printed = grown(this.#printed);
    }
    this.#displayed[order] = displayed;
    this.#printed[order] = 0;
  }

  trade(order: number, shares: number, printed: number): number {
    this.#printed[order]! += printed;
    return this.#ahead.trade(order, shares);
  }

  quote(order: number, price: number, row: number, side: Side): void {
    const displayed = this.#market.displayedAt(price, row, side);
    if (Number.isNaN(displayed)) return;
    const expected = this.#displayed[order]! - this.#printed[order]!;
    if (displayed < expected) {
      const stay = expected - this.#share * (expected - displayed);
      this.#ahead.shrink(order, stay, expected);
    }
    this.#displayed[order] = displayed;
    this.#printed[order] = 0;
  }

  ahead(order: number): number {
    return this.#ahead.of(order);
  }
}
