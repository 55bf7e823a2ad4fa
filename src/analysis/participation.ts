/** How large a part of what was traded an order is, and when that is too large to believe. @module */

/** Above this part of what the tape traded meanwhile, fills at displayed prices are hard to believe. */
export const LARGE_PARTICIPATION = 0.1;

/**
 * Shares that an order filled, as a part of those that the tape traded in its interval; `null` where it
 * traded none.
 */
export function participationOf(filledShares: number, tradedShares: number): number | null {
  return tradedShares > 0 ? filledShares / tradedShares : null;
}

/**
 * A warning about fills that the market can hardly have given, or `null`.
 *
 * @example
 * ```ts
 * import { participationWarning } from "./participation.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(
 *   participationWarning(500_000, 160_230),
 *   "500000 shares were filled while the tape traded 160230: a participation of 312.1 %",
 * );
 * assertEquals(participationWarning(5000, 160_230), null);
 * ```
 */
export function participationWarning(filledShares: number, tradedShares: number): string | null {
  const participation = participationOf(filledShares, tradedShares);
  if (filledShares === 0 || (participation !== null && participation <= LARGE_PARTICIPATION)) return null;
  const filled = `${filledShares} shares were filled while the tape traded`;
  if (participation === null) return `${filled} none`;
  return `${filled} ${tradedShares}: a participation of ${(100 * participation).toFixed(1)} %`;
}
