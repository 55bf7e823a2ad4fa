/**
 * How failures leave the program. Rooms below throw; only here errors become exit codes, by their class: what
 * is not listed here is a defect.
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };
import { type FailureKind, KafkaFailure } from "../kafka/failure.ts";
import { DataError } from "../market/data_error.ts";
import { RouterFault } from "../strategy/external/fault.ts";
import {
  AddressFailure,
  type AddressFailureKind,
  FailedTaskError,
  MissingPartsError,
} from "../study/errors.ts";

/** The command line asks for something impossible; the message names the value and the fix. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A file that cannot be read or written; the message names it as the user did, and says why. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** A verification found a wrong result: a defect, but one that the command has reported itself. */
export class VerificationError extends Error {
  override readonly name = "VerificationError";
}

/** Exit codes, as `--help` lists them. A command that a signal stopped ends with 128 and the signal's number. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  data: 3,
  file: 4,
  unreachable: 5,
  denied: 6,
  incomplete: 7,
  memory: 8,
  router: 9,
} as const;

/** The exit codes of what goes wrong with Kafka, for the help of its commands. */
export const KAFKA_EXIT_HELP =
  `Exit codes with Kafka: ${EXIT.unreachable} no broker, or no answer in time; ${EXIT.denied} the
user, the certificate or the right is refused; ${EXIT.incomplete} no complete run, or it is not what was sent.`;

const KAFKA_CODES: Readonly<Record<FailureKind, number>> = {
  unreachable: EXIT.unreachable,
  denied: EXIT.denied,
  incomplete: EXIT.incomplete,
};

const ADDRESS_CODES: Readonly<Record<AddressFailureKind, number>> = {
  unreachable: EXIT.unreachable,
  denied: EXIT.denied,
  missing: EXIT.file,
};

const SIGNAL_CODES: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
  SIGBREAK: 149,
};

/** The user stopped the program while it had something to tidy up; the message says in what state that is. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: Deno.Signal;

  constructor(signal: Deno.Signal, message: string) {
    super(message);
    this.signal = signal;
  }
}

/** An interruption with a message that says in what state the work is left; any other error as it is. */
export function interruptedIn(error: unknown, state: () => string): unknown {
  return error instanceof Interrupted ? new Interrupted(error.signal, `interrupted: ${state()}`) : error;
}

/** The code a process ends with after this error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof Interrupted) return SIGNAL_CODES[error.signal] ?? EXIT.internal;
  if (error instanceof KafkaFailure) return KAFKA_CODES[error.kind];
  if (error instanceof AddressFailure) return ADDRESS_CODES[error.kind];
  if (error instanceof MissingPartsError) return EXIT.incomplete;
  if (error instanceof FailedTaskError) return error.exitCode;
  if (error instanceof DataError) return EXIT.data;
  if (isOutOfMemory(error)) return EXIT.memory;
  if (error instanceof RouterFault) return EXIT.router;
  return isFileError(error) ? EXIT.file : EXIT.internal;
}

/** One line for people; of a defect the stack, and how to report it. */
export function messageOf(error: unknown): string {
  const isDefect = exitCodeOf(error) === EXIT.internal && !(error instanceof VerificationError);
  if (isOutOfMemory(error)) {
    return `not enough memory (${(error as Error).message}): take a part of the data, by --from and --to`;
  }
  if (!isDefect) return (error as Error).message;
  const what = error instanceof Error ? error.stack ?? error.message : `thrown: ${error}`;
  return `${what}\nthis is a defect in sorlab ${config.version}; please report the command and the lines above`;
}

/** Whether there was no memory for a column; where the engine itself finds none, it ends with words of its own. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation failed|out of memory/i.test(error.message);
}

/** What is done with a file, and its name as the user gave it. */
type FileAction = `${"read" | "write" | "use"} ${string}`;

/**
 * Does something with a file.
 *
 * @param what such as `read day.csv`.
 * @throws {FileError} such as "cannot read day.csv: no such file", where the operating system refuses.
 */
export async function withFile<T>(what: FileAction, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    // A pipe whose reader has gone is no failure: see `run.ts`.
    if (!isFileError(error) || error instanceof FileError || error instanceof Deno.errors.BrokenPipe) {
      throw error;
    }
    throw new FileError(`cannot ${what}: ${reasonOf(error as Error, what)}`, { cause: error });
  }
}

function reasonOf(error: Error, what: FileAction): string {
  // Writing makes the file, so what is missing then is its folder.
  if (error instanceof Deno.errors.NotFound) {
    return what.startsWith("write") ? "no such folder" : "no such file";
  }
  if (error instanceof Deno.errors.NotCapable) {
    // Deno wants --allow-all for devices such as /dev/full and for /proc, even if all files may be read and written.
    if (error.message.includes("--allow-all")) return "it is a device, or of the system's own files";
    return `deno was started without ${/--allow-\w+/.exec(error.message)?.[0] ?? "the permission"}`;
  }
  if (error.message.startsWith("Is a directory")) return "it is a folder";
  const reason = error.message.replace(/ \(os error.*$/s, "");
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

const FILE_ERRORS = [
  FileError,
  Deno.errors.NotFound,
  Deno.errors.PermissionDenied,
  Deno.errors.NotCapable,
  Deno.errors.AlreadyExists,
  Deno.errors.IsADirectory,
  Deno.errors.NotADirectory,
  Deno.errors.BrokenPipe,
];

function isFileError(error: unknown): boolean {
  if (FILE_ERRORS.some((type) => error instanceof type)) return true;
  // Deno gives other errors of the operating system, such as "no space left", as plain errors with this text.
  return error instanceof Error && error.message.includes("os error");
}
