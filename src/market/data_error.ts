/** The error of bad data: whatever comes from outside and cannot be used. @module */

/** Where bad data stands, as far as it is known. */
export interface DataPlace {
  /** The file as the user named it, or what stands for one: standard input, a message of a topic. */
  readonly file?: string | undefined;
  /** Number of the line, from 1. */
  readonly line?: number | undefined;
  /** Number of the field in its line, from 1. */
  readonly column?: number | undefined;
  /** What stands there, as it is written. */
  readonly value?: string | undefined;
}

/**
 * Data that cannot be used: a row, a fee, a message or a whole tape. Whoever finds the fault says why and
 * what it knows of the place; whoever knows more adds it with {@linkcode DataError.at}. A `RangeError` or
 * `TypeError` is never this: it is a defect, or a wrong argument of a caller.
 *
 * @example
 * ```ts
 * import { DataError } from "./data_error.ts";
 * import { assertEquals } from "@std/assert";
 * const error = new DataError('size is "-5": negative', { column: 10, value: "-5" });
 * assertEquals(error.message, '10: size is "-5": negative');
 * assertEquals(error.at({ file: "day.csv", line: 17 }).message, 'day.csv:17:10: size is "-5": negative');
 * ```
 */
export class DataError extends Error implements DataPlace {
  /** Tells it from other errors. */
  override readonly name = "DataError";
  /** What is wrong, without the place. */
  readonly reason: string;
  /** The file as the user named it, or what stands for one. */
  readonly file: string | undefined;
  /** Number of the line, from 1. */
  readonly line: number | undefined;
  /** Number of the field in its line, from 1. */
  readonly column: number | undefined;
  /** What stands there, as it is written. */
  readonly value: string | undefined;

  /**
   * An error with this reason.
   *
   * @param reason what is wrong; the message puts file, line and column before it.
   * @param place what is known of the place.
   */
  constructor(reason: string, place: DataPlace = {}, options: ErrorOptions = {}) {
    const { file, line, column, value } = place;
    const known = [file, line, column].filter((part) => part !== undefined);
    super(known.length === 0 ? reason : `${known.join(":")}: ${reason}`, options);
    this.reason = reason;
    this.file = file;
    this.line = line;
    this.column = column;
    this.value = value;
  }

  /** The same fault with more of its place; what is known already stays. */
  at(place: DataPlace): DataError {
    const { file = place.file, line = place.line, column = place.column, value = place.value } = this;
    if (file === this.file && line === this.line && column === this.column && value === this.value) {
      return this;
    }
    return new DataError(this.reason, { file, line, column, value }, { cause: this });
  }
}

/** A {@linkcode DataError} as data that another thread can be sent. */
interface PlainDataError extends DataPlace {
  readonly kind: typeof PLAIN;
  readonly reason: string;
  readonly stack: string | undefined;
}

const PLAIN = "sorlab-data-error";

/**
 * What to send to another thread in the place of an error: a clone keeps the class of built-in errors, but
 * makes a plain `Error` of a {@linkcode DataError}. The other side gets it back by {@linkcode fromPlain}.
 */
export function toPlain(error: unknown): unknown {
  if (!(error instanceof DataError)) return error;
  const { reason, file, line, column, value, stack } = error;
  return { kind: PLAIN, reason, file, line, column, value, stack } satisfies PlainDataError;
}

/** The error that {@linkcode toPlain} was given, with its stack. */
export function fromPlain(plain: unknown): unknown {
  if ((plain as PlainDataError | null | undefined)?.kind !== PLAIN) return plain;
  const { reason, stack, ...place } = plain as PlainDataError;
  const error = new DataError(reason, place);
  if (stack !== undefined) error.stack = stack;
  return error;
}
