/** The error of a problem that a model refuses. @module */

/**
 * A problem that a model cannot be asked: a term is out of its range, an assumption of the paper does not
 * hold, or there is too much to compute. A class of its own, so that whoever has read the problem from a file
 * can tell it from a defect.
 */
export class ProblemError extends RangeError {
  /** Tells it from other errors. */
  override readonly name = "ProblemError";
}
