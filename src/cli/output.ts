/** What the program writes: results to standard output, words for people to standard error. @module */

import { writeAll, writeFileAtomically } from "../source/atomic_file.ts";
import { withFile } from "./errors.ts";
import { interruptible } from "./interrupt.ts";

const encoder = new TextEncoder();

/** Writes the result, or a chunk of it. Standard output carries nothing else. */
export async function printResult(result: string | Uint8Array): Promise<void> {
  const bytes = typeof result === "string" ? encoder.encode(result) : result;
  await withFile("write to standard output", () => writeAll(Deno.stdout, bytes));
}

/**
 * A message whose control characters, which came from somebody's data, are written out: a terminal would obey them.
 *
 * @example
 * ```ts
 * import { printable } from "./output.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(printable("a\u001b[31mb\nc"), "a\\u001b[31mb\nc");
 * ```
 */
export function printable(message: string): string {
  return message.replace(
    /[^\P{Cc}\n]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Writes a file whole or not at all; a signal meanwhile ends the program behind it, so that nothing partial is
 * left.
 *
 * @throws {FileError} saying why it cannot be written.
 */
export function writeFile(path: string, contents: Iterable<Uint8Array> | string): Promise<void> {
  return withFile(`write ${path}`, () =>
    interruptible(async ({ check }) => {
      await writeFileAtomically(path, contents);
      check();
    }));
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

/** Writes a message for people to standard error. */
export function tell(message: string): void {
  writeToStderr(`${message}\n`);
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
const BAR_CELLS = 24;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

/** Shows the progress of long work: a bar on a terminal, elsewhere a line every few seconds. */
export class Progress {
  #label: string;
  #quiet: boolean;
  #onTerminal = Deno.stderr.isTerminal();
  #shownAtMs = performance.now();
  #drawn = false;

  /** @param label what is being done, such as `searching:`. */
  constructor(label: string, { quiet }: { quiet: boolean }) {
    this.#label = label;
    this.#quiet = quiet;
  }

  /**
   * Says that `done` of `total` are done; `total` may be unknown.
   *
   * @returns whether it was said: now and then is enough.
   */
  show(done: number, total: number | undefined, unit: string): boolean {
    if (this.#quiet) return false;
    const nowMs = performance.now();
    if (nowMs - this.#shownAtMs < (this.#onTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return false;
    this.#shownAtMs = nowMs;
    const text = `${this.#label} ${amount(done, total, unit)}`;
    if (!this.#onTerminal) {
      tell(text);
      return true;
    }
    const bar = total === undefined ? "" : `[${cells(done / total)}] `;
    writeToStderr(`${ERASE_LINE}${bar}${text}`);
    this.#drawn = true;
    return true;
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#drawn) writeToStderr(ERASE_LINE);
    this.#drawn = false;
  }
}

function amount(done: number, total: number | undefined, unit: string): string {
  return total === undefined
    ? `${Math.round(done)} ${unit}`
    : `${Math.round(done)} of ${Math.round(total)} ${unit}`;
}

function cells(part: number): string {
  const full = Math.round(BAR_CELLS * Math.min(1, Math.max(0, part)));
  return "#".repeat(full) + ".".repeat(BAR_CELLS - full);
}
