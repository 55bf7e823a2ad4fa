/** Weighted means that can be pooled. @module */

/** A mean that can be pooled with others. */
export interface WeightedMean {
  /** `null` where nothing was measured. */
  readonly mean: number | null;
  /** What was measured, in the unit of the weights: shares, for one. */
  readonly weight: number;
}

/**
 * Adds values up to a mean.
 *
 * @example
 * ```ts
 * import { MeanSum } from "./weighted_mean.ts";
 * import { assertEquals } from "@std/assert";
 * const sum = new MeanSum();
 * assertEquals(sum.finish(), { mean: null, weight: 0 });
 * sum.add(2, 300);
 * sum.add(6, 100);
 * assertEquals(sum.finish(), { mean: 3, weight: 400 });
 * ```
 */
export class MeanSum {
  #sum = 0;
  #weight = 0;

  /** A value of zero weight counts for nothing. */
  add(value: number, weight: number): void {
    this.#sum += value * weight;
    this.#weight += weight;
  }

  finish(): WeightedMean {
    return { mean: this.#weight > 0 ? this.#sum / this.#weight : null, weight: this.#weight };
  }
}

/** The mean of all that went into several. */
export function poolMeans(means: Iterable<WeightedMean>): WeightedMean {
  const sum = new MeanSum();
  for (const { mean, weight } of means) if (mean !== null) sum.add(mean, weight);
  return sum.finish();
}
