/** The points that a study tries: the same on every tape, so that their costs can be summed over tapes. @module */

import type { SearchQuestion } from "../backtest/question.ts";
import type { Point } from "../model/point.ts";
import { type Axis, pointOf, proposerOf } from "../search/parameters.ts";
import { refusal } from "../search/question_error.ts";
import { nameOf } from "../backtest/question_error.ts";

/** Points that fit into a part. */
const MOST_POINTS = 1500;

/**
 * The points of a search whose next point does not depend on what the ones before it cost, in the order they are
 * tried; one, without a value, where there is nothing to search.
 *
 * @throws {QuestionError} for a search that goes by costs, or has too many points for a part to hold.
 */
export function pointsOf(axes: readonly Axis[], search: SearchQuestion): Point[] {
  if (axes.length === 0) return [{}];
  const { method, levels } = search;
  if (method === "cma-es") {
    throw refusal`${
      nameOf("search.method")
    } cma-es: a study sums what a point costs over all tapes, and so tries the same points on each; use grid or random`;
  }
  const points: Point[] = [];
  const proposer = proposerOf(axes, search);
  for (let batch = proposer.ask(); batch !== undefined; batch = proposer.ask()) {
    for (const coordinates of batch) {
      points.push(pointOf(axes, method, coordinates));
      if (points.length <= MOST_POINTS) continue;
      throw method === "grid"
        ? refusal`${
          nameOf("search.levels")
        } ${levels}: the parts of a study hold ${MOST_POINTS} points at most`
        : refusal`${
          nameOf("search.evaluations")
        } ${search.evaluations}: the parts of a study hold ${MOST_POINTS} points at most`;
    }
    proposer.tell(new Float64Array(batch.length)); // no point depends on these
  }
  return points;
}
