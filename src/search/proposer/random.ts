/** Random search. @module */

import { seededRandom } from "../../market/random.ts";
import { checkBudget } from "./_checks.ts";
import { Listed } from "./_listed.ts";
import type { Proposer, SearchBudget } from "./proposer.ts";

/**
 * Proposes independent points, uniform in the unit box. Where few of many parameters matter, it tries more
 * values of those than a grid of as many points (Bergstra & Bengio 2012). The points of a smaller budget
 * are the first of a larger one.
 *
 * @throws {RangeError} if parameters or evaluations are no whole numbers from 1.
 *
 * @example
 * ```ts
 * import { randomProposer } from "./random.ts";
 * import { assertEquals } from "@std/assert";
 * const points = randomProposer({ dimension: 3, evaluations: 10, seed: 1 }).ask();
 * assertEquals([points?.length, points?.[0]?.length], [10, 3]);
 * ```
 */
export function randomProposer(budget: SearchBudget): Proposer {
  checkBudget(budget);
  const { dimension, evaluations, seed } = budget;
  const random = seededRandom(seed);
  return new Listed("random", dimension, evaluations, () => Float64Array.from({ length: dimension }, random));
}
