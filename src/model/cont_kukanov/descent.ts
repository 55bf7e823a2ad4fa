import { LineSearch } from "./line_search.ts";
import { TAKE } from "./model.ts";
import type { SampleMean } from "./sample_mean.ts";
import { Slopes } from "./slopes.ts";

/** Slopes this near to zero, as a part of λ_u + θ + λ_o, go nowhere. */
export const FLAT = 1e-9;
/** The least gain that is worth a step, as a part of S·(λ_u + θ + λ_o): more than rounding makes. */
export const LEAST_GAIN = 1e-11;
/** The same in a rough descent. */
export const ROUGH_GAIN = 1e-7;

/** Steps to a stretch, for each place of the decision. */
const STRETCH = 2;

/** Options of {@linkcode Descent.descend}. */
export interface DescentOptions {
  /**
   * Whether to try moves of all limit orders together where no smaller one helps: they are as wide as the
   * table of venues, and the way out of local minima that nothing smaller leaves.
   *
   * @default true
   */
  together?: boolean;
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
    { together = true, rough = false }: DescentOptions = {},
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
      // Of one venue these are moves that were tried already.
      if (together && mean.venues > 1 && this.#moveTogether(mean, decision)) continue;
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

  #moveTogether(mean: SampleMean, decision: Float64Array): boolean {
    for (let way = 0; way < WAYS_TOGETHER; way++) {
      if (pointTogether(mean, decision, way, this.#direction) && this.#step(mean, decision)) return true;
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
    for (let place = 0; place <= mean.venues; place++) {
      if (direction[place] === 0) continue;
      const before = decision[place]!;
      decision[place] = Math.min(mean.most[place]!, Math.max(0, before + step * direction[place]!));
      mean.refill(this.#filled, place, before, decision[place]!);
    }
    return true;
  }
}

/** How many ways {@linkcode pointTogether} knows. */
export const WAYS_TOGETHER = 4;

/**
 * Points a direction to where the limit orders that there are, or all that there can be, grow by themselves
 * or against taking; `false` where there are none.
 */
export function pointTogether(
  mean: SampleMean,
  decision: Float64Array,
  way: number,
  direction: Float64Array,
): boolean {
  const every = way >= WAYS_TOGETHER / 2;
  direction[TAKE] = way % 2 === 0 ? 0 : -1;
  let moving = 0;
  for (let place = TAKE + 1; place <= mean.venues; place++) {
    const moves = mean.most[place]! > 0 && (every || decision[place]! > mean.same);
    direction[place] = moves ? 1 : 0;
    if (moves) moving++;
  }
  return moving > 0;
}

/** The steps in a direction that stay within the bounds; 0 is one of them. */
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
  return [low, high];
}
