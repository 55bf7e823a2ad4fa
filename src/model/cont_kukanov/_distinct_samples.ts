/** The samples of a problem, each kind once. @module */

import { RowIndex } from "./_row_index.ts";
import type { SampleMean } from "./sample_mean.ts";
import { restAt, TAKE } from "./model.ts";

/**
 * The samples of a problem without repetition, each with its number: what lies behind the queues of all
 * venues, up to what may rest there, is often the same in many, as where nothing reaches an order, or all of
 * it.
 */
export class DistinctSamples {
  /** Number of samples that differ. */
  count = 0;
  /** By sample: how many it stands for. */
  weight = new Float64Array(0);
  /** Venue by venue, a run of them: as `SampleMean.reach`. */
  reach = new Float64Array(0);
  #index = new RowIndex();

  load({ venues, samples, reach }: SampleMean): void {
    if (this.weight.length < samples) this.weight = new Float64Array(samples);
    if (this.reach.length < venues * samples) this.reach = new Float64Array(venues * samples);
    this.weight.fill(0);
    this.#index.begin(venues);
    const row = new Float64Array(venues);
    for (let sample = 0; sample < samples; sample++) {
      for (let venue = 0; venue < venues; venue++) row[venue] = reach[venue * samples + sample]!;
      this.weight[this.#index.indexOf(row)]!++;
    }
    this.count = this.#index.count;
    for (let venue = 0; venue < venues; venue++) {
      for (let i = 0; i < this.count; i++) this.reach[venue * this.count + i] = this.#index.at(i, venue);
    }
  }

  /** Writes A(X, ξ) of every sample. */
  fill(decision: Float64Array, filled: Float64Array): void {
    const { count, reach } = this;
    for (let i = 0; i < count; i++) filled[i] = decision[TAKE]!;
    for (let venue = 0; restAt(venue) < decision.length; venue++) {
      const resting = decision[restAt(venue)]!;
      if (resting === 0) continue;
      for (let i = 0; i < count; i++) filled[i]! += Math.min(resting, reach[venue * count + i]!);
    }
  }
}
