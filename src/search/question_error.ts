/** The error of a question that cannot be answered as it is asked. @module */

/**
 * A question that makes no sense, by itself or on this tape. The message goes on from the part's name and value,
 * which only who asked knows how to write: "cuts the window into more than 1000000 slices".
 */
export class QuestionError extends Error {
  /** The class, as messages show it. */
  override readonly name = "QuestionError";
  /** The part of the question at fault, by its name there, such as `intervalNs`. */
  readonly part: string;

  /** @param message without the part, whose name and value go before it. */
  constructor(part: string, message: string) {
    super(message);
    this.part = part;
  }
}
