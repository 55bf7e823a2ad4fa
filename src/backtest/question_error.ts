/** The names of a back-test's settings, as errors of its question take them. @module */

import { nameOf as nameOfAny, type SettingName } from "../search/question_error.ts";
import type { Setting } from "./question.ts";

/** The name of a setting, to be put into a message by `refusal`. */
export function nameOf(setting: Setting): SettingName {
  return nameOfAny(setting);
}
