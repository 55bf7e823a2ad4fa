/**
 * The shares that a VWAP slice takes, if the rest of the window is going to be like the past:
 * left·d/(d + after·mean), rounded half up. The last slice takes everything left; where nothing was seen
 * at all, parts are equal.
 *
 * @param left shares not yet filled.
 * @param volume d, of the interval before the slice.
 * @param mean of d, over this slice and those before it.
 * @param after number of slices after this one.
 *
 * @example
 * ```ts
 * import { trailingPart } from "./trailing_part.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(trailingPart(600, 500, 300, 1), 375); // 600·500/(500 + 300)
 * assertEquals(trailingPart(600, 0, 0, 3), 150);
 * ```
 */
export function trailingPart(left: number, volume: number, mean: number, after: number): number {
  const expected = volume + after * mean;
  return expected > 0 ? Math.round(left * volume / expected) : Math.round(left / (after + 1));
}
