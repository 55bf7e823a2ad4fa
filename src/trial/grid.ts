import type { Point } from "../model/point.ts";

/** The values to try of each parameter. */
export interface Axes {
  readonly lambdaOver: readonly number[];
  readonly lambdaUnder: readonly number[];
  readonly thetaQueue: readonly number[];
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
