/** When each event of a replay is due. @module */

/** How fast to play. */
export interface PaceOptions {
  /** Times real time; `Infinity` is as fast as it goes. */
  readonly speed: number;
  /** Longer gaps between events are played as this, ns of the tape. */
  readonly maxGapNs: number;
}

/**
 * When each event is due, ms after the first, on one absolute clock: a late event does not make the next
 * ones late too.
 *
 * @example
 * ```ts
 * import { Pace } from "./pace.ts";
 * import { assertEquals } from "@std/assert";
 * const pace = new Pace({ speed: 10, maxGapNs: 10e9 });
 * assertEquals([0, 1e9, 3600e9].map((ns) => pace.dueMs(ns)), [0, 100, 1100]);
 * ```
 */
export class Pace {
  #speed: number;
  #maxGapNs: number;
  #playedNs = 0;
  #lastNs = NaN;

  constructor({ speed, maxGapNs }: PaceOptions) {
    this.#speed = speed;
    this.#maxGapNs = maxGapNs;
  }

  /** When the event of this time is due; events must come in order. */
  dueMs(eventNs: number): number {
    const gapNs = Number.isNaN(this.#lastNs) ? 0 : eventNs - this.#lastNs;
    this.#playedNs += Math.min(Math.max(0, gapNs), this.#maxGapNs);
    this.#lastNs = eventNs;
    return this.#playedNs / this.#speed / 1e6;
  }
}
