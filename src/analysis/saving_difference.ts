/** By how much two measurements of a saving differ, and how sure that is. @module */

import { gatherStarts, type Starts } from "./statistics/starts.ts";

/** Orders as columns, by rising start. */
export interface OrderColumns {
  /** Start, ns after any origin that both sides of a comparison share. */
  readonly startNs: readonly bigint[];
  readonly side: readonly string[];
  /** Shares ordered. */
  readonly quantity: readonly number[];
  /** What each weighs: dollars. */
  readonly notional: readonly number[];
}

/** The places of an order in two lists of columns. */
export type OrderPair = readonly [a: number, b: number];

/**
 * The orders that two lists have in common: those of the same start, side and quantity. Of several that are alike in
 * all three, the first is paired with the first.
 *
 * @returns pairs by rising start.
 *
 * @example
 * ```ts
 * import { pairOrders } from "./saving_difference.ts";
 * import { assertEquals } from "@std/assert";
 * const a = { startNs: [0n, 0n, 9n], side: ["buy", "sell", "buy"], quantity: [500, 500, 500], notional: [1, 1, 1] };
 * const b = { startNs: [0n, 9n], side: ["sell", "buy"], quantity: [500, 500], notional: [1, 1] };
 * assertEquals(pairOrders(a, b), [[1, 0], [2, 1]]);
 * ```
 */
export function pairOrders(a: OrderColumns, b: OrderColumns): OrderPair[] {
  const places = Map.groupBy(b.startNs.keys(), (place) => identityOf(b, place));
  const pairs: OrderPair[] = [];
  for (const place of a.startNs.keys()) {
    const other = places.get(identityOf(a, place))?.shift();
    if (other !== undefined) pairs.push([place, other]);
  }
  return pairs;
}

function identityOf({ startNs, side, quantity }: OrderColumns, place: number): string {
  return `${startNs[place]} ${side[place]} ${quantity[place]}`;
}

/** What each order of a list saved, basis points. */
export interface OrderSavings extends OrderColumns {
  readonly bps: readonly number[];
}

/**
 * What a saved more than b on each of the orders that both have, basis points, gathered by start. An order weighs the
 * mean of its two notionals, which are the same on the same tape; so a and b exchanged give the same with the other
 * sign.
 *
 * @param pairs as `pairOrders` gives them; one at least.
 */
export function pairedDifferences(pairs: readonly OrderPair[], a: OrderSavings, b: OrderSavings): Starts {
  const originNs = a.startNs[pairs[0]![0]]!;
  return gatherStarts(
    pairs.map(([i]) => Number(a.startNs[i]! - originNs)),
    pairs.map(([i, j]) => a.bps[i]! - b.bps[j]!),
    pairs.map((pair) => weightOf(pair, a, b)),
  );
}

/** The mean saving of one side over the pairs, weighted as the differences are, basis points. */
export function meanOverPairs(pairs: readonly OrderPair[], a: OrderSavings, b: OrderSavings): OrderPairMeans {
  let [weight, savedByA, savedByB] = [0, 0, 0];
  for (const pair of pairs) {
    const each = weightOf(pair, a, b);
    weight += each;
    savedByA += each * a.bps[pair[0]]!;
    savedByB += each * b.bps[pair[1]]!;
  }
  return { a: savedByA / weight, b: savedByB / weight };
}

/** Mean savings of two sides, basis points. */
interface OrderPairMeans {
  readonly a: number;
  readonly b: number;
}

function weightOf([i, j]: OrderPair, a: OrderColumns, b: OrderColumns): number {
  return (a.notional[i]! + b.notional[j]!) / 2;
}

/** A saving with its 95 % interval, basis points. */
interface MeasuredSaving {
  readonly bps: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The 95 % interval of a − b where the two were measured independently, from their own intervals: it reaches as far as
 * the lower end of a and the upper end of b together, √((a − lower a)² + (upper b − b)²) below, and likewise above. Of
 * symmetric intervals of normal means that is the usual interval of a difference. Where both were measured on the same
 * market it is too wide, as what they have in common does not cancel.
 *
 * Source: Zou & Donner (2008), Construction of confidence limits about effect measures: A general approach,
 * Statistics in Medicine 27, 1693–1702, section 2 (MOVER).
 *
 * @example
 * ```ts
 * import { independentDifference } from "./saving_difference.ts";
 * import { assertEquals } from "@std/assert";
 * const a = { bps: 10, lower: 7, upper: 13 };
 * const b = { bps: 2, lower: -2, upper: 6 };
 * assertEquals(independentDifference(a, b), { lower: 3, upper: 13 });
 * ```
 */
export function independentDifference(
  a: MeasuredSaving,
  b: MeasuredSaving,
): { readonly lower: number; readonly upper: number } {
  const difference = a.bps - b.bps;
  return {
    lower: difference - Math.hypot(a.bps - a.lower, b.upper - b.bps),
    upper: difference + Math.hypot(a.upper - a.bps, b.bps - b.lower),
  };
}
