/** The lowest point of V on a line. @module */

import { TAKE } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";
import { Turns } from "./_turns.ts";

/**
 * Finds the lowest point of V on a line through a decision, exactly: along any direction V is piecewise
 * linear, though not convex. Its slope turns where a limit order grows past what a sample fills, where a
 * sample's shares pass the order, and where a market order passes a rung of the ladder. Time is about in
 * O(N·m²) for N samples and m places that move, which are one or two as a rule.
 */
export class LineSearch {
  #turns = new Turns();
  /** Places of the decision that move. */
  #moving = new Uint32Array(16);
  /** Turns of one sample's fills, by rising step: where, and the turn of the slopes of A and of V. */
  #kinkAt = new Float64Array(16);
  #kinkFill = new Float64Array(16);
  #kinkEarn = new Float64Array(16);

  /** V at the step that `search` returned, less V at the decision. */
  gain = 0;

  /**
   * The step t in [low, high] at which V(X + t·direction) is lowest; the caller keeps all of the line
   * within the bounds.
   *
   * @param filled A(X, ξ) of every sample.
   */
  search(
    mean: SampleMean,
    decision: Float64Array,
    filled: Float64Array,
    direction: Float64Array,
    low: number,
    high: number,
  ): number {
    const moving = this.#collectMoving(mean, direction);
    // A sample's fills turn once for each place that moves, and pass S between any two turns.
    const most = mean.samples * (2 * moving + 1) + (mean.problem.ladder?.shares.length ?? 0);
    this.#turns.begin(low, high, most);
    const slope = this.#startSlope(mean, decision, direction, low, high) +
      this.#collectTurns(mean, decision, filled, direction, moving, low, high);
    const step = this.#turns.lowest(slope);
    this.gain = this.#turns.gain / mean.samples;
    return step;
  }

  #collectMoving({ venues }: SampleMean, direction: Float64Array): number {
    if (this.#moving.length <= venues) {
      this.#moving = new Uint32Array(2 * venues + 1);
      this.#kinkAt = new Float64Array(2 * venues + 1);
      this.#kinkFill = new Float64Array(2 * venues + 1);
      this.#kinkEarn = new Float64Array(2 * venues + 1);
    }
    let moving = 0;
    for (let venue = 0; venue < venues; venue++) {
      if (direction[venue + 1] !== 0) this.#moving[moving++] = venue;
    }
    return moving;
  }

  /** Slope at `low` of what does not depend on the sample: taking, and θ. Summed over N, as all slopes here. */
  #startSlope(
    { venues, samples, impact, problem }: SampleMean,
    decision: Float64Array,
    direction: Float64Array,
    low: number,
    high: number,
  ): number {
    let shown = 0;
    for (let place = 0; place <= venues; place++) shown += impact[place]! * direction[place]!;
    const step = direction[TAKE]!;
    if (step === 0) return samples * shown;
    const { ladder } = problem;
    if (ladder === undefined) return samples * (shown + step * (problem.halfSpread + problem.takeFee));
    const { shares, cost } = ladder;
    // The rung that the line begins on: the first it has yet to leave upwards, or to reach downwards.
    let start = step > 0 ? shares.length - 1 : 0;
    for (let rung = 0; rung + 1 < shares.length; rung++) {
      const at = (shares[rung]! - decision[TAKE]!) / step;
      if (at <= low) continue;
      start = step > 0 ? Math.min(start, rung) : rung + 1;
      if (at < high) this.#turns.add(at, samples * Math.abs(step) * (cost[rung + 1]! - cost[rung]!));
    }
    return samples * (shown + step * (cost[start] ?? 0));
  }

  /** Slope at `low` of what does depend on it. */
  #collectTurns(
    mean: SampleMean,
    decision: Float64Array,
    filled: Float64Array,
    direction: Float64Array,
    moving: number,
    low: number,
    high: number,
  ): number {
    const { samples, reach, credit, quantity, under, over } = mean;
    const taking = direction[TAKE]!;
    const penalty = under + over;
    const kinkAt = this.#kinkAt;
    const kinkFill = this.#kinkFill;
    const kinkEarn = this.#kinkEarn;
    let startSlope = 0;
    for (let sample = 0; sample < samples; sample++) {
      let amount = filled[sample]! + low * taking;
      let fillSlope = taking;
      let earnSlope = 0;
      let kinks = 0;
      for (let i = 0; i < moving; i++) {
        const venue = this.#moving[i]!;
        const step = direction[venue + 1]!;
        const resting = decision[venue + 1]!;
        const reached = reach[venue * samples + sample]!;
        const start = resting + low * step;
        amount += (start < reached ? start : reached) - (resting < reached ? resting : reached);
        const at = (reached - resting) / step;
        const growing = step > 0;
        if (growing ? at > low : at <= low) {
          fillSlope += step;
          earnSlope += step * credit[venue + 1]!;
        }
        if (at <= low || at >= high) continue;
        const turn = growing ? -step : step;
        let slot = kinks++;
        while (slot > 0 && kinkAt[slot - 1]! > at) {
          kinkAt[slot] = kinkAt[slot - 1]!;
          kinkFill[slot] = kinkFill[slot - 1]!;
          kinkEarn[slot] = kinkEarn[slot - 1]!;
          slot--;
        }
        kinkAt[slot] = at;
        kinkFill[slot] = turn;
        kinkEarn[slot] = turn * credit[venue + 1]!;
      }
      let excess = amount - quantity;
      let above = excess > 0 || (excess === 0 && fillSlope > 0);
      startSlope += (above ? over : -under) * fillSlope - earnSlope;
      let from = low;
      for (let i = 0; i <= kinks; i++) {
        const to = i < kinks ? kinkAt[i]! : high;
        const next = excess + fillSlope * (to - from);
        if (above ? next < 0 : next > 0) {
          this.#turns.add(from - excess / fillSlope, penalty * Math.abs(fillSlope));
          above = !above;
        }
        if (i === kinks) break;
        fillSlope += kinkFill[i]!;
        this.#turns.add(to, (above ? over : -under) * kinkFill[i]! - kinkEarn[i]!);
        excess = next;
        from = to;
      }
    }
    return startSlope;
  }
}
