import { writeAll } from "../source/atomic_file.ts";

const encoder = new TextEncoder();

/** Writes the result. Standard output carries nothing else. */
export async function printResult(text: string): Promise<void> {
  await writeAll(Deno.stdout, encoder.encode(text));
}

/** Writes a message for people to standard error. */
export function tell(message: string): void {
  const bytes = encoder.encode(`${message}\n`);
  for (let written = 0; written < bytes.length;) written += Deno.stderr.writeSync(bytes.subarray(written));
}

const BAR_CELLS = 24;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

/** Shows how far something long has come: a bar on a terminal, now and then a line elsewhere. */
export class Progress {
  #label: string;
  #quiet: boolean;
  #onTerminal = Deno.stderr.isTerminal();
  #shownAtMs = performance.now();
  #drawn = false;

  /** @param label what is going on, such as `searching`. */
  constructor(label: string, { quiet }: { quiet: boolean }) {
    this.#label = label;
    this.#quiet = quiet;
  }

  /** Says that `done` of `total` are done; `total` may be unknown. */
  show(done: number, total: number | undefined, unit: string): void {
    if (this.#quiet) return;
    const nowMs = performance.now();
    if (nowMs - this.#shownAtMs < (this.#onTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    this.#shownAtMs = nowMs;
    const text = `${this.#label} ${amount(done, total, unit)}`;
    if (!this.#onTerminal) return tell(text);
    const bar = total === undefined ? "" : `[${cells(done / total)}] `;
    Deno.stderr.writeSync(encoder.encode(`\r\x1b[2K${bar}${text}`));
    this.#drawn = true;
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#drawn) Deno.stderr.writeSync(encoder.encode("\r\x1b[2K"));
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
