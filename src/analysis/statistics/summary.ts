/** A sample of savings or shortfalls in a few numbers. @module */

import { checkSample } from "./_check_sample.ts";
import { quantile } from "./quantile.ts";

/**
 * A sample of orders in a few numbers, in the unit of its values: savings (positive is better) or
 * shortfalls (positive is worse), one value an order.
 */
export interface Summary {
  /** Orders. */
  readonly count: number;
  /** Weighted by the orders' notional: what a dollar traded saved or cost. */
  readonly weightedMean: number;
  /** Each order counts the same; so in all that follow. */
  readonly mean: number;
  readonly median: number;
  /** With n − 1; `null` for a single order. */
  readonly standardDeviation: number | null;
  /** By {@linkcode quantile}: of shortfalls, what one order in twenty exceeds. */
  readonly percentile95: number;
}

/** How a sample of savings splits by sign: shares of all orders, which sum to 1. */
interface Signs {
  /** Above zero. */
  readonly gained: number;
  /** Exactly zero: as a rule, orders that both strategies executed alike. */
  readonly tied: number;
  /** Below zero. */
  readonly lost: number;
}

/**
 * Sums a sample up.
 *
 * @param values one an order, finite.
 * @param weights one an order, positive: notional in any one unit.
 * @throws {RangeError} if there are no values, not as many weights, or any is out of range.
 *
 * @example
 * ```ts
 * import { summarise } from "./summary.ts";
 * import { assertEquals } from "@std/assert";
 * const { weightedMean, mean, median } = summarise([0, 1, 5], [8, 1, 1]);
 * assertEquals([weightedMean, mean, median], [0.6, 2, 1]);
 * ```
 */
export function summarise(values: ArrayLike<number>, weights: ArrayLike<number>): Summary {
  const count = values.length;
  if (count === 0) throw new RangeError("Cannot sum up nothing");
  checkSample(values, weights);
  let sum = 0;
  let weighted = 0;
  let weight = 0;
  for (let i = 0; i < count; i++) {
    sum += values[i]!;
    weighted += weights[i]! * values[i]!;
    weight += weights[i]!;
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  const sorted = Float64Array.from(values).sort();
  return {
    count,
    weightedMean: weighted / weight,
    mean,
    median: quantile(sorted, 0.5),
    standardDeviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
    percentile95: quantile(sorted, 0.95),
  };
}

/**
 * Which share of orders gained, which lost, and which did neither.
 *
 * @param savings one an order.
 * @throws {RangeError} if there are no savings, or one is `NaN`.
 *
 * @example
 * ```ts
 * import { signsOf } from "./summary.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(signsOf([2, 0, -1, 3]), { gained: 0.5, tied: 0.25, lost: 0.25 });
 * ```
 */
export function signsOf(savings: ArrayLike<number>): Signs {
  const count = savings.length;
  if (count === 0) throw new RangeError("Cannot count the signs of nothing");
  let gained = 0;
  let lost = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(savings[i])) throw new RangeError("Cannot tell the sign of NaN");
    if (savings[i]! > 0) gained++;
    else if (savings[i]! < 0) lost++;
  }
  return { gained: gained / count, tied: (count - gained - lost) / count, lost: lost / count };
}
