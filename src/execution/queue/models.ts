/** The queue models by name. @module */

import type { Market } from "../market.ts";
import { CancelsAheadQueue } from "./cancels_ahead.ts";
import type { QueueModel } from "./queue_model.ts";
import { RiskAverseQueue } from "./risk_averse.ts";

/**
 * How users call the queue models: prints alone advance an order; cancels too, spread evenly; or cancels that stand
 * ahead so many times as often as if they were spread evenly, 0 to 1.
 */
export type QueueName = "risk-averse" | "prorata" | `cancels-ahead:${number}`;

const CANCELS_AHEAD = "cancels-ahead:";

/** The queue model in which cancels stand ahead so many times as often as if they were spread evenly. */
export function cancelsAhead(share: number): QueueName {
  return `${CANCELS_AHEAD}${share}`;
}

/**
 * Reads the name of a queue model.
 *
 * @throws {SyntaxError} saying what names there are.
 *
 * @example
 * ```ts
 * import { parseQueueName } from "./models.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(parseQueueName("cancels-ahead:0.40"), "cancels-ahead:0.4");
 * assertThrows(() => parseQueueName("cancels-ahead:2"), SyntaxError, "0 to 1");
 * ```
 */
export function parseQueueName(text: string): QueueName {
  if (text === "risk-averse" || text === "prorata") return text;
  const share = /^cancels-ahead:(\d*\.?\d+)$/.exec(text)?.[1];
  if (share === undefined) throw new SyntaxError("use risk-averse, prorata or cancels-ahead:X");
  if (Number(share) > 1) throw new SyntaxError("the share of cancels ahead is 0 to 1");
  return cancelsAhead(Number(share));
}

/** Whether a queue model tells cancels from trades, which takes quotes between trades and fine stamps. */
export function seesCancels(name: QueueName): boolean {
  return name !== "risk-averse";
}

/**
 * The queue model of a name, without any order.
 *
 * @throws {RangeError} if the market's tape does not show what the model goes by.
 */
export function queueModel(name: QueueName, market: Market): QueueModel {
  if (name === "risk-averse") return new RiskAverseQueue();
  if (name === "prorata") return new CancelsAheadQueue(market, 1);
  return new CancelsAheadQueue(market, Number(name.slice(CANCELS_AHEAD.length)));
}
