/** Where a line's text ends. @module */

const CARRIAGE_RETURN = 13;

/**
 * Where the text of a line ends that starts at `from` and has its newline at `newline`. Tools that turn `\n` into
 * `\r\n` twice leave two carriage returns before it.
 */
export function textEnd(bytes: Uint8Array, from: number, newline: number): number {
  let end = newline;
  while (end > from && bytes[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}
