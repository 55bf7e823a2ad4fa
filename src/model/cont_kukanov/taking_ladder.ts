/** What a market order costs that is larger than the best quote. @module */

import { ProblemError } from "../problem_error.ts";

/**
 * What taking shares costs where a market order is larger than the best quote (section 2.5 of the paper):
 * displayed quotes, cheapest first. The cost is convex and piecewise linear in the shares. Entry i of the
 * columns is a rung.
 */
export interface TakingLadder {
  /** Shares displayed up to and including this rung. */
  readonly shares: Float64Array;
  /** Price and fee of a share relative to the mid, ascending: money. */
  readonly cost: Float64Array;
}

/** A quote to take from. */
interface TakingQuote {
  /** Displayed shares. */
  readonly size: number;
  /** Price and fee of a share relative to the mid: money. */
  readonly cost: number;
}

/**
 * The ladder of quotes in any order.
 *
 * @throws {ProblemError} if a size is negative, or a size or cost is not finite.
 *
 * @example
 * ```ts
 * import { ladderCost, makeLadder } from "./taking_ladder.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const ladder = makeLadder([{ size: 100, cost: 0.5 }, { size: 200, cost: 0.25 }]);
 * assertEquals([...ladder.shares], [200, 300]);
 * assertEquals(ladderCost(ladder, 250), 200 * 0.25 + 50 * 0.5);
 * assertEquals(ladderCost(ladder, 301), Infinity);
 * ```
 */
export function makeLadder(quotes: readonly TakingQuote[]): TakingLadder {
  for (const { size, cost } of quotes) {
    if (!(size >= 0 && size < Infinity)) throw new ProblemError(`Cannot take from a quote of ${size} shares`);
    if (!Number.isFinite(cost)) throw new ProblemError(`Cannot take at a cost of ${cost} a share`);
  }
  const sorted = quotes.filter(({ size }) => size > 0).toSorted((a, b) => a.cost - b.cost);
  let displayed = 0;
  return {
    shares: Float64Array.from(sorted, ({ size }) => displayed += size),
    cost: Float64Array.from(sorted, ({ cost }) => cost),
  };
}

/** Shares that the ladder shows in all. */
export function displayedShares({ shares }: TakingLadder): number {
  return shares.at(-1) ?? 0;
}

/** What taking shares costs, money relative to the mid; `Infinity` for more than is displayed. */
export function ladderCost(ladder: TakingLadder, shares: number): number {
  if (shares > displayedShares(ladder)) return Infinity;
  let total = 0;
  let below = 0;
  for (let rung = 0; below < shares; rung++) {
    const upTo = Math.min(shares, ladder.shares[rung]!);
    total += (upTo - below) * ladder.cost[rung]!;
    below = upTo;
  }
  return total;
}

/** What a share more costs at a place on the ladder, and what one less saves; both 0 where there is none. */
export function ladderSlopes(
  ladder: TakingLadder,
  shares: number,
  same: number,
): { up: number; down: number } {
  let up = 0;
  let down = 0;
  for (let rung = ladder.shares.length - 1; rung >= 0; rung--) {
    if (shares < ladder.shares[rung]! - same) up = ladder.cost[rung]!;
    if (shares <= ladder.shares[rung]! + same) down = -ladder.cost[rung]!;
  }
  return { up, down };
}
