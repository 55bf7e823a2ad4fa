/** JSON that anybody may have written, checked for its shape. @module */

import * as v from "valibot";
import { DataError } from "../market/data_error.ts";

const SHOWN = 60;

/** An object with names, which for valibot a list is too. */
export const plainObject = v.custom<Readonly<Record<string, unknown>>>((value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
);

/**
 * Reads JSON of a shape; keys that the shape does not name are left out.
 *
 * @param what it is, for messages: `a marker`.
 * @throws {DataError} naming the first key that is missing or wrong.
 *
 * @example
 * ```ts
 * import * as v from "valibot";
 * import { checkedJson } from "./checked_json.ts";
 * import { assertThrows } from "@std/assert";
 * const schema = v.object({ pid: v.number() });
 * assertThrows(() => checkedJson(schema, '{"pid": "7"}', "a state"), Error, 'a state whose pid is "7"');
 * ```
 */
export function checkedJson<S extends v.GenericSchema>(
  schema: S,
  text: string,
  what: string,
): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DataError(`${what} that is no JSON`, {}, { cause: error });
  }
  // For valibot a list is an object too.
  if (schema.type === "object" && !v.is(plainObject, json)) {
    throw new DataError(`${what} that is no object`);
  }
  const { success, output, issues } = v.safeParse(schema, json, { abortEarly: true });
  if (success) return output;
  const { path = [], input } = issues[0];
  const key = path.map((each) => String(each.key)).join(".");
  if (key === "") throw new DataError(`${what} of another shape`);
  if (input === undefined) throw new DataError(`${what} without ${key}`);
  throw new DataError(`${what} whose ${key} is ${cut(JSON.stringify(input))}`);
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
