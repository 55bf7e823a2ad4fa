/** The words of a command, as they are written after `exec:`. @module */

/**
 * Cuts a command into words at blanks; what stands in single or double quotes stays together. Nothing else means
 * anything: no shell reads it.
 *
 * @throws {SyntaxError} if a quote is not closed, or there is no word.
 *
 * @example
 * ```ts
 * import { commandWords } from "./command_words.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(commandWords("python3 'my router.py' --fast"), ["python3", "my router.py", "--fast"]);
 * ```
 */
export function commandWords(command: string): string[] {
  const words: string[] = [];
  for (const [, single, double, plain, stray] of command.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)|(['"])/g)) {
    if (stray !== undefined) throw new SyntaxError(`a quote ${stray} is not closed`);
    words.push(single ?? double ?? plain ?? "");
  }
  if (words.length === 0) throw new SyntaxError("names no program: exec:python3 my_router.py");
  return words;
}
