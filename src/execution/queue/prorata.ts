/** The even-handed queue model: cancels shrink what is ahead as much as what is behind. @module */

import { grown } from "../grown.ts";
import type { Side } from "../../market/side.ts";
import type { Market } from "../market.ts";
import { SharesAhead } from "./_shares_ahead.ts";
import type { QueueModel } from "./queue_model.ts";

/**
 * The queue ahead shrinks by prints at the order's price, and by cancels: a decrease of the displayed size
 * that no print explains leaves the same part of the shares ahead as of all that were displayed.
 *
 * The bias: traders far back cancel more than those in front, so fills come earlier than they would.
 */
export class ProrataQueue implements QueueModel {
  #market: Market;
  #ahead = new SharesAhead();
  // By order: shares that were displayed at its price last, and those printed there since.
  #displayed = new Float64Array(16);
  #printed = new Float64Array(16);

  /** @throws {RangeError} if the market's tape cannot tell cancels from trades. */
  constructor(market: Market) {
    const { beforeTrades, resolutionNs } = market.live;
    if (beforeTrades) {
      throw new RangeError(
        "queues cannot be prorata: the tape has a row per trade and no quotes between them",
      );
    }
    if (resolutionNs > 1) {
      throw new RangeError(
        "queues cannot be prorata: the tape's stamps are whole milliseconds, too coarse to tell trades from cancels",
      );
    }
    this.#market = market;
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
    if (displayed < expected) this.#ahead.shrink(order, displayed, expected);
    this.#displayed[order] = displayed;
    this.#printed[order] = 0;
  }

  ahead(order: number): number {
    return this.#ahead.of(order);
  }
}
