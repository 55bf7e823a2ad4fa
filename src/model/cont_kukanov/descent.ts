/** Descent from one decision to a local minimum of V, by lines. @module */

import { LineSearch } from "./line_search.ts";
import type { SampleMean } from "./sample_mean.ts";
import { Slopes } from "./slopes.ts";
import { pointWide, wideMoves } from "./_wide_moves.ts";

/** Slopes this near to zero, as a part of λ_u + θ + λ_o, go nowhere. */
export const FLAT = 1e-9;
/** The least gain that is worth a step, as a part of S·(λ_u + θ + λ_o): more than rounding makes. */
export const LEAST_GAIN = 1e-11;
/** The same in a rough descent. */
export const ROUGH_GAIN = 1e-7;

/** Steps to a stretch, for each place of the decision. */
const STRETCH = 2;

/** Options of {@linkcode Descent.descend}. */
interface DescentOptions {
  /**
   * Whether to try wider moves where no smaller one helps (`pointWide`): the way out of local minima
   * that nothing smaller leaves.
   *
   * @default true
   */
  wide?: boolean;
  /**
   * Whether to stop as soon as a step gains next to nothing: near enough to compare one descent with
   * another. Steps that zigzag towards a corner can be many.
   *
   * @default false
   */
  rough?: boolean;
}

/**
 * Steepest descent along coordinates and exchanges of two, each step an exact line search over all of the
 * bounds: it passes by a near minimum of the line for a lower one beyond. Ends where no such move goes
 * downhill.
 */
export class Descent {
  /** The slopes at the decision that the last descent ended at. */
  readonly slopes = new Slopes();
  #line = new LineSearch();
  #filled = new Float64Array(0);
  #direction = new Float64Array(0);
  /** Where the current stretch of steps began. */
  #base = new Float64Array(0);
  #leastGain = 0;

  /**
   * Lowers V(decision), which must lie within the bounds, to a local minimum, and returns it.
   */
  descend(
    mean: SampleMean,
    decision: Float64Array,
    { wide = true, rough = false }: DescentOptions = {},
  ): number {
    if (this.#filled.length < mean.samples) this.#filled = new Float64Array(mean.samples);
    if (this.#direction.length !== mean.venues + 1) {
      this.#direction = new Float64Array(mean.venues + 1);
      this.#base = new Float64Array(mean.venues + 1);
    }
    const perShare = mean.under + mean.over;
    this.#leastGain = (rough ? ROUGH_GAIN : LEAST_GAIN) * mean.quantity * perShare;
    mean.fill(decision, this.#filled);
    this.#base.set(decision);
    for (let steps = 1;; steps++) {
      if (!mean.whole && steps % (STRETCH * (mean.venues + 1)) === 0) this.#goOn(mean, decision);
      this.slopes.measure(mean, decision, this.#filled);
      if (this.slopes.lowest < -FLAT * perShare && this.#follow(mean, decision)) continue;
      if (wide && this.#moveWide(mean, decision)) continue;
      return mean.value(decision, this.#filled);
    }
  }

  /** Takes the steepest move. */
  #follow(mean: SampleMean, decision: Float64Array): boolean {
    const { lowestTo, lowestFrom } = this.slopes;
    this.#direction.fill(0);
    if (lowestTo >= 0) this.#direction[lowestTo] = 1;
    if (lowestFrom >= 0) this.#direction[lowestFrom] = -1;
    return this.#step(mean, decision);
  }

  /** Goes on in the direction of the last stretch, which leads out of zigzags (Hooke & Jeeves 1961). */
  #goOn(mean: SampleMean, decision: Float64Array): void {
    for (let place = 0; place <= mean.venues; place++) {
      this.#direction[place] = decision[place]! - this.#base[place]!;
    }
    if (this.#direction.some((move) => move !== 0)) this.#step(mean, decision);
    this.#base.set(decision);
  }

  #moveWide(mean: SampleMean, decision: Float64Array): boolean {
    for (let move = 0; move < wideMoves(mean); move++) {
      if (pointWide(mean, decision, move, this.#direction) && this.#step(mean, decision)) return true;
    }
    return false;
  }

  /** Goes to the lowest point of the line, if that is worth it. */
  #step(mean: SampleMean, decision: Float64Array): boolean {
    const direction = this.#direction;
    const [low, high] = stretchOf(mean, decision, direction);
    if (!(low < high)) return false;
    const step = this.#line.search(mean, decision, this.#filled, direction, low, high);
    if (this.#line.gain > -this.#leastGain) return false;
    // Between whole steps V may turn where many places move; exchanges of two turn at whole ones.
    const whole = Math.round(step);
    const isWhole = Math.abs(step - whole) <= mean.same;
    if (mean.whole && !isWhole) return this.#stepWhole(mean, decision, step);
    this.#go(mean, decision, mean.whole ? whole : step);
    return true;
  }

  /** Takes one of the two whole steps about a step, if it gains; the lower one of the two if both do. */
  #stepWhole(mean: SampleMean, decision: Float64Array, step: number): boolean {
    const value = mean.value(decision, this.#filled);
    this.#go(mean, decision, Math.floor(step));
    const below = mean.value(decision, this.#filled);
    this.#go(mean, decision, 1);
    const above = mean.value(decision, this.#filled);
    if (below < above) this.#go(mean, decision, -1);
    if (Math.min(below, above) < value - this.#leastGain) return true;
    this.#go(mean, decision, -(below < above ? Math.floor(step) : Math.ceil(step)));
    return false;
  }

  #go(mean: SampleMean, decision: Float64Array, step: number): void {
    for (let place = 0; place <= mean.venues; place++) {
      const move = this.#direction[place]!;
      if (move === 0) continue;
      const before = decision[place]!;
      decision[place] = Math.min(mean.most[place]!, Math.max(0, before + step * move));
      mean.refill(this.#filled, place, before, decision[place]!);
    }
  }
}

/** The steps in a direction that stay within the bounds, in whole shares whole ones; 0 is one of them. */
export function stretchOf(
  mean: SampleMean,
  decision: Float64Array,
  direction: Float64Array,
): [low: number, high: number] {
  let low = -Infinity;
  let high = Infinity;
  let left = mean.budget;
  let rate = 0;
  for (let place = 0; place <= mean.venues; place++) {
    const shares = decision[place]!;
    const move = direction[place]!;
    left -= shares;
    rate += move;
    if (move === 0) continue;
    const toNone = -shares / move;
    const toMost = (mean.most[place]! - shares) / move;
    low = Math.max(low, Math.min(toNone, toMost));
    high = Math.min(high, Math.max(toNone, toMost));
  }
  if (rate > 0) high = Math.min(high, Math.max(0, left / rate));
  if (rate < 0) low = Math.max(low, Math.min(0, left / rate));
  return mean.whole ? [Math.ceil(low - mean.same), Math.floor(high + mean.same)] : [low, high];
}
