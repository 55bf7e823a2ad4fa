/** What a page asks for, checked. @module */

import * as v from "valibot";
import type { Control } from "../frames.ts";

/** Bytes of a request's body, at most. */
export const MOST_BYTES = 4096;

const schema = v.variant("do", [
  v.strictObject({ do: v.literal("pause") }),
  v.strictObject({ do: v.literal("play") }),
  v.strictObject({
    do: v.literal("step"),
    rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6))),
  }),
  v.strictObject({
    do: v.literal("speed"),
    speed: v.union([v.literal("max"), v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1e6))]),
  }),
  v.strictObject({ do: v.literal("seek"), position: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  v.strictObject({
    do: v.literal("ask"),
    options: v.record(v.pipe(v.string(), v.maxLength(100)), v.nullable(v.pipe(v.string(), v.maxLength(500)))),
  }),
]);

/**
 * What the body of a request asks for.
 *
 * @throws {Error} saying for people what is wrong with it.
 */
export function parseControl(text: string): Control {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error("the request is no JSON");
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output as Control;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? "";
  throw new Error(
    `the request asks for nothing that there is: ${path === "" ? "" : `${path}: `}${issue.message}`,
  );
}
