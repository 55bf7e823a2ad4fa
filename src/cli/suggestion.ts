/** What somebody may have meant. @module */

import { closestString } from "@std/text/closest-string";

/** "; did you mean WORD?" for the nearest of the words, or nothing where none is near. */
export function suggestion(given: string, words: readonly string[], prefix = ""): string {
  if (words.length === 0) return "";
  const nearest: string | undefined = closestString(given, [...words]);
  if (nearest === undefined || !isNear(given.toLowerCase(), nearest)) return "";
  return `; did you mean ${prefix}${nearest}?`;
}

/** Whether two words have most of their letters in common. */
function isNear(given: string, word: string): boolean {
  const left = [...given];
  let common = 0;
  for (const letter of word) {
    const at = left.indexOf(letter);
    if (at < 0) continue;
    left.splice(at, 1);
    common++;
  }
  return common >= Math.max(given.length, word.length) * 0.6;
}
