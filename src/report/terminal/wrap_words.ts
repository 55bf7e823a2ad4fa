/** Text broken into lines for a terminal. @module */

import widthOf from "fast-string-width";

/**
 * A text as lines of at most so many columns, broken between words; a longer word has a line to itself. Lines
 * that the text has already are kept.
 *
 * @param indent columns left free at the beginning of all lines but the first.
 *
 * @example
 * ```ts
 * import { wrapWords } from "./wrap_words.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(wrapWords("Routing saves 0.60 bps", 14, 2), "Routing saves\n  0.60 bps");
 * ```
 */
export function wrapWords(text: string, columns: number, indent = 0): string {
  return text.split("\n").map((line) => wrapLine(line, columns, " ".repeat(indent))).join("\n");
}

function wrapLine(text: string, columns: number, indent: string): string {
  const [first = "", ...words] = text.split(" ");
  let wrapped = first;
  let used = widthOf(first);
  for (const word of words) {
    const width = widthOf(word);
    if (used + 1 + width <= columns) {
      wrapped += ` ${word}`;
      used += 1 + width;
    } else {
      wrapped += `\n${indent}${word}`;
      used = indent.length + width;
    }
  }
  return wrapped;
}
