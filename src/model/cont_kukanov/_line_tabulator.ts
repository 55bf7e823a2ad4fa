/** Tabulates what decisions on a line cost, of all samples at once. @module */

import type { DistinctSamples } from "./_distinct_samples.ts";
import { restAt, TAKE, takingCost } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";
import { sortPairs } from "./_sort_pairs.ts";
import { knownImpact, type LineTable } from "./_station.ts";

/** A stretch of the line through a decision, {decision + t·direction} for t from `low` to `high`. */
interface Stretch {
  readonly direction: Float64Array;
  readonly low: number;
  readonly high: number;
}

/** Fills in {@linkcode LineTable}s; its columns are used again. */
export class LineTabulator {
  // By turn of the slope: where, by how much the slopes of what is earned, missed and filled too much turn, and
  // whether V may turn up there.
  #at = new Float64Array(256);
  #turn = new Float64Array(256);
  #earned = new Float64Array(256);
  #missed = new Float64Array(256);
  #excess = new Float64Array(256);
  #isUp = new Uint8Array(256);
  #turns = 0;
  #same = 0;
  // Of one sample: how its fills change up to where the stretch begins, their slope there, and where the places
  // that move turn, by rising step.
  #change = 0;
  #fillSlope = 0;
  #kinkAt = new Float64Array(16);
  #kinkPlace = new Int32Array(16);
  // What is earned, missed and filled too much where the walk along the line is, less what it is at the decision,
  // summed over the samples; and the slopes of these.
  #sum = { earned: 0, missed: 0, excess: 0 };
  #slope = { earned: 0, missed: 0, excess: 0 };

  /** @param filled A(X, ξ) of every sample at the decision. */
  fill(
    table: LineTable,
    mean: SampleMean,
    distinct: DistinctSamples,
    decision: Float64Array,
    filled: Float64Array,
    stretch: Stretch,
  ): void {
    this.#begin(mean);
    for (let i = 0; i < distinct.count; i++) {
      this.#follow(mean, distinct, decision, filled[i]!, i, stretch);
    }
    this.#addRungs(mean, decision, stretch);
    this.#walk(table, mean, decision, stretch);
  }

  #begin({ venues, samples, same, problem: { ladder } }: SampleMean): void {
    this.#turns = 0;
    this.#same = same;
    this.#sum = { earned: 0, missed: 0, excess: 0 };
    this.#slope = { earned: 0, missed: 0, excess: 0 };
    const most = samples * (2 * venues + 1) + (ladder?.shares.length ?? 0);
    if (this.#at.length < most) {
      this.#at = new Float64Array(2 * most);
      this.#turn = new Float64Array(2 * most);
      this.#earned = new Float64Array(2 * most);
      this.#missed = new Float64Array(2 * most);
      this.#excess = new Float64Array(2 * most);
      this.#isUp = new Uint8Array(2 * most);
    }
    if (this.#kinkAt.length < venues) {
      this.#kinkAt = new Float64Array(2 * venues);
      this.#kinkPlace = new Int32Array(2 * venues);
    }
  }

  #add(at: number, earned: number, missed: number, excess: number, isUp: 0 | 1): void {
    const i = this.#turns++;
    // Sums of fractions carry rounding, and steps are whole.
    const whole = Math.round(at);
    this.#at[i] = Math.abs(at - whole) <= this.#same ? whole : at;
    this.#turn[i] = i;
    this.#earned[i] = earned;
    this.#missed[i] = missed;
    this.#excess[i] = excess;
    this.#isUp[i] = isUp;
  }

  /** Adds what a sample comes to where the stretch begins, and its turns from there on. */
  #follow(
    mean: SampleMean,
    distinct: DistinctSamples,
    decision: Float64Array,
    filled: number,
    sample: number,
    stretch: Stretch,
  ): void {
    const { credit, quantity } = mean;
    const { direction, low, high } = stretch;
    const weight = distinct.weight[sample]!;
    const kinks = this.#findKinks(mean, distinct, decision, sample, stretch);
    let fillSlope = this.#fillSlope;
    let excess = filled + this.#change - quantity;
    let isLong = excess > 0 || (excess === 0 && fillSlope > 0);
    if (isLong) this.#slope.excess += weight * fillSlope;
    else this.#slope.missed -= weight * fillSlope;
    this.#sum.excess += weight * (Math.max(0, excess) - Math.max(0, filled - quantity));
    this.#sum.missed += weight * (Math.max(0, -excess) - Math.max(0, quantity - filled));
    let from = low;
    for (let i = 0; i <= kinks; i++) {
      const to = i < kinks ? this.#kinkAt[i]! : high;
      const next = excess + fillSlope * (to - from);
      if (isLong ? next < 0 : next > 0) {
        const turn = weight * Math.abs(fillSlope);
        this.#add(from - excess / fillSlope, 0, turn, turn, 1);
        isLong = !isLong;
      }
      if (i === kinks) break;
      const place = this.#kinkPlace[i]!;
      const turn = -weight * Math.abs(direction[place]!);
      fillSlope -= Math.abs(direction[place]!);
      // A sample that fills too much loses λ_o and earns less: V turns down.
      this.#add(to, turn * credit[place]!, isLong ? 0 : -turn, isLong ? turn : 0, isLong ? 0 : 1);
      excess = next;
      from = to;
    }
  }

  /**
   * Finds where the fills of a sample turn within the stretch, and returns how often; also how they change up to
   * where it begins, and their slope there. What they earn is added up.
   */
  #findKinks(
    { venues, credit }: SampleMean,
    { count, reach, weight }: DistinctSamples,
    decision: Float64Array,
    sample: number,
    { direction, low, high }: Stretch,
  ): number {
    let change = low * direction[TAKE]!;
    let slope = direction[TAKE]!;
    let kinks = 0;
    for (let venue = 0; venue < venues; venue++) {
      const place = restAt(venue);
      const step = direction[place]!;
      if (step === 0) continue;
      const resting = decision[place]!;
      const reached = reach[venue * count + sample]!;
      const own = Math.min(resting + low * step, reached) - Math.min(resting, reached);
      change += own;
      this.#sum.earned += weight[sample]! * credit[place]! * own;
      const at = (reached - resting) / step;
      if (step > 0 ? at > low : at <= low) {
        slope += step;
        this.#slope.earned += weight[sample]! * credit[place]! * step;
      }
      if (at <= low || at >= high) continue;
      let slot = kinks++;
      for (; slot > 0 && this.#kinkAt[slot - 1]! > at; slot--) {
        this.#kinkAt[slot] = this.#kinkAt[slot - 1]!;
        this.#kinkPlace[slot] = this.#kinkPlace[slot - 1]!;
      }
      this.#kinkAt[slot] = at;
      this.#kinkPlace[slot] = place;
    }
    this.#change = change;
    this.#fillSlope = slope;
    return kinks;
  }

  /** Where a market order passes a rung V turns up. */
  #addRungs({ problem: { ladder } }: SampleMean, decision: Float64Array, stretch: Stretch): void {
    const { direction, low, high } = stretch;
    const step = direction[TAKE]!;
    if (ladder === undefined || step === 0) return;
    for (let rung = 0; rung + 1 < ladder.shares.length; rung++) {
      const at = (ladder.shares[rung]! - decision[TAKE]!) / step;
      if (at > low && at < high) this.#add(at, 0, 0, 0, 1);
    }
  }

  #walk(table: LineTable, mean: SampleMean, decision: Float64Array, stretch: Stretch): void {
    const sum = this.#sum;
    const slope = this.#slope;
    let from = stretch.low;
    let last = -Infinity;
    const goTo = (at: number): void => {
      sum.earned += slope.earned * (at - from);
      sum.missed += slope.missed * (at - from);
      sum.excess += slope.excess * (at - from);
      from = at;
    };
    const note = (): void => {
      if (from <= last) return;
      last = from;
      const { money, sent } = changeBy(mean, decision, stretch.direction, from);
      table.add(from, money - sum.earned / mean.samples, sent, sum.missed, sum.excess);
    };
    table.begin(stretch.direction);
    note();
    sortPairs(this.#at, this.#turn, this.#turns);
    for (let i = 0; i < this.#turns;) {
      const at = this.#at[i]!;
      // Steps are whole: of a turn between two of them these are the lowest.
      if (Math.floor(at) > from) {
        goTo(Math.floor(at));
        if (at !== from) note();
      }
      goTo(at);
      let isUp = false;
      for (; i < this.#turns && this.#at[i] === at; i++) {
        const turn = this.#turn[i]!;
        slope.earned += this.#earned[turn]!;
        slope.missed += this.#missed[turn]!;
        slope.excess += this.#excess[turn]!;
        if (this.#isUp[turn] === 1) isUp = true;
      }
      const next = i < this.#turns ? this.#at[i]! : stretch.high;
      if (Number.isInteger(at)) {
        if (isUp) note();
      } else if (Math.ceil(at) <= next) {
        goTo(Math.ceil(at));
        note();
      }
    }
    goTo(stretch.high);
    note();
  }
}

/** What a step adds to the money for taking and by known impact, and to the shares that θ is paid for. */
function changeBy(
  mean: SampleMean,
  decision: Float64Array,
  direction: Float64Array,
  step: number,
): { money: number; sent: number } {
  const { problem, venues } = mean;
  let money = 0;
  let sent = 0;
  if (direction[TAKE] !== 0) {
    const taken = decision[TAKE]!;
    money = takingCost(problem, Math.min(mean.most[TAKE]!, taken + step * direction[TAKE]!)) -
      takingCost(problem, taken);
  }
  for (let place = 0; place <= venues; place++) {
    sent += step * direction[place]!;
    money += knownImpact(mean, place) * step * direction[place]!;
  }
  return { money, sent: problem.impact === undefined ? sent : 0 };
}
