/** The grid of the trial's parameters. @module */

import type { ParameterName } from "../model/parameters.ts";
import type { ModelPoint } from "../model/point.ts";
import { evenly } from "../search/grid.ts";

/** The parameters of the trial's cost, which its artefact names; of a grid, the first changes slowest. */
export const TRIAL_PARAMETERS = [
  "lambdaOver",
  "lambdaUnder",
  "thetaQueue",
] as const satisfies readonly ParameterName[];

/** A parameter of the trial's cost. */
type TrialParameter = (typeof TRIAL_PARAMETERS)[number];

/** A value for each, dollars. */
export type TrialPoint = Pick<ModelPoint, TrialParameter>;

/** The values to try of each parameter, dollars. */
export type TrialAxes = Readonly<Record<TrialParameter, readonly number[]>>;

/** The values given, or where there are none `levels` from 0 to 1, evenly. */
export function trialAxes(
  levels: number,
  given: Readonly<Partial<Record<TrialParameter, readonly number[] | undefined>>> = {},
): TrialAxes {
  const usual = evenly(0, 1, levels);
  return Object.fromEntries(TRIAL_PARAMETERS.map((name) => [name, given[name] ?? usual])) as TrialAxes;
}

/** Number of points of the grid. */
export function pointCount(axes: TrialAxes): number {
  return TRIAL_PARAMETERS.reduce((product, name) => product * axes[name].length, 1);
}

/**
 * The point at an index.
 *
 * @example
 * ```ts
 * import { pointAt, trialAxes } from "./grid.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(pointAt(trialAxes(3), 5), { lambdaOver: 0, lambdaUnder: 0.5, thetaQueue: 1 });
 * ```
 */
export function pointAt(axes: TrialAxes, index: number): TrialPoint {
  const point = { ...ZERO };
  let rest = index;
  for (let i = TRIAL_PARAMETERS.length - 1; i >= 0; i--) {
    const name = TRIAL_PARAMETERS[i]!;
    const values = axes[name];
    const level = rest % values.length;
    point[name] = values[level]!;
    rest = (rest - level) / values.length;
  }
  return point;
}

/** Copied, as a grid may have millions of points: they are made faster from one of their shape. */
const ZERO = Object.fromEntries(TRIAL_PARAMETERS.map((name) => [name, 0])) as {
  [Name in TrialParameter]: number;
};
