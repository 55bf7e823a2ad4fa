/** What the program writes: results to standard output, words for people to standard error. @module */

import widthOf from "fast-string-width";
import { PLAIN_TERMINAL, type Terminal } from "../report/terminal/bar_table.ts";
import { wrapWords } from "../report/terminal/wrap_words.ts";
import { type Chunks, writeAll, writeFileAtomically } from "../source/atomic_file.ts";
import { environment } from "./environment.ts";
import { withFile } from "./errors.ts";
import { interruptible } from "./interrupt.ts";

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
 * screens. What is left
 * as it is by `JSON.stringify`, and would be obeyed by a terminal, is written out.
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

/**
 * Writes a file whole or not at all; a signal meanwhile ends the program behind it, so that nothing partial is
 * left.
 *
 * @throws {FileError} saying why it cannot be written.
 */
export function writeFile(path: string, contents: Chunks | string): Promise<void> {
  return withFile(`write ${path}`, () =>
    interruptible(async ({ check }) => {
      await writeFileAtomically(path, typeof contents === "string" ? contents : checked(contents, check));
      check();
    }));
}

async function* checked(chunks: Chunks, check: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    check();
    yield chunk;
  }
}

/**
 * Takes the first of some names that no file has, by making the file.
 *
 * @param nth the name to try in the nth place, from 1.
 */
export async function claimName(nth: (n: number) => string): Promise<string> {
  for (let n = 1;; n++) {
    const name = nth(n);
    try {
      (await Deno.open(name, { write: true, createNew: true })).close();
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

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

/** Whether standard output is a terminal on which lines can be written over. */
export function drawsOnStdout(): boolean {
  return Deno.stdout.isTerminal() && !isDumb() && environment("CI") === undefined;
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

// A closed standard error is no reason to fail.
function writeToStderr(text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let written = 0; written < bytes.length;) written += Deno.stderr.writeSync(bytes.subarray(written));
  } catch {
    return;
  }
}

/**
 * Checks that a file can be written, before hours of work rather than after them.
 *
 * @throws {FileError} saying why not.
 */
export async function checkWritable(path: string): Promise<void> {
  await withFile(`write ${path}`, async () => {
    const there = await statOrNothing(path);
    if (there?.isDirectory) throw new Deno.errors.IsADirectory("Is a directory");
    if (there !== undefined && !there.isFile) return; // a device or a pipe
    const probe = `${there ? await Deno.realPath(path) : path}.${crypto.randomUUID().slice(0, 8)}.partial`;
    await interruptible(async ({ check }) => {
      (await Deno.open(probe, { write: true, createNew: true })).close();
      await Deno.remove(probe);
      check();
    });
  });
}

async function statOrNothing(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const ERASE_LINE = "\r\x1b[2K";
/** Cells of a bar: as many as there is room for, or none. */
const BAR_CELLS = { least: 8, most: 24 } as const;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

/** Shows the progress of long work: a bar on a terminal, elsewhere a line every few seconds. */
export class Progress {
  #label: string;
  #quiet: boolean;
  #drawsBar = Deno.stderr.isTerminal() && !isDumb() && environment("CI") === undefined;
  #begunAtMs = performance.now();
  #shownAtMs = this.#begunAtMs;
  #drawn = false;

  /** @param label what is being done, such as `searching:`. */
  constructor(label: string, { quiet }: { quiet: boolean }) {
    this.#label = label;
    this.#quiet = quiet;
  }

  /**
   * Says that `done` of `total` are done; `total` may be unknown.
   *
   * @param note what else there is to say, in place of the mean rate.
   * @returns whether it was said: now and then is enough.
   */
  show(done: number, total: number | undefined, unit: string, note?: string): boolean {
    if (this.#quiet) return false;
    const nowMs = performance.now();
    if (nowMs - this.#shownAtMs < (this.#drawsBar ? BAR_EVERY_MS : LINE_EVERY_MS)) return false;
    this.#shownAtMs = nowMs;
    const elapsedMs = nowMs - this.#begunAtMs;
    const pieces = [
      `${this.#label} ${amount(done, total, unit)}`,
      timeLeft(done, total, elapsedMs),
      note ?? rate(done, elapsedMs),
    ].filter((piece) => piece !== "").map(printable);
    if (!this.#drawsBar) {
      tell(pieces.join(", "));
      return true;
    }
    const part = total === undefined ? undefined : done / total;
    writeToStderr(ERASE_LINE + progressLine(pieces, part, terminal().columns));
    this.#drawn = true;
    return true;
  }

  /** Tells something for people meanwhile, unless nothing is to be said. */
  tell(message: string): void {
    if (this.#quiet) return;
    this.finish();
    tell(message);
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#drawn) writeToStderr(ERASE_LINE);
    this.#drawn = false;
  }
}

/**
 * A line of progress that fits a terminal: a longer one could not be taken away again. The bar is as long as there is
 * room for, then goes; then the last pieces do; then the first is cut.
 *
 * @param pieces of the text, what matters most first.
 * @param part that is done; nothing is drawn of it where that is unknown.
 *
 * @example
 * ```ts
 * import { progressLine } from "./output.ts";
 * import { assertEquals } from "@std/assert";
 * const pieces = ["searching: 5 of 10", "1 s left"];
 * assertEquals(progressLine(pieces, 0.5, 44), "[######      ] searching: 5 of 10, 1 s left");
 * assertEquals(progressLine(pieces, 0.5, 29), "searching: 5 of 10, 1 s left");
 * assertEquals(progressLine(pieces, 0.5, 28), "searching: 5 of 10");
 * assertEquals(progressLine(pieces, 0.5, 11), "searching:");
 * ```
 */
export function progressLine(pieces: readonly string[], part: number | undefined, columns: number): string {
  const text = pieces.join(", ");
  const room = columns - 1 - widthOf(text);
  const cells = Math.min(BAR_CELLS.most, room - "[] ".length);
  if (part !== undefined && cells >= BAR_CELLS.least) return `[${drawnCells(part, cells)}] ${text}`;
  if (room >= 0) return text;
  if (pieces.length > 1) return progressLine(pieces.slice(0, -1), undefined, columns);
  return wrapWords(text, columns - 1).split("\n")[0]!;
}

function drawnCells(part: number, count: number): string {
  return "#".repeat(Math.round(count * Math.min(1, Math.max(0, part)))).padEnd(count);
}

function amount(done: number, total: number | undefined, unit: string): string {
  const shown = (count: number): string => Math.round(count).toLocaleString("en");
  return total === undefined ? `${shown(done)} ${unit}` : `${shown(done)} of ${shown(total)} ${unit}`;
}

/** When the speed so far begins to tell what is to come: the first results wait for workers to start. */
const SPEED_TELLS_AFTER_MS = 4000;

/** How much is done in a second on average, where that is one at least. */
function rate(done: number, elapsedMs: number): string {
  const perSecond = Math.round(done / (elapsedMs / 1000));
  if (elapsedMs < SPEED_TELLS_AFTER_MS || perSecond < 1) return "";
  return `${perSecond.toLocaleString("en")} a second`;
}

/** How long what is left takes, if it goes on as it did. */
function timeLeft(done: number, total: number | undefined, elapsedMs: number): string {
  if (total === undefined || done <= 0 || done >= total || elapsedMs < SPEED_TELLS_AFTER_MS) return "";
  return `${roughTime(elapsedMs / 1000 * (total - done) / done)} left`;
}

/**
 * A length of time as people say it.
 *
 * @example
 * ```ts
 * import { roughTime } from "./output.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([0.4, 75, 2400, 9000].map(roughTime), ["1 s", "75 s", "40 min", "2.5 h"]);
 * ```
 */
export function roughTime(seconds: number): string {
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
