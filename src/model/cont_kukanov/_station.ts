/** Decisions that descents come by, and the lines that lead from one to others. @module */

import { Forms } from "./_forms.ts";
import { restAt, TAKE, takingCost, takingSlopes } from "./model.ts";
import type { DistinctSamples } from "./_distinct_samples.ts";
import type { SampleMean } from "./sample_mean.ts";

/** The place of a move in which none has a share more, or none has one less. */
export const NO_PLACE = -1;

/**
 * A decision, and what it costs with a share more, less or elsewhere: {@linkcode Slopes} before any penalty
 * is known. What is found out about it for some penalties holds for all.
 */
export class Station {
  readonly decision: Float64Array;
  /** The decision's cost, alone. */
  readonly cost = new Forms();
  /** Slopes of the moves that the bounds allow, in the order of {@linkcode Slopes}. */
  readonly slopes = new Forms();
  /** By move: the place with a share more, and the one with a share less. */
  readonly to: Int16Array;
  readonly from: Int16Array;
  /** Lines by move, then those of wide moves, as far as they were asked for; `null` is a line without length. */
  readonly lines: (LineTable | null | undefined)[] = [];
  /** By kick: the decision that it makes of this one. */
  readonly kicked: (Station | undefined)[] = [];
  /** The descent that came by last, and where it ended. */
  visit = 0;
  end: Station = this;
  // By place: samples that fill more with a share more there, and those of them that miss shares; samples that
  // fill less with a share less there, and those of them that fill too much.
  #growing: Uint32Array;
  #growingShort: Uint32Array;
  #shrinking: Uint32Array;
  #shrinkingLong: Uint32Array;
  /** At to·(K + 1) + from: samples that fill exactly the order, before and after. */
  #staying: Uint32Array;

  constructor(places: number) {
    this.decision = new Float64Array(places);
    this.to = new Int16Array(places * (places + 1));
    this.from = new Int16Array(places * (places + 1));
    this.#growing = new Uint32Array(places);
    this.#growingShort = new Uint32Array(places);
    this.#shrinking = new Uint32Array(places);
    this.#shrinkingLong = new Uint32Array(places);
    this.#staying = new Uint32Array(places * places);
  }

  /**
   * Looks at a decision.
   *
   * @param filled A(X, ξ) of every sample.
   */
  measure(
    mean: SampleMean,
    distinct: DistinctSamples,
    decision: Float64Array,
    filled: Float64Array,
  ): void {
    this.decision.set(decision);
    this.lines.fill(undefined);
    this.kicked.fill(undefined);
    this.visit = 0;
    this.cost.clear();
    this.slopes.clear();
    this.#price(mean, distinct, filled);
    this.#count(mean, distinct, filled);
    this.#addMoves(mean);
  }

  #price(mean: SampleMean, { count, reach, weight }: DistinctSamples, filled: Float64Array): void {
    const { venues, samples, credit, quantity, problem } = mean;
    const { decision } = this;
    let sent = decision[TAKE]!;
    let money = takingCost(problem, sent) + knownImpact(mean, TAKE) * sent;
    for (let venue = 0; venue < venues; venue++) {
      const resting = decision[restAt(venue)]!;
      if (resting === 0) continue;
      let fills = 0;
      for (let i = 0; i < count; i++) fills += weight[i]! * Math.min(resting, reach[venue * count + i]!);
      sent += resting;
      money += knownImpact(mean, restAt(venue)) * resting - credit[restAt(venue)]! * fills / samples;
    }
    let missed = 0;
    let excess = 0;
    for (let i = 0; i < count; i++) {
      missed += weight[i]! * Math.max(0, quantity - filled[i]!);
      excess += weight[i]! * Math.max(0, filled[i]! - quantity);
    }
    this.cost.add(money, problem.impact === undefined ? sent : 0, missed, excess);
  }

  #count(
    { venues, samples, quantity, same }: SampleMean,
    { count, reach, weight }: DistinctSamples,
    filled: Float64Array,
  ): void {
    const places = venues + 1;
    this.#growing.fill(0);
    this.#growingShort.fill(0);
    this.#shrinking.fill(0);
    this.#shrinkingLong.fill(0);
    this.#staying.fill(0);
    this.#growing[TAKE] = this.#shrinking[TAKE] = samples;
    const spare = (place: number, i: number): number =>
      place === TAKE ? Infinity : reach[(place - restAt(0)) * count + i]! - this.decision[place]!;
    for (let i = 0; i < count; i++) {
      const excess = filled[i]! - quantity;
      const isShort = excess < -same;
      const isLong = excess > same;
      if (isShort) this.#growingShort[TAKE]! += weight[i]!;
      if (isLong) this.#shrinkingLong[TAKE]! += weight[i]!;
      for (let place = restAt(0); place < places; place++) {
        if (spare(place, i) > same) {
          this.#growing[place]! += weight[i]!;
          if (isShort) this.#growingShort[place]! += weight[i]!;
        }
        if (spare(place, i) >= -same) {
          this.#shrinking[place]! += weight[i]!;
          if (isLong) this.#shrinkingLong[place]! += weight[i]!;
        }
      }
      if (isShort || isLong) continue;
      for (let to = 0; to < places; to++) {
        if (!(spare(to, i) > same)) continue;
        for (let from = 0; from < places; from++) {
          if (spare(from, i) >= -same) this.#staying[to * places + from]! += weight[i]!;
        }
      }
    }
  }

  #addMoves(mean: SampleMean): void {
    const places = mean.venues + 1;
    let sent = 0;
    for (let place = 0; place < places; place++) sent += this.decision[place]!;
    const hasBudget = sent < mean.budget - mean.same;
    for (let place = 0; place < places; place++) {
      if (this.#canGrow(mean, place) && hasBudget) this.#addMove(mean, place, NO_PLACE);
      if (this.#canShrink(mean, place)) this.#addMove(mean, NO_PLACE, place);
    }
    for (let to = 0; to < places; to++) {
      if (!this.#canGrow(mean, to)) continue;
      for (let from = 0; from < places; from++) {
        if (from !== to && this.#canShrink(mean, from)) this.#addMove(mean, to, from);
      }
    }
  }

  #canGrow({ most, same }: SampleMean, place: number): boolean {
    return this.decision[place]! < most[place]! - same;
  }

  #canShrink({ same }: SampleMean, place: number): boolean {
    return this.decision[place]! > same;
  }

  #addMove(mean: SampleMean, to: number, from: number): void {
    const { samples, credit, problem, same } = mean;
    const taking = takingSlopes(problem, this.decision[TAKE]!, same);
    let money = 0;
    let sent = 0;
    let missed = 0;
    let excess = 0;
    if (to !== NO_PLACE) {
      const growing = this.#growing[to]!;
      const short = this.#growingShort[to]!;
      money += knownImpact(mean, to) + (to === TAKE ? taking.up : -credit[to]! * growing / samples);
      sent++;
      missed -= short;
      excess += growing - short;
    }
    if (from !== NO_PLACE) {
      const shrinking = this.#shrinking[from]!;
      const long = this.#shrinkingLong[from]!;
      money += (from === TAKE ? taking.down : credit[from]! * shrinking / samples) - knownImpact(mean, from);
      sent--;
      missed += shrinking - long;
      excess -= long;
    }
    if (to !== NO_PLACE && from !== NO_PLACE) {
      // A sample that fills exactly the order, and in which one place grows and the other shrinks, stays so.
      const staying = this.#staying[to * (mean.venues + 1) + from]!;
      missed -= staying;
      excess -= staying;
    }
    this.to[this.slopes.count] = to;
    this.from[this.slopes.count] = from;
    this.slopes.add(money, problem.impact === undefined ? sent : 0, missed, excess);
  }
}

/**
 * V on a line through a decision, at the whole steps at which it can be lowest at some penalties: both ends, and
 * wherever its slope may turn up. `LineSearch` finds the lowest of them for penalties that are known.
 */
export class LineTable {
  /** By step, ascending: V there, less V at the decision. */
  readonly gains = new Forms();
  /** By step: t, and where it leads, if anyone went there. Both may be longer. */
  readonly at: number[] = [];
  readonly next: (Station | undefined)[] = [];
  /** Shares at each place that a step of 1 adds. */
  direction = new Float64Array(0);

  /** Makes it empty. */
  begin(direction: Float64Array): void {
    if (this.direction.length !== direction.length) this.direction = direction.slice();
    else this.direction.set(direction);
    this.gains.clear();
  }

  add(at: number, money: number, sent: number, missed: number, excess: number): void {
    this.at[this.gains.count] = at;
    this.next[this.gains.count] = undefined;
    this.gains.add(money, sent, missed, excess);
  }
}

/** What a share sent to a place costs by impact, where that does not depend on θ. */
export function knownImpact({ problem: { impact } }: SampleMean, place: number): number {
  return impact === undefined ? 0 : impact[place]!;
}
