/** Where a search may go: axes of parameters, and how a proposer's coordinates become points. @module */

import type { Parameter } from "../model/parameters.ts";
import type { Point } from "../model/point.ts";
import { evenly } from "./grid.ts";
import { cmaEs } from "./proposer/cma_es.ts";
import { gridProposer } from "./proposer/grid.ts";
import type { Proposer, ProposerName } from "./proposer/proposer.ts";
import { randomProposer } from "./proposer/random.ts";

/** A parameter to search, and the values it may take. */
export interface Axis {
  /** Which parameter. */
  readonly name: string;
  /** Least value. */
  readonly low: number;
  /** Greatest value. */
  readonly high: number;
  /** The values a grid tries. */
  readonly values: readonly number[];
}

/**
 * Axes of the parameters that a strategy reads.
 *
 * @param levels values on an axis, evenly over its range.
 * @param given by name, the values to try instead.
 */
export function axesOf(
  parameters: Readonly<Record<string, Parameter>>,
  levels: number,
  given: Readonly<Record<string, readonly number[] | undefined>>,
): Axis[] {
  return Object.entries(parameters).map(([name, { low, high }]) => {
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

/** The point of these values, an entry an axis. */
export function pointWith(axes: readonly Axis[], values: ArrayLike<number>): Point {
  return Object.fromEntries(axes.map(({ name }, i) => [name, values[i]!]));
}

/** The values of a point along the axes. */
export function valuesOf(axes: readonly Axis[], point: Point): number[] {
  return axes.map(({ name }) => point[name]!);
}
