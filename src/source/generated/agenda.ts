/** The synthetic market's quotes that are about to change. @module */

import type { BookSide } from "./board.ts";

/** Quotes that are about to change, one event each, in order. */
export class Agenda {
  readonly #venues: Uint16Array;
  readonly #sides: Uint8Array;
  readonly #ticks: Float64Array;
  #head = 0;
  #tail = 0;

  /** @param capacity the most changes that are added before all of them are taken. */
  constructor(capacity: number) {
    this.#venues = new Uint16Array(capacity);
    this.#sides = new Uint8Array(capacity);
    this.#ticks = new Float64Array(capacity);
  }

  get isEmpty(): boolean {
    return this.#head === this.#tail;
  }

  /** The venue's quote on that side shall be at `tick`. */
  add(venue: number, side: BookSide, tick: number): void {
    if (this.isEmpty) this.#head = this.#tail = 0;
    const at = this.#tail++;
    this.#venues[at] = venue;
    this.#sides[at] = side;
    this.#ticks[at] = tick;
  }

  /** Takes the next change, which is there, and hands it to `apply`. */
  take(apply: (venue: number, side: BookSide, tick: number) => void): void {
    const at = this.#head++;
    apply(this.#venues[at]!, this.#sides[at] as BookSide, this.#ticks[at]!);
  }
}
