/** One choice of the parameters. @module */

import type { ParameterName } from "./parameters.ts";

/** A value for each parameter of the table: multiples, as it says; the published trial's are dollars. */
export type Point = Readonly<Record<ParameterName, number>>;
