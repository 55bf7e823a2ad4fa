/** Server-sent events to many pages, none of which can hold the others up. @module */

import type { Frame, Health, Hello } from "../frames.ts";
import { merged } from "../picture/merge.ts";

/** A frame but for what differs from page to page. */
export type SharedFrame = Omit<Frame, "health"> & {
  readonly health: Omit<Health, "dropped" | "pages">;
};

/** Pages that may watch at once. */
export const MOST_PAGES = 50;
/** A comment keeps an idle connection, and finds out whether the other end is still there, ms. */
const STILL_HERE_MS = 15_000;

const encoder = new TextEncoder();

/**
 * The pages that watch. Each takes what comes when it is ready for it: meanwhile one frame waits for it, into which
 * later ones are merged, so that a slow page costs no more than a quick one, and one that vanished nothing.
 */
export class Events {
  #pages = new Set<Page>();
  #dropped = 0;
  #stillHere: ReturnType<typeof setInterval> | undefined;

  /** Pages that watch now. */
  get pages(): number {
    return this.#pages.size;
  }

  /** Frames that were merged into later ones, over all pages so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Adds a page, which is told the first thing at once.
   *
   * @returns its events; `undefined` where too many watch already.
   */
  add(hello: Hello): ReadableStream<Uint8Array> | undefined {
    if (this.#pages.size >= MOST_PAGES) return undefined;
    const page = new Page({
      onMerge: () => this.#dropped++,
      onGone: () => this.#remove(page),
    });
    this.#pages.add(page);
    this.#stillHere ??= setInterval(() => this.#each((page) => page.comment()), STILL_HERE_MS);
    page.hello(hello);
    return page.stream;
  }

  /** Tells all pages of a run. */
  hello(hello: Hello): void {
    this.#each((page) => page.hello(hello));
  }

  /** Shows all pages a frame. */
  frame(frame: SharedFrame): void {
    const pages = this.#pages.size;
    // Most pages have dropped nothing and get the very same bytes.
    let bytes: Uint8Array | undefined;
    const usual = (): Uint8Array => bytes ??= eventOf("frame", withHealth(frame, { dropped: 0, pages }));
    this.#each((page) => page.frame(frame, pages, usual));
  }

  /** Ends all connections. */
  close(): void {
    this.#each((page) => page.close());
    this.#pages.clear();
    this.#stopIfIdle();
  }

  #each(tell: (page: Page) => void): void {
    for (const page of this.#pages) tell(page);
  }

  #remove(page: Page): void {
    this.#pages.delete(page);
    this.#stopIfIdle();
  }

  #stopIfIdle(): void {
    if (this.#pages.size > 0) return;
    clearInterval(this.#stillHere);
    this.#stillHere = undefined;
  }
}

/** One page's connection. */
class Page {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #onMerge: () => void;
  /** What waits until the page takes more: at most a run's beginning and a frame. */
  #hello: Hello | undefined;
  #frame: SharedFrame | undefined;
  #pages = 0;
  #dropped = 0;

  constructor({ onMerge, onGone }: { readonly onMerge: () => void; readonly onGone: () => void }) {
    this.#onMerge = onMerge;
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#send(),
      cancel: onGone,
    }, { highWaterMark: 1 });
  }

  hello(hello: Hello): void {
    this.#hello = hello;
    // What waits is of the run before.
    this.#frame = undefined;
    this.#dropped = 0;
    if (this.#isReady()) this.#send();
  }

  /** @param usual the bytes for pages that have dropped nothing. */
  frame(frame: SharedFrame, pages: number, usual: () => Uint8Array): void {
    if (this.#isReady() && this.#hello === undefined && this.#dropped === 0) {
      this.#controller.enqueue(usual());
      return;
    }
    if (this.#frame !== undefined) {
      this.#dropped++;
      this.#onMerge();
      frame = merged(this.#frame, frame);
    }
    this.#frame = frame;
    this.#pages = pages;
    if (this.#isReady()) this.#send();
  }

  comment(): void {
    if (this.#isReady()) this.#controller.enqueue(encoder.encode(": still here\n\n"));
  }

  close(): void {
    this.#controller.close();
  }

  #isReady(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }

  #send(): void {
    if (this.#hello !== undefined) {
      this.#controller.enqueue(eventOf("hello", this.#hello));
      this.#hello = undefined;
    } else if (this.#frame !== undefined) {
      const counts = { dropped: this.#dropped, pages: this.#pages };
      this.#controller.enqueue(eventOf("frame", withHealth(this.#frame, counts)));
      this.#frame = undefined;
    }
  }
}

/** The frame as a page gets it. */
export function withHealth(
  { health, ...frame }: SharedFrame,
  counts: Pick<Health, "dropped" | "pages">,
): Frame {
  return { ...frame, health: { ...health, ...counts } };
}

/** One event. JSON has no line ends, which would end it. */
function eventOf(name: "hello" | "frame", data: unknown): Uint8Array {
  return encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
