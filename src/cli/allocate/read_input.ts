/** JSON from a file or from standard input. @module */

import { DataError } from "../../market/data_error.ts";
import { UsageError, withFile } from "../errors.ts";
import { readText } from "../read_text.ts";

/** What a file, or standard input, holds, and what errors call it. */
interface Input {
  readonly value: unknown;
  readonly name: string;
}

/**
 * Reads the file that an option names; without one, and for `-`, standard input.
 *
 * @param path as given.
 * @param what the file should hold, such as `a snapshot`.
 * @param option its name on the command line.
 * @throws {UsageError} without a path at a terminal, where nobody knows that something is to be typed.
 * @throws {DataError} if it holds no JSON.
 */
export async function readInput(path: string | undefined, what: string, option: string): Promise<Input> {
  if (path === undefined && Deno.stdin.isTerminal()) {
    throw new UsageError(`no ${what.replace(/^an? /, "")}: give ${option} FILE, or pipe one in (see --help)`);
  }
  const fromStdin = path === undefined || path === "-";
  const name = fromStdin ? "standard input" : path;
  const json = await withFile(`read ${name}`, () => readText(fromStdin ? "-" : path, name));
  if (json.trim() === "") throw new DataError(`is empty; needs ${what} (see --help)`, { file: name });
  try {
    return { value: JSON.parse(json), name };
  } catch (error) {
    throw new DataError(`no JSON: ${(error as Error).message}`, { file: name });
  }
}
