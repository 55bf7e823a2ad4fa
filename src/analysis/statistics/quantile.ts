/**
 * The value below which a share of the values lies, by linear interpolation between neighbours at place
 * (n − 1)·share (definition 7 of Hyndman & Fan 1996; the usual one of NumPy and R).
 *
 * @param sorted rising.
 * @param share from 0 (the least) to 1 (the greatest).
 * @throws {RangeError} if there are no values, or the share is not in [0, 1].
 *
 * @example
 * ```ts
 * import { quantile } from "./quantile.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(quantile([1, 2, 4, 8], 0.5), 3);
 * ```
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new RangeError("Cannot take a quantile of nothing");
  if (!(share >= 0 && share <= 1)) throw new RangeError(`Cannot take the quantile at ${share}`);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  // The last value has no neighbour above.
  return place === below ? low : low + (sorted[below + 1]! - low) * (place - below);
}
