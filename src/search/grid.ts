/** One choice of the model's parameters, dollars a share. */
export interface Point {
  readonly lambdaOver: number;
  readonly lambdaUnder: number;
  readonly thetaQueue: number;
}

/** The values to try of each parameter. */
export interface Axes {
  readonly lambdaOver: readonly number[];
  readonly lambdaUnder: readonly number[];
  readonly thetaQueue: readonly number[];
}

/**
 * `count` values from `low` to `high`, evenly spaced, ends included; one value is the low end.
 *
 * @throws {RangeError} if the count is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { evenly } from "./grid.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(evenly(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
 * ```
 */
export function evenly(low: number, high: number, count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`Cannot make ${count} points`);
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return low;
    // Rounding would miss the end.
    return i === count - 1 ? high : low + (high - low) * i / (count - 1);
  });
}

/** Number of points of the grid. */
export function pointCount({ lambdaOver, lambdaUnder, thetaQueue }: Axes): number {
  return lambdaOver.length * lambdaUnder.length * thetaQueue.length;
}

/** The point at an index; λ_over changes slowest, θ fastest. */
export function pointAt({ lambdaOver, lambdaUnder, thetaQueue }: Axes, index: number): Point {
  const theta = index % thetaQueue.length;
  const rest = (index - theta) / thetaQueue.length;
  const under = rest % lambdaUnder.length;
  return {
    lambdaOver: lambdaOver[(rest - under) / lambdaUnder.length]!,
    lambdaUnder: lambdaUnder[under]!,
    thetaQueue: thetaQueue[theta]!,
  };
}
