/** The lines of help texts: they fit a terminal of 80 columns. @module */

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
  const indent = " ".repeat(column);
  return rows.map(([left, text]) => {
    const lines = wrapped(text, HELP_WIDTH - column).join(`\n${indent}`);
    const begun = `  ${left}`;
    return begun.length + 2 > column ? `${begun}\n${indent}${lines}` : begun.padEnd(column) + lines;
  }).join("\n");
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
  return lines.flatMap((line) => /^\S/.test(line) ? wrapped(line, HELP_WIDTH) : [line]).join("\n");
}

function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
