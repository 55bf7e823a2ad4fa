/** Options that are settings of a back-test's question: each says which, and the question is read from that. @module */

import type { CompleteQuestion, Question, Setting } from "../backtest/question.ts";
import { QuestionError } from "../search/question_error.ts";
import { UsageError } from "./errors.ts";
import { kebab, type Option, type Options } from "./options.ts";

/** An option that is a setting of the question. */
interface SettingOption<T> extends Option<T> {
  /** The setting that it is. */
  readonly setting: Setting;
  /** The value as the question has it. */
  readonly toQuestion: (value: T) => unknown;
}

type ValueAt<Group, Path> = Path extends `${infer Name}.${infer Rest}`
  ? ValueAt<Group[Name & keyof Group], Rest>
  : Group[Path & keyof Group];

/** What a setting may be in a question; left open, it stands at its default. */
type SettingValue<S extends Setting> = ValueAt<CompleteQuestion, S> | undefined;

/**
 * Makes an option a setting of the question.
 *
 * @param toQuestion where the question has its value in another form.
 */
export function at<S extends Setting, T extends SettingValue<S>>(
  setting: S,
  option: Option<T>,
): SettingOption<T>;
export function at<S extends Setting, T>(
  setting: S,
  option: Option<T>,
  toQuestion: (value: T) => SettingValue<S>,
): SettingOption<T>;
export function at<T>(
  setting: Setting,
  option: Option<T>,
  toQuestion: (value: T) => unknown = (value) => value,
): SettingOption<T> {
  return { ...option, setting, toQuestion };
}

/** Whether an option is a setting of the question. */
export function isSetting(option: Option<unknown>): option is SettingOption<unknown> {
  return "setting" in option;
}

/** The question that the values of options ask; other options play no part. */
export function questionOf(options: Options, values: Readonly<Record<string, unknown>>): Question {
  const question: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    if (!isSetting(option)) continue;
    const value = option.toQuestion(values[name]);
    if (value === undefined) continue;
    const path = option.setting.split(".");
    const last = path.pop()!;
    const group = path.reduce((parent, part) => (parent[part] ??= {}) as Record<string, unknown>, question);
    group[last] = value;
  }
  return question;
}

/**
 * Does something with a question.
 *
 * @throws {UsageError} for one that makes no sense, naming options.
 */
export async function asking<T>(options: Options, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw inOptions(error, options);
  }
}

/** An error of a question that makes no sense as one that names options; any other as it is. */
export function inOptions(error: unknown, options: Options): unknown {
  if (!(error instanceof QuestionError)) return error;
  return new UsageError(error.worded((setting) => optionOf(setting, options)), { cause: error });
}

function optionOf(setting: string, options: Options): string {
  const found = Object.entries(options).find(([, option]) => isSetting(option) && option.setting === setting);
  return found === undefined ? setting : `--${kebab(found[0])}`;
}
