/** What goes wrong with a study beside its data, to be told apart by whoever ends the program. @module */

/** Why an address gives nothing. */
export type AddressFailureKind = "unreachable" | "denied" | "missing";

/** An address that gives no tape. The message has its query nowhere: that may be a secret. */
export class AddressFailure extends Error {
  /** Tells it from other errors. */
  override readonly name = "AddressFailure";
  /** Why. */
  readonly kind: AddressFailureKind;

  /** An error with this message. */
  constructor(kind: AddressFailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A tape could not be measured, and the run was to end then. */
export class FailedTaskError extends Error {
  /** Tells it from other errors. */
  override readonly name = "FailedTaskError";
  /** Exit code of `sorlab backtest` on the same tape. */
  readonly exitCode: number;

  /** An error with this message. */
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Tasks without a part, where all are wanted. */
export class MissingPartsError extends Error {
  /** Tells it from other errors. */
  override readonly name = "MissingPartsError";
}
