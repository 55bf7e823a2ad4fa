/**
 * The model of R. Cont and A. Kukanov, "Optimal order placement in limit order markets", Quantitative
 * Finance 17 (2017), arXiv 1210.1625: S shares are bought by time T, some of them at once by market order
 * and the others by limit orders that rest at the best bids of K venues, each behind a queue.
 *
 * Everything here is for a buy. A sell is the same with the book mirrored: prices against the mid, queues
 * and outflows are those of the asks.
 *
 * @module
 */

import { ladderCost, ladderSlopes, type TakingLadder } from "./taking_ladder.ts";

/** Prices of a share that was not filled, filled too many, or queued: money a share. */
export interface Penalties {
  /** λ_u: a share too few, to be bought at T at a worse price. */
  readonly lambdaUnder: number;
  /** λ_o: a share too many, to be sold again. */
  readonly lambdaOver: number;
  /** θ: what showing or taking a share costs by impact. */
  readonly thetaQueue: number;
}

/**
 * What the cost of a decision depends on, beside the penalties and the outflow. Money is in any one unit, such
 * as dollars, a share, relative to the **mid**.
 */
export interface MarketTerms {
  /** S: shares to buy. */
  readonly quantity: number;
  /** h: half the spread. */
  readonly halfSpread: number;
  /** f: what taking a share costs; negative is a rebate. */
  readonly takeFee: number;
  /** r_k: rebate of each venue for a resting share that fills; negative is a fee. */
  readonly addRebate: Float64Array;
  /** Q_k: shares ahead of us in each venue's queue. */
  readonly queue: Float64Array;
  /**
   * Section 2.5: what taking shares costs, quote by quote; it replaces (h + f)·M and bounds M.
   *
   * @default h + f for each, without bound
   */
  readonly ladder?: TakingLadder | undefined;
  /**
   * θ by place of a decision, where it is not the same everywhere: what taking a share costs by impact, then
   * what showing one at each venue does. Shares that are missed, and bought at T, still cost θ.
   *
   * @default θ each
   */
  readonly impact?: Float64Array | undefined;
}

/** What the cost of a decision depends on, beside the outflow. */
export interface Terms extends MarketTerms, Penalties {}

/**
 * A decision is an array of K + 1 share counts: at {@linkcode TAKE} the market order M, and at
 * {@linkcode restAt}(k) the limit order L_k.
 */
export const TAKE = 0;

/** Where a decision keeps the shares that rest at a venue. */
export function restAt(venue: number): number {
  return venue + 1;
}

/** Shares of a limit order that fill: (ξ − Q)⁺ − (ξ − Q − L)⁺, which is min(L, (ξ − Q)⁺). */
export function filledShares(resting: number, queue: number, outflow: number): number {
  return Math.min(resting, Math.max(0, outflow - queue));
}

/**
 * A(X, ξ): shares bought by T.
 *
 * @param outflow ξ_k: shares that left each venue's queue, or would have; `Infinity` where the price went
 *   through.
 */
export function filledAmount(
  decision: Float64Array,
  terms: Pick<Terms, "queue">,
  outflow: Float64Array,
): number {
  let filled = decision[TAKE]!;
  for (let venue = 0; venue < terms.queue.length; venue++) {
    filled += filledShares(decision[restAt(venue)]!, terms.queue[venue]!, outflow[venue]!);
  }
  return filled;
}

/**
 * v(X, ξ): what a decision costs if the outflow is ξ, money relative to buying S shares at the mid:
 * (h + f)·M − Σ(h + r_k)·Fill_k + θ·(M + ΣL_k + (S − A)⁺) + λ_u·(S − A)⁺ + λ_o·(A − S)⁺. With θ by place,
 * θ·(M + ΣL_k) is θ_0·M + Σθ_k·L_k.
 *
 * @param outflow ξ_k: shares that left each venue's queue, or would have; `Infinity` where the price went
 *   through.
 *
 * @example
 * ```ts
 * import { cost } from "./model.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const terms = {
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002, 0.002),
 *   queue: Float64Array.of(0, 0),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 * };
 * // Both limit orders fill, 100 shares together; 50 more rest in vain.
 * const decision = Float64Array.of(0, 50, 100);
 * assertAlmostEquals(cost(decision, terms, Float64Array.of(50, 50)), -100 * 0.022 + 150 * 0.0005);
 * ```
 */
export function cost(decision: Float64Array, terms: Terms, outflow: Float64Array): number {
  const { quantity, halfSpread, addRebate, queue, thetaQueue, lambdaUnder, lambdaOver } = terms;
  const taken = decision[TAKE]!;
  let impact = impactAt(terms, TAKE) * taken;
  let earned = 0;
  for (let venue = 0; venue < queue.length; venue++) {
    const resting = decision[restAt(venue)]!;
    impact += impactAt(terms, restAt(venue)) * resting;
    earned += (halfSpread + addRebate[venue]!) * filledShares(resting, queue[venue]!, outflow[venue]!);
  }
  const filled = filledAmount(decision, terms, outflow);
  const under = Math.max(0, quantity - filled);
  const over = Math.max(0, filled - quantity);
  return takingCost(terms, taken) - earned + impact + (thetaQueue + lambdaUnder) * under + lambdaOver * over;
}

/** θ of a place: what a share sent there costs by impact. */
export function impactAt({ impact, thetaQueue }: Terms, place: number): number {
  return impact === undefined ? thetaQueue : impact[place]!;
}

/** What taking shares costs, money relative to the mid. */
export function takingCost({ ladder, halfSpread, takeFee }: MarketTerms, shares: number): number {
  return ladder === undefined ? (halfSpread + takeFee) * shares : ladderCost(ladder, shares);
}

/** Slope of {@linkcode takingCost} for a share more, and for one less; counts that differ by `same` are one. */
export function takingSlopes(
  { ladder, halfSpread, takeFee }: MarketTerms,
  shares: number,
  same: number,
): { up: number; down: number } {
  if (ladder !== undefined) return ladderSlopes(ladder, shares, same);
  return { up: halfSpread + takeFee, down: -(halfSpread + takeFee) };
}
