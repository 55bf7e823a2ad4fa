/** A recording: what was shown, written while it is, into one page that needs no server. @module */

import { writeFileAtomically } from "../source/atomic_file.ts";
import type { Hello } from "./frames.ts";
import { type SharedFrame, withHealth } from "./http/events.ts";
import { type RecordedEvent, recordedPage } from "./page/page.ts";
import { merged } from "./picture/merge.ts";

/** Frames of a recording are at least so far apart, ms: those between are merged, as for a slow page. */
const APART_MS = 100;
/** A recording ends when it is so long, bytes: a page has to be able to open it. */
const MOST_BYTES = 64e6;

/** Writes what is shown into a file, whole or not at all. */
export class Recording {
  /** Resolves once the file is written; rejects if it cannot be. */
  readonly written: Promise<void>;
  #startMs = performance.now();
  #frameMs = -Infinity;
  #waiting: SharedFrame | undefined;
  #queue: string[] = [];
  #bytes = 0;
  #isFull = false;
  #isOver = false;
  #more = Promise.withResolvers<void>();

  constructor(path: string) {
    const encoder = new TextEncoder();
    const pieces = recordedPage(this.#events());
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for await (const piece of pieces) yield encoder.encode(piece);
    }
    this.written = writeFileAtomically(path, bytes());
    // Whoever closes it awaits it; until then a failure waits.
    this.written.catch(() => {});
  }

  /** Whether it has come to its greatest length, and takes no more. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Takes the beginning of a run. */
  hello(hello: Hello): void {
    this.#flush();
    this.#add([this.#nowMs(), "hello", { ...hello, recorded: true }]);
  }

  /** Takes a frame. */
  frame(frame: SharedFrame): void {
    const waiting = this.#waiting;
    this.#waiting = waiting?.run === frame.run ? merged(waiting, frame) : frame;
    if (this.#nowMs() - this.#frameMs >= APART_MS) this.#flush();
  }

  /** Ends it: resolves once the file is there. */
  async close(): Promise<void> {
    this.#flush();
    this.#isOver = true;
    this.#more.resolve();
    await this.written;
  }

  #flush(): void {
    if (this.#waiting === undefined) return;
    this.#frameMs = this.#nowMs();
    this.#add([this.#frameMs, "frame", withHealth(this.#waiting, { dropped: 0, pages: 0 })]);
    this.#waiting = undefined;
  }

  #nowMs(): number {
    return Math.round(performance.now() - this.#startMs);
  }

  #add(event: RecordedEvent): void {
    if (this.#isFull) return;
    const json = JSON.stringify(event);
    this.#bytes += json.length;
    this.#isFull = this.#bytes > MOST_BYTES;
    this.#queue.push(json);
    this.#more.resolve();
  }

  async *#events(): AsyncGenerator<string> {
    while (true) {
      const queued = this.#queue;
      this.#queue = [];
      yield* queued;
      if (this.#isOver && this.#queue.length === 0) return;
      if (this.#queue.length === 0) {
        await this.#more.promise;
        this.#more = Promise.withResolvers();
      }
    }
  }
}
