/** Orders gathered by their start: the observations of every statistic. @module */

import { checkSample } from "./_check_sample.ts";

/**
 * Orders gathered by their start: those that start together (a buy and its sell) meet the same market, so
 * that they count as one observation.
 */
export interface Starts {
  /** Starts. */
  readonly length: number;
  /** Σ weight·value over the orders of each start, by rising start. */
  readonly weightedSum: Float64Array;
  /** Σ weight over the orders of each start. */
  readonly weight: Float64Array;
}

/**
 * Gathers orders by their start.
 *
 * @param startNs start of each order, never falling: any clock that tells starts apart.
 * @param values one an order, such as its saving in basis points; finite.
 * @param weights one an order, positive: notional in any one unit.
 * @throws {RangeError} if lengths differ, starts fall, or a value or weight is out of range.
 *
 * @example
 * ```ts
 * import { gatherStarts } from "./starts.ts";
 * import { assertEquals } from "@std/assert";
 * const { length, weightedSum, weight } = gatherStarts([0, 0, 600e9], [1, 3, 2], [100, 100, 50]);
 * assertEquals([length, [...weightedSum], [...weight]], [2, [400, 100], [200, 50]]);
 * ```
 */
export function gatherStarts(
  startNs: ArrayLike<number>,
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
): Starts {
  checkSample(values, weights);
  const orders = values.length;
  if (startNs.length !== orders) {
    throw new RangeError(`Cannot gather ${orders} orders by ${startNs.length} starts`);
  }
  const weightedSum = new Float64Array(orders);
  const weight = new Float64Array(orders);
  let length = 0;
  for (let i = 0; i < orders; i++) {
    if (i > 0 && !(startNs[i]! >= startNs[i - 1]!)) {
      throw new RangeError(`Cannot gather orders whose starts fall: ${startNs[i - 1]}, then ${startNs[i]}`);
    }
    if (i === 0 || startNs[i] !== startNs[i - 1]) length++;
    weightedSum[length - 1]! += weights[i]! * values[i]!;
    weight[length - 1]! += weights[i]!;
  }
  return { length, weightedSum: weightedSum.slice(0, length), weight: weight.slice(0, length) };
}

/** The weighted mean of all orders; `NaN` without any. */
export function meanOf({ weightedSum, weight }: Starts): number {
  const sum = (total: number, value: number): number => total + value;
  return weightedSum.reduce(sum, 0) / weight.reduce(sum, 0);
}
