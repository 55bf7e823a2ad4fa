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

/**
 * The cell of a table as lines of at most so many columns; those behind the first stand further in. A longer word is
 * broken too, behind one of the signs that names are joined by, if it has one.
 *
 * @param columns 4 at least.
 *
 * @example
 * ```ts
 * import { wrapCell } from "./wrap_words.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(wrapCell("immediate+best-quote", 14), ["immediate+", "  best-quote"]);
 * ```
 */
export function wrapCell(text: string, columns: number): string[] {
  if (widthOf(text) <= columns) return [text];
  const begin = text.length - text.trimStart().length;
  const indent = Math.min(begin + 2, columns - 2);
  return wrapWords(text, columns, indent).split("\n").flatMap((line) => brokenLine(line, columns, indent));
}

function brokenLine(text: string, columns: number, indent: number): string[] {
  if (widthOf(text) <= columns) return [text];
  const signs = [...text];
  let count = signs.length - 1;
  while (count > 1 && widthOf(signs.slice(0, count).join("")) > columns) count--;
  const joint = signs.slice(indent, count).findLastIndex((sign) => "+-_/,:".includes(sign));
  const cut = joint < 0 ? count : indent + joint + 1;
  const rest = " ".repeat(indent) + signs.slice(cut).join("");
  return [signs.slice(0, cut).join(""), ...brokenLine(rest, columns, indent)];
}
