/** Where a search may go: axes of parameters, and how a proposer's coordinates become points. @module */

import { PARAMETER_NAMES, type ParameterName, PARAMETERS } from "../model/parameters.ts";
import type { Point } from "../model/point.ts";
import { evenly } from "./grid.ts";
import { cmaEs } from "./proposer/cma_es.ts";
import { gridProposer } from "./proposer/grid.ts";
import type { Proposer, ProposerName } from "./proposer/proposer.ts";
import { randomProposer } from "./proposer/random.ts";

/** A parameter to search, and the values it may take. */
export interface Axis {
  /** Which parameter. */
  readonly name: ParameterName;
  /** Least value. */
  readonly low: number;
  /** Greatest value. */
  readonly high: number;
  /** The values a grid tries. */
  readonly values: readonly number[];
}

/** The least value of each parameter: where one that is not searched stands. */
export const FIRST_POINT: Point = Object.fromEntries(
  PARAMETER_NAMES.map((name) => [name, PARAMETERS[name].low]),
) as Point;

/** Axes of the parameters that a placement reads. */
export function axesOf(
  names: readonly ParameterName[],
  levels: number,
  given: Readonly<Partial<Record<ParameterName, readonly number[] | undefined>>>,
): Axis[] {
  return names.map((name) => {
    const { low, high } = PARAMETERS[name];
    const values = given[name];
    if (values === undefined) return { name, low, high, values: evenly(low, high, levels) };
    return { name, low: Math.min(...values), high: Math.max(...values), values };
  });
}

/** How to search. */
export interface SearchSettings {
  /** What proposes the points to try. */
  readonly method: ProposerName;
  /** Points that random and CMA-ES may try, each fold. */
  readonly evaluations: number;
  /** What chance is drawn from. */
  readonly seed: number;
}

/** The levels of an axis' grid, in the unit box. */
function levelsOf({ values }: Axis): number[] {
  return evenly(0, 1, values.length);
}

/** A proposer over axes; its points go through {@linkcode pointOf}. */
export function proposerOf(axes: readonly Axis[], { method, evaluations, seed }: SearchSettings): Proposer {
  const budget = { dimension: axes.length, evaluations, seed };
  switch (method) {
    case "grid":
      return gridProposer(axes.map(levelsOf));
    case "random":
      return randomProposer(budget);
    case "cma-es":
      return cmaEs(budget);
  }
}

/** The point that a proposer's coordinates stand for. */
export function pointOf(axes: readonly Axis[], method: ProposerName, coordinates: ArrayLike<number>): Point {
  return pointWith(
    axes,
    axes.map(({ low, high, values }, i) => {
      const at = coordinates[i]!;
      // A grid's coordinates count its values, so that each is met exactly.
      if (method === "grid") return values[Math.round(at * (values.length - 1))]!;
      return Math.min(high, low + (high - low) * at); // rounding may go beyond
    }),
  );
}

/** The point of these values; parameters without an axis stand at their first. */
export function pointWith(axes: readonly Axis[], values: ArrayLike<number>): Point {
  const point: { -readonly [K in ParameterName]: number } = { ...FIRST_POINT };
  for (const [i, { name }] of axes.entries()) point[name] = values[i]!;
  return point;
}

/** The values of a point along the axes. */
export function valuesOf(axes: readonly Axis[], point: Point): number[] {
  return axes.map(({ name }) => point[name]);
}
