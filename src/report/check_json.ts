/** The door for JSON from elsewhere: it is held to its schema. @module */

import { DataError } from "../market/data_error.ts";
import type { JsonSchema, JsonType, Schema } from "./json_schema.ts";

/** Longest piece of a value that a message shows. */
const SHOWN = 40;

/** What a value should be, in words. */
const WORDS: Readonly<Record<JsonType, string>> = {
  null: "null",
  boolean: "true or false",
  integer: "a whole number that a double holds exactly",
  number: "a number that a double counts exactly up to",
  string: "a text",
  array: "a list",
  object: "an object",
};

/**
 * Data from elsewhere, once they are what a schema says: whoever reads them then needs no care. Fields that the
 * schema does not know are left out, since nothing is known of them; a later version may have added them.
 *
 * @param value as `JSON.parse` gave it.
 * @param file its name, for messages.
 * @throws {DataError} naming the first field that is missing, or is something else.
 *
 * @example
 * ```ts
 * import { checkJson } from "./check_json.ts";
 * import { DataError } from "../market/data_error.ts";
 * import { array, object, text } from "./json_schema.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * const schema = object("Fees.", { assumed: array("By venue.", text("A venue.")) });
 * assertEquals(checkJson({ assumed: ["XCHI"], more: 1 }, schema, "day.json"), { assumed: ["XCHI"] });
 * const check = (value: unknown) => checkJson(value, schema, "day.json");
 * assertThrows(() => check({ assumed: [7] }), DataError, "day.json: assumed[0] is 7: not a text");
 * assertThrows(() => check({}), DataError, "day.json: assumed is missing");
 * ```
 */
export function checkJson<T>(value: unknown, schema: Schema<T>, file: string): T {
  return checked(value, schema, { file }) as T;
}

/** Where a value stands: in a file, or as a field or an item of another. */
type Place = { readonly file: string } | { readonly within: Place; readonly key: string | number };

function checked(value: unknown, schema: JsonSchema, place: Place): unknown {
  const types = schema.type === undefined ? undefined : [schema.type].flat() as JsonType[];
  if (types === undefined) return value;
  if (!types.some((type) => isOf(type, value))) {
    throw mismatch(value, place, types.map((type) => WORDS[type]));
  }
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    throw mismatch(value, place, schema.enum.map((each) => JSON.stringify(each)));
  }
  if (Array.isArray(value)) return checkedList(value, schema, place);
  if (typeof value !== "object" || value === null) return value;
  return checkedObject(value as Readonly<Record<string, unknown>>, schema, place);
}

function isOf(type: JsonType, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      // sorlab writes no larger numbers, and these could not be shown exactly.
      return typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
  }
}

function checkedList(list: readonly unknown[], schema: JsonSchema, place: Place): unknown[] {
  const { prefixItems = [], items, minItems = 0 } = schema;
  const most = items === false ? prefixItems.length : Infinity;
  if (list.length < minItems || list.length > most) throw mismatch(list, place, [`a list of ${minItems}`]);
  return list.map((each, i) => checked(each, prefixItems[i] ?? (items || {}), { within: place, key: i }));
}

function checkedObject(
  object: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  within: Place,
): Record<string, unknown> {
  const missing = required.find((key) => !Object.hasOwn(object, key));
  if (missing !== undefined) throw faultAt({ within, key: missing }, "is missing");
  const fields = Object.entries(object).flatMap(([key, value]) => {
    const schema = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    return schema === undefined ? [] : [[key, checked(value, schema, { within, key })] as const];
  });
  return Object.fromEntries(fields);
}

function mismatch(value: unknown, place: Place, expected: readonly string[]): DataError {
  const text = JSON.stringify(value);
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return faultAt(place, `is ${shown}: not ${expected.join(" or ")}`);
}

/** What is wrong with a place: the file's name goes before, the path from its top with it. */
function faultAt(place: Place, fault: string): DataError {
  if ("file" in place) return new DataError(`the whole ${fault}`, { file: place.file });
  const keys: string[] = [];
  let at: Place = place;
  for (; "within" in at; at = at.within) {
    keys.unshift(typeof at.key === "number" ? `[${at.key}]` : `.${keyText(at.key)}`);
  }
  return new DataError(`${keys.join("").replace(/^\./, "")} ${fault}`, { file: at.file });
}

/** A key as a message may show it: whatever is unusual is quoted, and so harmless to a terminal. */
function keyText(key: string): string {
  return /^[\w+-]+$/.test(key) ? key : JSON.stringify(key);
}
