/**
 * How failures leave the program. Rooms below throw built-in errors; only here they become exit codes.
 *
 * @module
 */

/** The command line asks for something impossible; the message names the value and the fix. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Exit codes, as `--help` lists them. */
export const EXIT = { ok: 0, internal: 1, usage: 2, data: 3, file: 4 } as const;

/** The code a process ends with after this error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof SyntaxError || error instanceof RangeError) return EXIT.data;
  return isFileError(error) ? EXIT.file : EXIT.internal;
}

/** One line for people; with the stack only where it is a defect of sorlab's own. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `internal error: ${error}`;
  return exitCodeOf(error) === EXIT.internal
    ? `internal error, please report it: ${error.stack ?? error.message}`
    : error.message;
}

const FILE_ERRORS = [
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
  // Others of the operating system (no space left, say) come as plain errors that say so.
  return error instanceof Error && error.message.includes("os error");
}
