/** V where shares that would fill too much are declined: a convex function below V. @module */

import { restAt, TAKE, takingCost, takingSlopes } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";

/**
 * V where a fill may be anything up to min(L, (ξ − Q)⁺): shares that would fill too much are declined. For
 * a given decision it is best to fill greedily, venues with the highest rebate first, until the order is
 * full. The cost that is left is convex in the decision, and nowhere above V.
 */
export class Relaxation {
  /** A subgradient at the decision measured last, by place. */
  readonly slope: Float64Array;
  readonly #mean: SampleMean;
  /** Venues, the highest rebate first. */
  readonly #ranked: Uint32Array;
  /** By sample: shares that the order still has room for. */
  readonly #room: Float64Array;
  /** By sample: what a share of room more is worth. */
  readonly #worth: Float64Array;

  constructor(mean: SampleMean) {
    this.#mean = mean;
    this.slope = new Float64Array(mean.venues + 1);
    this.#room = new Float64Array(mean.samples);
    this.#worth = new Float64Array(mean.samples);
    const credit = mean.credit.subarray(restAt(0), restAt(mean.venues));
    this.#ranked = Uint32Array.from(credit.keys()).sort((a, b) => credit[b]! - credit[a]! || a - b);
  }

  /** The relaxed cost of a decision; leaves a subgradient in {@linkcode Relaxation.slope}. */
  measure(decision: Float64Array): number {
    const { samples, venues, quantity, under, impact, problem, credit, same } = this.#mean;
    const { slope } = this;
    const taken = decision[TAKE]!;
    this.#room.fill(quantity - taken);
    // While there is room, a share of it costs nothing: what is worth having fills.
    this.#worth.fill(0);
    let earned = 0;
    for (const venue of this.#ranked) earned += this.#fillVenue(venue, decision[restAt(venue)]!);
    slope.set(impact.subarray(0, venues + 1));
    let missed = 0;
    let displaced = 0;
    for (let sample = 0; sample < samples; sample++) {
      missed += this.#room[sample]!;
      displaced += this.#worth[sample]!;
    }
    // A share taken fills one, and takes the room of another. The slope downward: up, a ladder may end.
    slope[TAKE]! += displaced / samples - under - takingSlopes(problem, taken, same).down;
    let shown = impact[TAKE]! * taken;
    for (const venue of this.#ranked) {
      const resting = decision[restAt(venue)]!;
      shown += impact[restAt(venue)]! * resting;
      slope[restAt(venue)]! -= this.#marginalFill(venue, resting, credit[restAt(venue)]! + under) / samples;
    }
    return takingCost(problem, taken) + shown + (under * missed - earned) / samples;
  }

  /** Fills what a venue has room for; returns what that earns, summed over the samples. */
  #fillVenue(venue: number, resting: number): number {
    const { samples, reach, credit, under } = this.#mean;
    const room = this.#room;
    const run = venue * samples;
    const price = credit[restAt(venue)]!;
    let filled = 0;
    for (let sample = 0; sample < samples; sample++) {
      const left = room[sample]!;
      const offered = Math.min(resting, reach[run + sample]!);
      if (offered < left) {
        filled += offered;
        room[sample] = left - offered;
      } else if (offered > 0 && this.#worth[sample] === 0) {
        // This venue is the first without room enough: it is what a share more of room would be used for.
        filled += left;
        room[sample] = 0;
        this.#worth[sample] = price + under;
      }
    }
    return price * filled;
  }

  /** What a share more at a venue is worth, summed over the samples. */
  #marginalFill(venue: number, resting: number, price: number): number {
    const { samples, reach } = this.#mean;
    const run = venue * samples;
    let worth = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (resting < reach[run + sample]!) worth += Math.max(0, price - this.#worth[sample]!);
    }
    return worth;
  }
}
