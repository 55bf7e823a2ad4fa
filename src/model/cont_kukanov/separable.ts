/** Exact solutions of the problems that come apart by place. @module */

import { restAt, TAKE } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";

/** Gains of a share that differ by no more, as a part of λ_u + θ + λ_o, are the same. */
const SAME_GAIN = 1e-9;

/**
 * Solves the problems in which nothing has to fill too much, exactly: those that may send S shares at most,
 * and those of one venue, where to send more than S is never better, as what fills too much costs more than
 * it earns (A2). With M + ΣL_k ≤ S the cost is (λ_u + θ)·S and a convex function of each place's shares,
 * added up: a share goes where it gains most, until there are S of them or none gains. A share taken gains
 * λ_u + θ less its impact and what its rung of the ladder costs; the j-th at a venue gains
 * (h + r + λ_u + θ)·P(reach ≥ j) less its impact.
 *
 * What does not depend on the penalties is prepared once for all of them.
 */
export class Separable {
  #places = 0;
  /** Most shares to send. */
  #budget = 0;
  /** Where the steps of a place begin, one entry more than there are places. */
  #stepsOf = new Uint32Array(16);
  // By step of a place, within which every share gains the same: its shares, and what one costs (taken), or
  // how likely it fills (at rest).
  #shares = new Float64Array(64);
  #figure = new Float64Array(64);
  #steps = 0;
  // By place: the step of the next share, what it would gain, and what the last one sent there gained.
  #step = new Uint32Array(16);
  #nextGain = new Float64Array(16);
  #lastGain = new Float64Array(16);
  #sorted = new Float64Array(0);

  /** Takes over what a problem has beside its penalties; `false` if it is none of those. */
  load(mean: SampleMean): boolean {
    const { venues, quantity, budget } = mean;
    if (venues > 1 && budget > quantity) return false;
    this.#places = venues + 1;
    this.#budget = Math.min(quantity, budget);
    this.#reserve(mean);
    this.#steps = 0;
    this.#addTaking(mean);
    for (let venue = 0; venue < venues; venue++) this.#addResting(mean, venue);
    this.#stepsOf[this.#places] = this.#steps;
    return true;
  }

  #reserve({ venues, samples, problem: { ladder } }: SampleMean): void {
    if (this.#step.length <= venues) {
      this.#stepsOf = new Uint32Array(2 * venues + 2);
      this.#step = new Uint32Array(2 * venues + 1);
      this.#nextGain = new Float64Array(2 * venues + 1);
      this.#lastGain = new Float64Array(2 * venues + 1);
    }
    const steps = venues * (samples + 1) + (ladder?.shares.length ?? 1);
    if (this.#shares.length < steps) {
      this.#shares = new Float64Array(2 * steps);
      this.#figure = new Float64Array(2 * steps);
    }
    if (this.#sorted.length !== samples) this.#sorted = new Float64Array(samples);
  }

  #addTaking({ most, problem: { ladder, halfSpread, takeFee } }: SampleMean): void {
    this.#stepsOf[TAKE] = this.#steps;
    if (ladder === undefined) return this.#add(most[TAKE]!, halfSpread + takeFee);
    let below = 0;
    for (let rung = 0; rung < ladder.shares.length && below < most[TAKE]!; rung++) {
      const upTo = Math.min(most[TAKE]!, ladder.shares[rung]!);
      this.#add(upTo - below, ladder.cost[rung]!);
      below = upTo;
    }
  }

  #addResting({ samples, reach, most }: SampleMean, venue: number): void {
    this.#stepsOf[restAt(venue)] = this.#steps;
    const sorted = this.#sorted;
    for (let sample = 0; sample < samples; sample++) sorted[sample] = reach[venue * samples + sample]!;
    sorted.sort();
    let below = 0;
    for (let sample = 0; sample < samples; sample++) {
      this.#add(sorted[sample]! - below, (samples - sample) / samples);
      below = sorted[sample]!;
    }
    this.#add(most[restAt(venue)]! - below, 0);
  }

  #add(shares: number, figure: number): void {
    if (!(shares > 0)) return;
    this.#shares[this.#steps] = shares;
    this.#figure[this.#steps++] = figure;
  }

  /**
   * Writes the best decision at the penalties that the objective has now.
   *
   * @param mean the problem taken over last.
   * @returns whether it is the only one, but for rounding: `false` where another is as good.
   */
  solve(mean: SampleMean, decision: Float64Array): boolean {
    const same = SAME_GAIN * (mean.under + mean.over);
    decision.fill(0);
    for (let place = 0; place < this.#places; place++) {
      this.#step[place] = this.#stepsOf[place]!;
      this.#lastGain[place] = Infinity;
      this.#nextGain[place] = this.#gain(mean, place);
    }
    let left = this.#budget;
    while (left > 0) {
      const place = this.#steepest();
      const gain = this.#nextGain[place]!;
      if (!(gain > same)) break;
      const step = this.#step[place]!;
      const shares = Math.min(left, this.#shares[step]!);
      decision[place]! += shares;
      left -= shares;
      this.#lastGain[place] = gain;
      if (shares < this.#shares[step]!) break;
      this.#step[place] = step + 1;
      this.#nextGain[place] = this.#gain(mean, place);
    }
    return this.#isOnly(left, same);
  }

  /** What the next share gains at a place; `-Infinity` where there is room for none. */
  #gain({ credit, impact, under }: SampleMean, place: number): number {
    const step = this.#step[place]!;
    if (step === this.#stepsOf[place + 1]!) return -Infinity;
    const figure = this.#figure[step]!;
    const worth = place === TAKE ? under - figure : (credit[place]! + under) * figure;
    return worth - impact[place]!;
  }

  /** The place where the next share gains most. */
  #steepest(): number {
    let best = 0;
    for (let place = 1; place < this.#places; place++) {
      if (this.#nextGain[place]! > this.#nextGain[best]!) best = place;
    }
    return best;
  }
  /** Whether a share more and a share elsewhere would lose; one less would, as each gained. */
  #isOnly(left: number, same: number): boolean {
    for (let place = 0; place < this.#places; place++) {
      if (left > 0 && this.#nextGain[place]! >= -same) return false;
      for (let other = 0; other < this.#places; other++) {
        if (other !== place && this.#nextGain[other]! >= this.#lastGain[place]! - same) return false;
      }
    }
    return true;
  }
}
