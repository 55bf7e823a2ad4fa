/** The lines of help texts: they fit a terminal of 80 columns, and a narrower one, too. @module */

import { wrapWords } from "../report/terminal/wrap_words.ts";
import { stdoutColumns } from "./output.ts";

const HELP_WIDTH = 80;
const HELP_COLUMN = 26;

/** What stands on the left of a help's line, and its text. */
export type HelpRow = readonly [left: string, text: string];

/**
 * Rows of a help as lines.
 *
 * @param column at which the texts begin.
 *
 * @example
 * ```ts
 * import { helpLines } from "./help_lines.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(helpLines([["new", "write a placement"], ["inspect", "tell"]], 9), `  new    write a placement
 *   inspect
 *          tell`);
 * ```
 */
export function helpLines(rows: readonly HelpRow[], column: number = HELP_COLUMN): string {
  const width = helpWidth();
  const at = Math.min(column, width >> 1);
  const indent = " ".repeat(at);
  return rows.map(([left, text]) => {
    const lines = wrapWords(text, width - at).replaceAll("\n", `\n${indent}`);
    const begun = `  ${left}`;
    return begun.length + 2 > at ? `${begun}\n${indent}${lines}` : begun.padEnd(at) + lines;
  }).join("\n");
}

/** Comments above a command, as many as it takes. */
export function commentLines(text: string): string {
  return `  # ${wrapWords(text, helpWidth() - "  # ".length).replaceAll("\n", "\n  # ")}`;
}

function helpWidth(): number {
  return Math.min(HELP_WIDTH, stdoutColumns());
}

/**
 * A text whose lines are as long as they may be, wherever they were broken; what is indented, and what is empty,
 * stays as it is.
 *
 * @example
 * ```ts
 * import { reflowed } from "./help_lines.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(reflowed("Settings,\nof the broker:\n  acks=all"), "Settings, of the broker:\n  acks=all");
 * ```
 */
export function reflowed(text: string): string {
  const lines: string[] = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    const goesOn = isOpen && /^\S/.test(line);
    if (goesOn) lines.push(`${lines.pop()} ${line}`);
    else lines.push(line);
    isOpen = /^\S/.test(line);
  }
  return lines.map((line) => /^\S/.test(line) ? wrapWords(line, helpWidth()) : line).join("\n");
}

/**
 * A text of 80 columns for a terminal that is narrower: paragraphs and items of lists are broken anew; what stands
 * further in, and is shown as it is, stays.
 *
 * @example
 * ```ts
 * import { narrowed } from "./help_lines.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(narrowed("- one two\n  three\n\n    sorlab verify", 9), "- one two\n  three\n\n    sorlab verify");
 * assertEquals(narrowed("- one two\n  three", 12), "- one two\n  three");
 * assertEquals(narrowed("one two\nthree", 10), "one two\nthree");
 * assertEquals(narrowed("one two three\nfour", 10), "one two\nthree four");
 * ```
 */
export function narrowed(text: string, columns: number): string {
  if (columns >= HELP_WIDTH) return text;
  const blocks: string[] = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    const isProse = /^ {0,3}\S/.test(line);
    if (isOpen && isProse && !/^(- |#)/.test(line)) blocks.push(`${blocks.pop()} ${line.trimStart()}`);
    else blocks.push(line);
    isOpen = isProse && !line.startsWith("#");
  }
  return blocks.map((block) =>
    block.startsWith("    ") ? block : wrapWords(block, columns, block.startsWith("- ") ? 2 : 0)
  ).join("\n");
}
