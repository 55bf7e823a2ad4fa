/** How finely time may be cut. @module */

import { durationText } from "../market/duration.ts";
import { MOST_SLICES } from "../strategy/schedule/slices.ts";
import { refusal, type SettingName } from "./question_error.ts";

/**
 * Checks that a stretch of time is not cut into more slices than fit into memory.
 *
 * @param setting the interval's.
 * @param lengthNs length of what is cut, ns.
 * @param what such as "window".
 * @throws {QuestionError} naming the setting.
 */
export function checkSlices(setting: SettingName, intervalNs: number, lengthNs: number, what: string): void {
  if (lengthNs / intervalNs <= MOST_SLICES) return;
  throw refusal`${setting} ${
    durationText(intervalNs)
  }: cuts the ${what} into more than ${MOST_SLICES} slices`;
}
