/** The last windows as a sample of joint outflows. @module */

import type { Side } from "../../../market/side.ts";
import { hasPrice } from "../../../market/price.ts";
import { NOWHERE, type OutflowHistory } from "./outflow_history.ts";

/**
 * Windows looked back on, at most; they overlap by half, so that these are 45 times as long as one. Measured by
 * `tests/bench/outflow_sample_bench.ts`, in per cent of S·(h + f): where trades come at a steady rate this costs
 * 2.1 more than to know the law (60 windows 3.1, 120 1.6, 240 1.2, 60 that do not overlap 2.5); where the rate
 * swings over half an hour 7.3 (60 windows 5.8, 120 8.0, 240 12.0), as old windows mislead. On the TAQ day it
 * costs 1.7 ± 1.6 less than 60 windows do in the windows that follow, and nothing longer is better. To overlap
 * by more gains 0.2 at most.
 */
const MOST_WINDOWS = 90;

/** A history of fewer windows is thin: it borrows from other venues, or tells nothing at all. */
export const FEWEST_WINDOWS = 10;

/**
 * Trailing windows of some venues as a sample of joint outflows, and what the mid did in them.
 *
 * In some windows no order could have rested at a venue. Where it has ten windows or more, the gap is filled
 * from its own latest one before (of a gap at the beginning, from its first); where it has fewer, from the
 * venue whose outflow was the median of the same window, so that what moved all venues at once stays together.
 */
export class OutflowSample {
  /** A row for each sample, an entry for each venue; longer than needed. */
  outflow = new Float64Array(0);
  /** Number of samples: windows that are over, in which an order could have rested at some venue. */
  samples = 0;
  #history: OutflowHistory;
  #most: number;
  /** By sample: its window. */
  #window: Uint32Array;
  /** By venue: sum of adverse moves, and in how many windows an order would have filled. */
  #moved: Float64Array;
  #filled: Uint32Array;

  /**
   * @param venues number of venues of the market.
   * @param most windows looked back on.
   */
  constructor(history: OutflowHistory, venues: number, most = MOST_WINDOWS) {
    this.#history = history;
    this.#most = most;
    this.#window = new Uint32Array(most);
    this.#moved = new Float64Array(venues);
    this.#filled = new Uint32Array(venues);
  }

  /**
   * Takes the last windows that are over.
   *
   * @param venues venue indices; the first `count` entries.
   * @param queue shares that an order would stand behind now, beside them.
   */
  take(side: Side, nowNs: number, venues: Uint16Array, queue: Float64Array, count: number): void {
    if (this.outflow.length < this.#most * count) this.outflow = new Float64Array(this.#most * count);
    const end = this.#history.endedBy(nowNs);
    this.samples = 0;
    for (let window = Math.max(0, end - this.#most); window < end; window++) {
      if (this.#history.medianVenue(side, window) !== NOWHERE) this.#window[this.samples++] = window;
    }
    for (let i = 0; i < count; i++) this.#takeVenue(side, venues[i]!, queue[i]!, i, count);
  }

  #takeVenue(side: Side, venue: number, queue: number, column: number, count: number): void {
    let own = 0;
    let last = 0;
    for (let sample = this.samples - 1; sample >= 0; sample--) {
      if (!this.#history.couldRest(side, this.#window[sample]!, venue)) continue;
      last = this.#window[sample]!;
      own++;
    }
    for (let sample = 0; sample < this.samples; sample++) {
      const window = this.#window[sample]!;
      const isKnown = this.#history.couldRest(side, window, venue);
      if (isKnown) last = window;
      this.outflow[sample * count + column] = !isKnown && own < FEWEST_WINDOWS
        ? this.#history.outflow(side, window, this.#history.medianVenue(side, window), queue)
        : this.#history.outflow(side, last, venue, queue);
    }
  }

  /**
   * Writes for every venue of the market what the mid moves against an order that fills there, 1e-9 dollars
   * a share, positive is adverse: the mean of its move from a window's begin to its end, over the trailing
   * windows in which the order would have filled. It is shrunk to the mean of all venues, as if ten windows
   * had shown that one: (Σ own moves + 10·mean of all)/(n + 10); all zero where no order would have filled.
   */
  adverseMoves(side: Side, nowNs: number, moves: Float64Array): void {
    const end = this.#history.endedBy(nowNs);
    this.#moved.fill(0);
    this.#filled.fill(0);
    let allMoved = 0;
    let allFilled = 0;
    for (let window = Math.max(0, end - this.#most); window < end; window++) {
      const adverse = -side * this.#history.midMove(window);
      if (!hasPrice(adverse)) continue;
      for (let venue = 0; venue < moves.length; venue++) {
        if (!this.#history.wouldFill(side, window, venue)) continue;
        this.#moved[venue]! += adverse;
        this.#filled[venue]!++;
        allMoved += adverse;
        allFilled++;
      }
    }
    const mean = allFilled > 0 ? allMoved / allFilled : 0;
    for (let venue = 0; venue < moves.length; venue++) {
      moves[venue] = (this.#moved[venue]! + FEWEST_WINDOWS * mean) / (this.#filled[venue]! + FEWEST_WINDOWS);
    }
  }
}
