/** The effective and the quoted spread of fills that took. @module */

import { type FillLog, TAKEN } from "../execution/fill_log.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { hasPrice, toDollars } from "../market/price.ts";
import { MeanSum, poolMeans, type WeightedMean } from "./weighted_mean.ts";

/** Spreads of the fills that took, dollars by shares. */
export interface Spreads {
  /** What was paid: 2s·(p − M). */
  readonly effective: WeightedMean;
  /** What the touch asked: 2s·(T − M). */
  readonly quoted: WeightedMean;
}

/**
 * The effective and the quoted spread of an order's taking fills, fees aside; M and T as in `attributionOf`.
 *
 * Source: Bessembinder (2003), Issues in Assessing Trade Execution Costs, J. Financial Markets 6.
 *
 * @example
 * ```ts
 * import { effectiveOverQuoted, spreadsOf } from "./spreads.ts";
 * import { FillLog, TAKEN } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(0, 0, 10.02e9, 100, 0, TAKEN, 10e9, 10.01e9);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * assertEquals(effectiveOverQuoted(spreadsOf({ order, fills })), 2);
 * ```
 */
export function spreadsOf(
  { order, fills }: { readonly order: ParentOrder; readonly fills: FillLog },
): Spreads {
  const effective = new MeanSum();
  const quoted = new MeanSum();
  for (let i = 0; i < fills.length; i++) {
    const mid = fills.mid[i]!;
    if (fills.kind[i] !== TAKEN || !hasPrice(mid)) continue;
    const shares = fills.shares[i]!;
    effective.add(toDollars(2 * order.side * (fills.price[i]! - mid)), shares);
    quoted.add(toDollars(2 * order.side * (fills.touch[i]! - mid)), shares);
  }
  return { effective: effective.finish(), quoted: quoted.finish() };
}

/** Above 1 it was dearer than the touch, below 1 cheaper; `null` where the quoted spread was none. */
export function effectiveOverQuoted({ effective, quoted }: Spreads): number | null {
  if (effective.mean === null || quoted.mean === null || !(quoted.mean > 0)) return null;
  return effective.mean / quoted.mean;
}

/** The spreads of several orders together. */
export function poolSpreads(each: readonly Spreads[]): Spreads {
  return {
    effective: poolMeans(each.map(({ effective }) => effective)),
    quoted: poolMeans(each.map(({ quoted }) => quoted)),
  };
}
