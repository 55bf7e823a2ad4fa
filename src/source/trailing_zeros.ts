/** Digits without the zeros at their end. @module */

/**
 * A text without the zeros at its end. `text.replace(/0+$/, "")` says the same, but begins anew at every zero: of a
 * hundred thousand of them with another digit behind it makes seconds.
 *
 * @example
 * ```ts
 * import { withoutTrailingZeros } from "./trailing_zeros.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(["1200", "0", "", "10.01"].map(withoutTrailingZeros), ["12", "", "", "10.01"]);
 * ```
 */
export function withoutTrailingZeros(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "0") end--;
  return text.slice(0, end);
}
