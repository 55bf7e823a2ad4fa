/** The error of a question that makes no sense. @module */

/** A setting's name within a message. */
export interface SettingName {
  /** Its place in the question, such as `orders.count`. */
  readonly setting: string;
}

/** The name of a setting, to be put into a message by {@linkcode refusal}. */
export function nameOf(setting: string): SettingName {
  return { setting };
}

/**
 * A question makes no sense, by itself or to this tape. The message names settings by their places in the
 * question; whoever has other names for them asks for {@linkcode QuestionError.worded}.
 */
export class QuestionError extends Error {
  /** Tells it from other errors. */
  override readonly name = "QuestionError";
  #parts: readonly (string | SettingName)[];

  /** An error with a message of these parts, in order. */
  constructor(parts: readonly (string | SettingName)[]) {
    super(wordedBy(parts, (setting) => setting));
    this.#parts = parts;
  }

  /** The setting at fault: the first that the message names. */
  get setting(): string | undefined {
    return this.#parts.find((part) => typeof part === "object")?.setting;
  }

  /** The message, with other names for the settings, such as the options of a command. */
  worded(name: (setting: string) => string): string {
    return wordedBy(this.#parts, name);
  }
}

function wordedBy(parts: readonly (string | SettingName)[], name: (setting: string) => string): string {
  return parts.map((part) => typeof part === "string" ? part : name(part.setting)).join("");
}

/**
 * A {@linkcode QuestionError} from a template. Several names get commas between them.
 *
 * @example
 * ```ts
 * import { nameOf, refusal } from "./question_error.ts";
 * import { assertEquals } from "@std/assert";
 * const error = refusal`${nameOf("orders.count")} ${3}: give an even number`;
 * assertEquals(error.message, "orders.count 3: give an even number");
 * assertEquals(error.worded(() => "--orders"), "--orders 3: give an even number");
 * ```
 */
export function refusal(
  texts: TemplateStringsArray,
  ...values: (string | number | SettingName | readonly SettingName[])[]
): QuestionError {
  return new QuestionError(texts.flatMap((text, i) => [text, ...partsOf(values[i])]));
}

function partsOf(
  value: string | number | SettingName | readonly SettingName[] | undefined,
): (string | SettingName)[] {
  if (value === undefined) return [];
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return [value].flat().flatMap((name, i) => i === 0 ? [name] : [", ", name]);
}
