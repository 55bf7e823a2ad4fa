/** How finely time may be cut. @module */

import { durationText } from "../market/duration.ts";
import { nameOf, refusal } from "./question_error.ts";

/** Slices of a stretch of time, so that they fit into memory. */
const MOST_SLICES = 1e6;

/**
 * @param lengthNs length of what is cut, ns.
 * @param what such as "window".
 * @throws {QuestionError} if the interval cuts it into more slices than fit into memory.
 */
export function checkSlices(intervalNs: number, lengthNs: number, what: string): void {
  if (lengthNs / intervalNs <= MOST_SLICES) return;
  const interval = durationText(intervalNs);
  throw refusal`${
    nameOf("strategy.intervalNs")
  } ${interval}: cuts the ${what} into more than ${MOST_SLICES} slices`;
}
