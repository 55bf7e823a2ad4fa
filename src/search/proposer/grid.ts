/** Grid search. @module */

import { Listed } from "./_listed.ts";
import type { Proposer } from "./proposer.ts";

/**
 * Proposes all combinations of the levels of each parameter; the first parameter changes slowest, the last
 * fastest.
 *
 * @param levels of each parameter, the values to try, in [0, 1].
 * @throws {RangeError} if there are no parameters, one has no level, or a level lies outside.
 *
 * @example
 * ```ts
 * import { gridProposer } from "./grid.ts";
 * import { assertEquals } from "@std/assert";
 * const proposer = gridProposer([[0, 1], [0.5, 0.6]]);
 * assertEquals(proposer.ask()?.map((point) => [...point]), [[0, 0.5], [0, 0.6], [1, 0.5], [1, 0.6]]);
 * proposer.tell([4, 3, 2, 1]);
 * assertEquals(proposer.stopped, "complete");
 * ```
 */
export function gridProposer(levels: readonly (readonly number[])[]): Proposer {
  const dimension = levels.length;
  if (dimension === 0) throw new RangeError("Cannot search a grid without parameters");
  for (const [parameter, values] of levels.entries()) {
    if (values.length === 0) throw new RangeError(`Cannot search no level of parameter ${parameter}`);
    const outside = values.find((value) => !(value >= 0 && value <= 1));
    if (outside !== undefined) {
      throw new RangeError(`Cannot search parameter ${parameter} at ${outside}: outside [0, 1]`);
    }
  }
  const count = levels.reduce((product, values) => product * values.length, 1);
  return new Listed("grid", dimension, count, (index) => pointAt(levels, index));
}

function pointAt(levels: readonly (readonly number[])[], index: number): Float64Array {
  const point = new Float64Array(levels.length);
  let rest = index;
  for (let parameter = levels.length - 1; parameter >= 0; parameter--) {
    const values = levels[parameter]!;
    point[parameter] = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
  }
  return point;
}
