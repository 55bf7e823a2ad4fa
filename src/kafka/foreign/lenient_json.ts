/** JSON as other producers write it. @module */

import { DataError } from "../../market/data_error.ts";

/** A message's value, and what in it is no JSON but was understood. */
interface LenientJson {
  /** Numbers are {@linkcode Written}. */
  readonly value: unknown;
  /** Bare `NaN` and `Infinity`, as Python writes them, which are read as `null`. */
  readonly noNumbers: readonly string[];
}

/** A number as it is written: a double holds neither every price nor a time in nanoseconds. */
export class Written {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a message.
 *
 * @throws {DataError} if it is not UTF-8, or neither JSON nor what Python makes of `NaN`.
 */
export function parseLeniently(bytes: Uint8Array): LenientJson {
  try {
    const text = decoder.decode(bytes);
    const noNumbers: string[] = [];
    const value = parse(text) ?? parse(withoutNoNumbers(text, noNumbers));
    // Some producers encode twice: the JSON is a string that holds JSON.
    const inner = typeof value?.json === "string" ? parse(value.json) : value;
    if (inner !== undefined) return { value: inner.json, noNumbers };
    return { value: JSON.parse(text), noNumbers }; // to say what is wrong
  } catch (error) {
    throw new DataError((error as Error).message, {}, { cause: error });
  }
}

function parse(text: string): { readonly json: unknown } | undefined {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" ? new Written(context?.source ?? String(value)) : value;
  try {
    return { json: JSON.parse(text, reviver as (key: string, value: unknown) => unknown) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const STRING_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|-?\bNaN\b/g;

function withoutNoNumbers(text: string, found: string[]): string {
  return text.replace(STRING_OR_NO_NUMBER, (token) => {
    if (token.startsWith('"')) return token;
    found.push(token);
    return "null";
  });
}
