/** The progress of long work, on standard error. @module */

import widthOf from "fast-string-width";
import { wrapWords } from "../report/terminal/wrap_words.ts";
import { withFile } from "./errors.ts";
import { drawsOn, printable, tell, terminal, writeToStderr } from "./output.ts";

const ERASE_LINE = "\r\x1b[2K";
/** Cells of a bar: as many as there is room for, or none. */
const BAR_CELLS = { least: 8, most: 24 } as const;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

/** Shows the progress of long work: a bar on a terminal, elsewhere a line every few seconds. */
export class Progress {
  #label: string;
  #quiet: boolean;
  #drawsBar = drawsOn(Deno.stderr);
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
 * Reads something, and shows how far it is.
 *
 * @param name of what is read.
 * @param read gets what is to be told how many bytes were read so far.
 * @throws {FileError} where the operating system refuses.
 */
export async function showReading<T>(
  name: string,
  { quiet }: { readonly quiet: boolean },
  read: (onProgress: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  const progress = new Progress(`reading ${name}:`, { quiet });
  try {
    return await withFile(
      `read ${name}`,
      () => read((bytes) => progress.show(bytes / 1e6, undefined, "MB")),
    );
  } finally {
    progress.finish();
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
 * import { progressLine } from "./progress.ts";
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
 * import { roughTime } from "./progress.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([0.4, 75, 2400, 9000].map(roughTime), ["1 s", "75 s", "40 min", "2.5 h"]);
 * ```
 */
export function roughTime(seconds: number): string {
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
