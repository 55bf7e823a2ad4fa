/** One choice of the parameters. @module */

import { type Parameter, type ParameterName, PARAMETERS } from "./parameters.ts";

/** A value for each parameter that a strategy reads, by the parameter's name; further ones change nothing. */
export type Point = Readonly<Record<string, number>>;

/** A value for each parameter of the table: multiples, as it says; the published trial's are dollars. */
export type ModelPoint = Readonly<Record<ParameterName, number>>;

/** The least value of each parameter: where those that are not searched stand. */
export function firstPoint(parameters: Readonly<Record<string, Parameter>>): Point {
  return Object.fromEntries(Object.entries(parameters).map(([name, { low }]) => [name, low]));
}

/** The least value of each parameter of the model. */
export const FIRST_POINT: ModelPoint = firstPoint(PARAMETERS) as ModelPoint;

/** A point of the model; what is missing stands at its least value. */
export function modelPoint(point: Point): ModelPoint {
  return { ...FIRST_POINT, ...point };
}
