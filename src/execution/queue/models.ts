/** The queue models by name. @module */

import type { Market } from "../market.ts";
import { ProrataQueue } from "./prorata.ts";
import type { QueueModel } from "./queue_model.ts";
import { RiskAverseQueue } from "./risk_averse.ts";

/** How users call the queue models. */
export type QueueName = "risk-averse" | "prorata";

const MODELS: Readonly<Record<QueueName, (market: Market) => QueueModel>> = {
  "risk-averse": () => new RiskAverseQueue(),
  "prorata": (market) => new ProrataQueue(market),
};

/**
 * The queue model of a name, without any order.
 *
 * @throws {RangeError} if the market's tape does not show what the model goes by.
 */
export function queueModel(name: QueueName, market: Market): QueueModel {
  return MODELS[name](market);
}
