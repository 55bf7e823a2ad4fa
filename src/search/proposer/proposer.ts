/** What proposes the points of a search. @module */

/**
 * Proposes points to evaluate, batch by batch, and hears of their costs. Points lie in the unit box: each
 * parameter's searched range is [0, 1].
 *
 * The points of a batch do not depend on each other's costs, so that they may be evaluated at once and in
 * any order. What is proposed next depends on the seed and on the costs told so far, and on nothing else: a
 * search goes on where it was stopped by asking and telling again, and its checkpoint needs only the costs.
 */
export interface Proposer {
  readonly name: ProposerName;
  /** Parameters. */
  readonly dimension: number;
  /** Why there is no further batch; `undefined` while there is one. */
  readonly stopped: Stop | undefined;

  /** The batch to evaluate: the same one until its costs are told; `undefined` where there is none. */
  ask(): readonly Float64Array[] | undefined;

  /**
   * Takes the costs of the batch, in the order of its points; less is better, and infinity is worst.
   *
   * @throws {RangeError} if there are not as many costs as points, or one is `NaN`.
   */
  tell(costs: ArrayLike<number>): void;
}

/** Names that a user knows the proposers by. */
export type ProposerName = "grid" | "random" | "cma-es";

/** `"complete"`: all was evaluated that was to be; `"converged"`: before that, points came to be all alike. */
export type Stop = "complete" | "converged";

/** A search that may evaluate so many points. */
export interface SearchBudget {
  /** Parameters. */
  readonly dimension: number;
  /** Points in all. */
  readonly evaluations: number;
  readonly seed: number;
}
