import { evenly } from "./grid.ts";
import type { Point } from "../model/point.ts";
import { cmaEs } from "./proposer/cma_es.ts";
import { gridProposer } from "./proposer/grid.ts";
import type { Proposer, ProposerName } from "./proposer/proposer.ts";
import { randomProposer } from "./proposer/random.ts";

/** A parameter of the model, by its name in the code. */
export type ParameterName = keyof Point;

/**
 * A parameter and the values it may take. Under market rules parameters are multipliers, since dollars mean
 * nothing without a spread: λ_under of h + f, λ_over of max(h + max r, tick/2), θ of h, with h the half
 * spread, f the fee for taking and r the rebate for resting.
 */
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

/** Ranges of the multipliers: below, the model's assumptions fail; above, nothing changes any more. */
const RANGES: Readonly<Record<ParameterName, readonly [low: number, high: number]>> = {
  lambdaOver: [1.05, 4],
  lambdaUnder: [1.05, 4],
  thetaQueue: [0, 0.5],
};

/** What each multiplier multiplies. */
export const PARAMETER_UNITS: Readonly<Record<ParameterName, string>> = {
  lambdaOver: "max(half spread + largest rebate, tick / 2)",
  lambdaUnder: "half spread + take fee",
  thetaQueue: "half spread",
};

/** The first value of each range: what a parameter that is not searched stands at. */
export const FIRST_POINT: Point = {
  lambdaOver: RANGES.lambdaOver[0],
  lambdaUnder: RANGES.lambdaUnder[0],
  thetaQueue: RANGES.thetaQueue[0],
};

/** Axes of the parameters that a placement reads. */
export function axesOf(
  names: readonly ParameterName[],
  levels: number,
  given: Readonly<Partial<Record<ParameterName, readonly number[] | undefined>>>,
): Axis[] {
  return names.map((name) => {
    const [low, high] = RANGES[name];
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
