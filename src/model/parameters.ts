/** The model's parameters: one row each, from which all that lists them is made. @module */

/** A parameter that a search may vary: one of the model's, or one that a user's own router declares. */
export interface Parameter {
  /** As it is written in formulas. */
  readonly symbol: string;
  /** As artefacts write it. */
  readonly key: string;
  /** The least value worth trying: below, the model's assumptions fail. It stands there where it is not searched. */
  readonly low: number;
  /** The greatest value worth trying: above, nothing changes any more. */
  readonly high: number;
  /** What a value is a multiple of, or is measured in. */
  readonly unit: string;
}

/**
 * All parameters of the model, by their names in the code. Their values are multiples of what a share costs at the
 * moment, since dollars mean nothing without a spread (the published trial gives its own in dollars, from 0 to 1):
 * λ_under is a multiple of h + f, λ_over of max(h + max r, tick/2)
 * and θ of h, with h the half spread, f the fee for taking and r the rebate for resting.
 *
 * Points, axes, grids, command-line options and the keys of artefacts follow this table and its order, in
 * which a grid's first parameter changes slowest. A new parameter is a row here, and its use in a placement.
 */
export const PARAMETERS = {
  lambdaOver: {
    symbol: "λ_over",
    key: "lambda_over",
    low: 1.05,
    high: 4,
    unit: "max(half spread + largest rebate, tick / 2)",
  },
  lambdaUnder: {
    symbol: "λ_under",
    key: "lambda_under",
    low: 1.05,
    high: 4,
    unit: "half spread + take fee",
  },
  thetaQueue: {
    symbol: "θ_queue",
    key: "theta_queue",
    low: 0,
    high: 0.5,
    unit: "half spread",
  },
} as const satisfies Readonly<Record<string, Parameter>>;

/** A parameter by its name in the code. */
export type ParameterName = keyof typeof PARAMETERS;

/** The names of all parameters, in the table's order. */
export const PARAMETER_NAMES: readonly ParameterName[] = Object.keys(PARAMETERS) as ParameterName[];

/** Rows of the table, in the order of these names. */
export function modelParameters(names: readonly ParameterName[]): Readonly<Record<string, Parameter>> {
  return Object.fromEntries(names.map((name) => [name, PARAMETERS[name]]));
}
