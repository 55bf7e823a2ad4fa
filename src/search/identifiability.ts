/** Whether "best parameters" means anything. @module */

import { sensitivities } from "./sensitivity.ts";

/** The points that a search evaluated, in any order, and what came of each. */
export interface Evaluated {
  /** Values of the parameters, in one unit throughout: the unit box's or their own. */
  readonly points: readonly ArrayLike<number>[];
  /** Of each point; finite. */
  readonly costsBps: ArrayLike<number>;
  /** Of each point, a fingerprint of its fills: equal ones, equal executions. */
  readonly executions: readonly (string | number)[];
  /** The range searched of each parameter. */
  readonly ranges: readonly Range[];
}

/** From its low end to its high end. */
export interface Range {
  /** The low end. */
  readonly low: number;
  /** The high end. */
  readonly high: number;
}

/** What the evaluated points tell of the parameters: whether "best" means anything. */
export interface Identifiability {
  /** Executions that differ in any fill. */
  readonly distinctExecutions: number;
  /** Points whose cost is within {@linkcode PLATEAU_BPS} of the least. */
  readonly plateauPoints: number;
  /** In the order of the points' coordinates. */
  readonly parameters: readonly ParameterIdentifiability[];
}

/** What the evaluated points tell of one parameter. */
export interface ParameterIdentifiability {
  /** Whether it alone changes an execution; `null` if no two points differ in it alone, which leaves it open. */
  readonly identified: boolean | null;
  /** Share of the costs' variance that it explains by itself, from 0 to 1. */
  readonly sensitivity: number;
  /** Its least and greatest value on the plateau: between them, but not everywhere, choices are as good. */
  readonly plateau: Range;
  /** Width of the plateau as a share of the range searched. */
  readonly plateauShare: number;
}

/** Costs nearer than this are as good as each other, basis points. */
export const PLATEAU_BPS = 0.01;

/**
 * Tells which parameters the evaluated points say anything about.
 *
 * - A parameter is *identified* if two points that differ in it alone have different executions: that it
 *   matters somewhere, the others being fixed. A grid has such pairs for each parameter of two levels or
 *   more. Random points have none; add those of {@linkcode axisSweeps} about the best one.
 * - Its *sensitivity* is the share of the costs' variance that it explains, by {@linkcode sensitivities}.
 * - The *plateau* are the points within 0.01 bps of the best; the bounds of a parameter on it say how well
 *   the best value is determined, as far as the points are dense.
 *
 * @throws {RangeError} if there are no points, lengths differ, a cost is not finite, or a point lies
 * outside the ranges.
 *
 * @example
 * ```ts
 * import { identify } from "./identifiability.ts";
 * import { assertEquals } from "@std/assert";
 * const { distinctExecutions, parameters } = identify({
 *   points: [[0, 0], [0, 1], [1, 0], [1, 1]],
 *   costsBps: [2, 2, 3, 3],
 *   executions: ["a", "a", "b", "b"],
 *   ranges: [{ low: 0, high: 1 }, { low: 0, high: 1 }],
 * });
 * assertEquals(distinctExecutions, 2);
 * assertEquals(parameters.map(({ identified }) => identified), [true, false]);
 * assertEquals(parameters.map(({ sensitivity }) => sensitivity), [1, 0]);
 * assertEquals(parameters.map(({ plateauShare }) => plateauShare), [0, 1]);
 * ```
 */
export function identify(evaluated: Evaluated): Identifiability {
  checkEvaluated(evaluated);
  const { points, costsBps, executions, ranges } = evaluated;
  const best = least(Array.from(costsBps));
  const plateau = points.filter((_, i) => costsBps[i]! <= best + PLATEAU_BPS);
  const explained = sensitivities(points, costsBps);
  return {
    distinctExecutions: new Set(executions).size,
    plateauPoints: plateau.length,
    parameters: ranges.map((range, parameter) => {
      const values = plateau.map((point) => point[parameter]!);
      const [low, high] = [least(values), greatest(values)];
      const width = range.high - range.low;
      return {
        identified: isIdentified(evaluated, parameter),
        sensitivity: explained[parameter]!,
        plateau: { low, high },
        plateauShare: width > 0 ? (high - low) / width : 0,
      };
    }),
  };
}

/**
 * Points that differ from one in a single parameter each: evaluated beside a search's own, they tell which
 * parameters are identified about it.
 *
 * @param levels of each parameter, the values to try.
 *
 * @example
 * ```ts
 * import { axisSweeps } from "./identifiability.ts";
 * import { assertEquals } from "@std/assert";
 * const sweeps = axisSweeps([5, 7], [[4, 5, 6], [0]]);
 * assertEquals(sweeps.map((point) => [...point]), [[4, 7], [6, 7], [5, 0]]);
 * ```
 */
export function axisSweeps(
  centre: ArrayLike<number>,
  levels: readonly (readonly number[])[],
): Float64Array[] {
  return levels.flatMap((values, parameter) =>
    values.filter((value) => value !== centre[parameter]).map((value) => {
      const point = Float64Array.from(centre);
      point[parameter] = value;
      return point;
    })
  );
}

function checkEvaluated({ points, costsBps, executions, ranges }: Evaluated): void {
  if (points.length === 0) throw new RangeError("Cannot identify parameters without points");
  if (costsBps.length !== points.length || executions.length !== points.length) {
    throw new RangeError(
      `Cannot match ${costsBps.length} costs and ${executions.length} executions to ${points.length} points`,
    );
  }
  for (const [i, point] of points.entries()) {
    if (!Number.isFinite(costsBps[i])) throw new RangeError(`Cannot compare a cost of ${costsBps[i]}`);
    if (point.length !== ranges.length) {
      throw new RangeError(`Cannot match ${point.length} values to ${ranges.length} ranges`);
    }
    for (const [parameter, { low, high }] of ranges.entries()) {
      const value = point[parameter]!;
      if (!(value >= low && value <= high)) {
        throw new RangeError(`Cannot place ${value} of parameter ${parameter} in ${low} to ${high}`);
      }
    }
  }
}

function isIdentified({ points, executions }: Evaluated, parameter: number): boolean | null {
  /** By the other parameters' values: the first point that has them. */
  const firstOf = new Map<string, number>();
  let isTested = false;
  for (const [i, point] of points.entries()) {
    const others = Array.from(point);
    others.splice(parameter, 1);
    const key = others.join();
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, i);
    else if (points[first]![parameter] !== point[parameter]) {
      if (executions[first] !== executions[i]) return true;
      isTested = true;
    }
  }
  return isTested ? false : null;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
