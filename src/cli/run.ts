/** Where the program begins. It imports next to nothing, so that the version and help are printed at once. @module */

import { shortAnswer } from "./short_answer.ts";

/**
 * Runs sorlab: `args` are the command and its options. All failures end here, as one line on standard
 * error and an exit code.
 *
 * @returns the exit code: 0 done, 1 a defect of sorlab's own, 2 wrong usage, 3 bad data, 4 a file that
 *   cannot be read or written, 5 to 7 failures of Kafka, 128 and the signal's number if one stopped it.
 */
export async function run(args: readonly string[]): Promise<number> {
  const short = shortAnswer(args[0]);
  if (short !== undefined && isPrintedAtOnce(short)) return 0;
  const { runCommand } = await import("./run_command.ts");
  return await runCommand(args);
}

/** Prints a short text; false where standard output does not take it, and the usual way has to say why. */
function isPrintedAtOnce(text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  try {
    return Deno.stdout.writeSync(bytes) === bytes.length;
  } catch {
    return false;
  }
}
