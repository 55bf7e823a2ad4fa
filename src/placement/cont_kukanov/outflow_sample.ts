import type { Side } from "../../market/side.ts";
import { hasPrice } from "../../market/price.ts";
import type { OutflowHistory } from "./outflow_history.ts";

/** Windows looked back on, at most. */
export const MOST_WINDOWS = 60;

/** A history of fewer windows is thin: it borrows from other venues, or tells nothing at all. */
export const FEWEST_WINDOWS = 10;

/**
 * Trailing windows of some venues as a sample of joint outflows, and what the mid did in them.
 *
 * A venue could not be rested at in every window. What its sample lacks is filled in: from its own window
 * before, if it has ten or more (else the one after); where its history is thinner, from the venue whose
 * outflow was the median of that very window, so that what moved all venues together stays together.
 */
export class OutflowSample {
  /** A row for each sample, an entry for each venue; longer than needed. */
  outflow = new Float64Array(0);
  /** Number of samples: windows that are over, in which at least one of the venues could be rested at. */
  samples = 0;
  #history: OutflowHistory;
  /** By sample: its window, and the venue of the median outflow. */
  #window = new Uint32Array(MOST_WINDOWS);
  #median = new Uint16Array(MOST_WINDOWS);
  // Outflows of one window, ascending, and whose they are.
  #sorted: Float64Array;
  #whose: Uint16Array;
  /** By venue: sum of adverse moves, and in how many windows an order would have filled. */
  #moved: Float64Array;
  #filled: Uint32Array;

  /** @param venues number of venues of the market. */
  constructor(history: OutflowHistory, venues: number) {
    this.#history = history;
    this.#sorted = new Float64Array(venues);
    this.#whose = new Uint16Array(venues);
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
    if (this.outflow.length < MOST_WINDOWS * count) this.outflow = new Float64Array(MOST_WINDOWS * count);
    const end = this.#history.endedBy(nowNs);
    this.samples = 0;
    for (let window = Math.max(0, end - MOST_WINDOWS); window < end; window++) {
      const known = this.#sortWindow(side, window, venues, queue, count);
      if (known === 0) continue;
      this.#window[this.samples] = window;
      this.#median[this.samples++] = this.#whose[(known - 1) >> 1]!;
    }
    for (let i = 0; i < count; i++) this.#takeVenue(side, venues[i]!, queue[i]!, i, count);
  }

  /** Sorts what is known of a window; returns of how many venues. */
  #sortWindow(
    side: Side,
    window: number,
    venues: Uint16Array,
    queue: Float64Array,
    count: number,
  ): number {
    let known = 0;
    for (let i = 0; i < count; i++) {
      const shares = this.#history.outflow(side, window, venues[i]!, queue[i]!);
      if (!hasPrice(shares)) continue;
      let slot = known++;
      for (; slot > 0 && this.#sorted[slot - 1]! > shares; slot--) {
        this.#sorted[slot] = this.#sorted[slot - 1]!;
        this.#whose[slot] = this.#whose[slot - 1]!;
      }
      this.#sorted[slot] = shares;
      this.#whose[slot] = venues[i]!;
    }
    return known;
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
        ? this.#history.outflow(side, window, this.#median[sample]!, queue)
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
    for (let window = Math.max(0, end - MOST_WINDOWS); window < end; window++) {
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
