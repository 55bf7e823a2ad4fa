/** What the program writes: results to standard output, words for people to standard error. @module */

import widthOf from "fast-string-width";
import { PLAIN_TERMINAL, type Terminal } from "../report/terminal/bar_table.ts";
import { wrapWords } from "../report/terminal/wrap_words.ts";
import { writeAll } from "../source/atomic_file.ts";
import { environment } from "./environment.ts";
import { withFile } from "./errors.ts";

const encoder = new TextEncoder();

/** Writes the result, or a chunk of it. Standard output carries nothing else. */
export async function printResult(result: string | Uint8Array): Promise<void> {
  const bytes = typeof result === "string" ? encoder.encode(result) : result;
  await withFile("write to standard output", () => writeAll(Deno.stdout, bytes));
}

/** What a terminal obeys instead of showing it: controls, directions of writing, invisible signs, line ends. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Characters of a message's line that are shown at its beginning and at its end, if it is longer than both. */
const SHOWN = { before: 300, behind: 200 };

/**
 * A message as one line that a terminal can be given. Messages quote somebody's data: what a terminal would obey
 * is written out, and of a long line the middle is left out, since the reason stands at the end.
 *
 * @example
 * ```ts
 * import { printable } from "./output.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(printable("a\u001b[31mb\nc"), "a\\u001b[31mb\\u000ac");
 * assertEquals(printable(`fee is ${"7".repeat(9e6)}: too long`).length, 501);
 * ```
 */
export function printable(message: string): string {
  const { before, behind } = SHOWN;
  const isLong = message.length > before + behind;
  const shown = isLong ? `${message.slice(0, before)}…${message.slice(-behind)}` : message;
  return shown.replace(UNPRINTABLE, escaped);
}

function escaped(text: string): string {
  return [...Array(text.length).keys()]
    .map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
}

/**
 * A value as JSON; lists of figures and short words keep to one line, as columns of a hundred orders would fill
 * screens. What `JSON.stringify` leaves as it is, and a terminal would obey, is written out.
 *
 * @example
 * ```ts
 * import { jsonText } from "./output.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(jsonText({ symbol: "A\u009b31m" }), '{"symbol":"A\\u009b31m"}');
 * assertEquals(jsonText({ bps: [0.5, null] }, 2), '{\n  "bps": [0.5, null]\n}');
 * ```
 */
export function jsonText(value: unknown, indent: number = 0): string {
  return JSON.stringify(value, null, indent)
    .replace(SHORT_ITEMS, (list) => list.replaceAll(/\n */g, " ").replace("[ ", "[").replace(" ]", "]"))
    .replace(UNPRINTABLE, (sign) => sign === "\n" ? sign : escaped(sign));
}

/** A list of numbers, short words and nulls, one a line. There is no line end within a text of JSON. */
const SHORT_ITEMS = /\[\n(?: *(?:-?\d[\d.e+-]*|null|"[^"\\\n]{0,12}"),?\n)+ *\]/g;

/** A text for people, each of its lines as {@linkcode printable} has it. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** The terminal that people look at, as far as the process can tell. */
export function terminal(): Terminal {
  return { ...PLAIN_TERMINAL, ...consoleColumns(), ascii: isDumb() };
}

function consoleColumns(): Pick<Terminal, "columns"> | undefined {
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? { columns } : undefined;
  } catch {
    return undefined; // there is none
  }
}

/** Whether the terminal knows no more than characters and line ends. */
function isDumb(): boolean {
  return environment("TERM") === "dumb";
}

/** Whether a stream is a terminal on which lines can be written over. */
export function drawsOn(stream: typeof Deno.stdout | typeof Deno.stderr): boolean {
  return stream.isTerminal() && !isDumb() && environment("CI") === undefined;
}

/** How many columns a text on standard output may take: those of the terminal, else any number. */
export function stdoutColumns(): number {
  return Deno.stdout.isTerminal() ? terminal().columns : Infinity;
}

/** A text for people on standard output: in lines that fit it where that is a terminal. */
export function fitted(text: string): string {
  return wrapWords(text, stdoutColumns(), 2);
}

/** Writes a message for people to standard error: on a terminal in lines that fit it. */
export function tell(message: string): void {
  const text = printableLines(message);
  tellAsIs(Deno.stderr.isTerminal() ? wrapWords(text, terminal().columns, 2) : text);
}

/** Writes lines to standard error that are fit for people as they are: tables, and stacks of a defect. */
export function tellAsIs(lines: string): void {
  writeToStderr(`${printableLines(lines)}\n`);
}

/**
 * Writes a command to standard error, to be copied: where it is too long for the terminal, in lines that a shell joins.
 *
 * @param words and options with their values, which stay together.
 */
export function tellCommand(words: readonly string[]): void {
  const command = words.join(" ");
  const isLong = Deno.stderr.isTerminal() && widthOf(command) > terminal().columns;
  tellAsIs(isLong ? words.join(" \\\n  ") : command);
}

/** Writes to standard error; a closed one is no reason to fail. */
export function writeToStderr(text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let written = 0; written < bytes.length;) written += Deno.stderr.writeSync(bytes.subarray(written));
  } catch {
    return;
  }
}
