/** What a user says of another producer's messages: the file of `--foreign-map`. @module */

import * as v from "valibot";
import { DataError } from "../../market/data_error.ts";
import { type Field, FIELDS } from "./fields.ts";

const MOST_LETTERS = 200;
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(MOST_LETTERS));
const publisherId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));

const mapSchema = v.strictObject({
  records: v.optional(path),
  date: v.optional(v.pipe(v.string(), v.isoDate("use 2024-08-01"))),
  publisher: v.optional(publisherId),
  venues: v.optional(v.record(v.string(), publisherId)),
  ...Object.fromEntries(FIELDS.map((field) => [field, v.optional(path)])) as Record<
    Field,
    v.OptionalSchema<typeof path, undefined>
  >,
});

/**
 * Where in a message what stands, and what it means: `records` the path of the list of records; each field's path
 * in a record or the message; `publisher` who quotes where no message says so; `venues` what the producer's names
 * of venues mean; `date` the day of times of day.
 */
export type ForeignMap = v.InferOutput<typeof mapSchema>;

/**
 * Reads such a file.
 *
 * @param file its name, for messages.
 * @throws {DataError} naming the key, if it is none.
 *
 * @example
 * ```ts
 * import { parseForeignMap } from "./map.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseForeignMap('{"records": "book.venues", "ask_px": "a"}', "map.json").ask_px, "a");
 * ```
 */
export function parseForeignMap(text: string, file: string): ForeignMap {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DataError(`no JSON: ${(error as Error).message}`, { file }, { cause: error });
  }
  if (Array.isArray(json)) throw new DataError("no object", { file });
  const { success, output, issues } = v.safeParse(mapSchema, json);
  if (success) return output;
  const key = v.getDotPath(issues[0]) ?? "";
  const reason = issues[0].type === "strict_object" && key !== ""
    ? `no such key; the keys are ${Object.keys(mapSchema.entries).join(", ")}`
    : issues[0].message;
  throw new DataError(key === "" ? reason : `"${key}": ${reason}`, { file });
}
