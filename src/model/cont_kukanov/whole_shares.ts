/**
 * Rounds share counts to whole ones that keep their sum, rounded: the largest fractions are rounded up,
 * of equal ones the first. No count passes the next whole number, so that whole bounds hold.
 *
 * @throws {RangeError} if a count is negative or not finite.
 *
 * @example
 * ```ts
 * import { roundToWhole } from "./whole_shares.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const decision = Float64Array.of(33.4, 33.3, 33.3);
 * roundToWhole(decision);
 * assertEquals([...decision], [34, 33, 33]);
 * ```
 */
export function roundToWhole(shares: Float64Array): void {
  let sum = 0;
  let whole = 0;
  for (const count of shares) {
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`Cannot round ${count} shares`);
    sum += count;
    whole += Math.floor(count);
  }
  if (whole === sum) return;
  const fractions = shares.map((count) => count - Math.floor(count));
  const order = Uint32Array.from(shares.keys()).sort((a, b) => fractions[b]! - fractions[a]! || a - b);
  let missing = Math.round(sum) - whole;
  for (const i of order) shares[i] = Math.floor(shares[i]!) + (missing-- > 0 ? 1 : 0);
}
