/** What a router's failure is called. @module */

import { isTakenAway } from "./confine.ts";
import { RouterFault } from "./fault.ts";
import type { ModuleRouter } from "./router.ts";

/** The most of a router's own message that is told. */
const LONGEST = 300;
/** Lines that the runtime puts before the code of a function made from text. */
const LINES_BEFORE = 2;
const CONFINED = "a router has the language alone: no files, no network, no environment, no timers";

/** The fault of a router that threw something. */
export function thrownBy(
  { text, modules }: Pick<ModuleRouter, "text" | "modules">,
  thrown: unknown,
): RouterFault {
  if (thrown instanceof RouterFault) return thrown;
  const message = textOf(thrown).replace(/, (run again|specify) .*/s, "");
  const place = placeIn(thrown, Object.values(modules).map(({ file }) => file));
  const missing = /^ReferenceError: (\w+) is not defined/.exec(message)?.[1];
  const isRefused = /^(NotCapable|PermissionDenied)\b/.test(message) ||
    (missing !== undefined && isTakenAway(missing));
  return new RouterFault(text, `threw ${message}${place}${isRefused ? ` (${CONFINED})` : ""}`);
}

/** Whatever was thrown as text; the router may have made that throw too. */
function textOf(thrown: unknown): string {
  try {
    const text = String(thrown);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  } catch {
    return "something that has no text";
  }
}

/** ` at FILE:LINE`, where the error tells it. */
function placeIn(thrown: unknown, files: readonly string[]): string {
  try {
    const stack = thrown instanceof Error ? String(thrown.stack) : "";
    for (const line of stack.split("\n")) {
      const file = files.find((name) => line.includes(name));
      const row = /:(\d+):\d+\)?$/.exec(line)?.[1];
      if (file !== undefined && row !== undefined) return ` at ${file}:${Number(row) - LINES_BEFORE}`;
    }
  } catch {
    // The stack is the router's own.
  }
  return "";
}
