/**
 * Simulated savings whose true mean, zero, and long-run variance are known.
 *
 * @module
 */

import type { Starts } from "../../../src/analysis/statistics/starts.ts";
import type { Random } from "../../../src/market/random.ts";

/** A draw from the standard normal distribution (Box & Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** AR(1) with innovations of variance 1, begun in its stationary state: its long-run variance is 1/(1−φ)². */
export function autoregressive(length: number, phi: number, random: Random): Float64Array {
  let value = normal(random) / Math.sqrt(1 - phi * phi);
  return Float64Array.from({ length }, () => {
    const current = value;
    value = phi * value + normal(random);
    return current;
  });
}

/** Savings of orders that overlap: sums of `overlap` of a market's moves, one further a start. */
export function overlapping(length: number, overlap: number, random: Random): Float64Array {
  const moves = Float64Array.from({ length: length + overlap }, () => normal(random));
  return Float64Array.from(
    { length },
    (_, i) => moves.subarray(i, i + overlap).reduce((sum, move) => sum + move, 0),
  );
}

/** A start a value, equally weighted. */
export function startsOf(values: ArrayLike<number>): Starts {
  return {
    length: values.length,
    weightedSum: Float64Array.from(values),
    weight: new Float64Array(values.length).fill(1),
  };
}

/** Independent draws of Student's t of three degrees of freedom: heavy tails. */
export function heavyTailed(length: number, random: Random): Float64Array {
  return Float64Array.from({ length }, () => {
    const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2;
    return normal(random) / Math.sqrt(squares / 3);
  });
}
