/** What one strategy saved on another over the same orders, order by order. @module */

import { type Attribution, poolAttributions, savingAttribution } from "./attribution.ts";
import { bpsOf, halfUnitsToDollars } from "./half_units.ts";
import type { OrderMeasure } from "./order_measure.ts";
import { NO_ARRIVAL_MID } from "./shortfall.ts";

/** Above this part of the order, shares that nobody displayed make a saving worthless. */
export const MOST_BEYOND = 0.05;

/** Above this part of the orders, what can be compared is no fair sample of them: it is not left out at random. */
export const MOST_LEFT_OUT = 0.02;

/** Why the saving of an order is not measured, by code; what one order is told adds its figures. */
export const UNCOMPARED = {
  "no-arrival-mid": NO_ARRIVAL_MID,
  "nothing-displayed": "nothing was displayed within the collar in the end for the shares left",
  "strategy-beyond-displayed": `the strategy priced more than ${
    100 * MOST_BEYOND
  } % of the order beyond the displayed size`,
  "baseline-beyond-displayed": `the baseline priced more than ${
    100 * MOST_BEYOND
  } % of the order beyond the displayed size`,
  "another-comparison": "another comparison cannot be made on this order",
} as const;

/** One of the codes of {@linkcode UNCOMPARED}. */
export type UncomparedCode = keyof typeof UNCOMPARED;

/** A saving in basis points; or `null`, with the reason why there is none, as a code and in words. */
type PairedSaving =
  | { readonly bps: number; readonly code?: undefined; readonly reason?: undefined }
  | { readonly bps: null; readonly code: UncomparedCode; readonly reason: string };

/** What becomes of shares left at the end, as in `MarketRules`. */
export type ResidualRule = "cross" | "opportunity";

/** What of a measured order a comparison needs. */
export type ComparedOrder = Pick<OrderMeasure, "order" | "unfilled" | "attribution"> & {
  readonly breakdown: { readonly shares: { readonly beyond: number } };
};

/**
 * What a strategy saved on a baseline over the same order: s·(p̄ baseline − p̄)/M₀, all-in, in basis
 * points; positive is better. `null`, with the reason, where nothing was displayed within the collar for what
 * either had left in the end, where either was priced beyond the displayed size for more than
 * {@linkcode MOST_BEYOND} of the order (waiting must not buy unlimited size), or for want of an arrival mid.
 * Under `opportunity`, and for an order that has a limit of its own, it is the difference of the full
 * shortfalls, which price what was left unfilled, and quantities may differ.
 *
 * @throws {RangeError} if the orders are not the same.
 *
 * @example
 * ```ts
 * import { attributionOf } from "./attribution.ts";
 * import { pairedSaving } from "./paired_saving.ts";
 * import { FillLog } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * const boughtAt = (price: number) => {
 *   const fills = new FillLog();
 *   fills.add(0, 0, price, 100, 0, 0, 10e9, price);
 *   const execution = { order, fills, arrivalMid: 10e9, endMid: 10e9, unfilled: 0 };
 *   const breakdown = { shares: { beyond: 0 } };
 *   return { ...execution, attribution: attributionOf(execution), breakdown };
 * };
 * assertEquals(pairedSaving(boughtAt(10.01e9), boughtAt(10.03e9), "cross"), { bps: 20 });
 * ```
 */
export function pairedSaving(
  strategy: ComparedOrder,
  baseline: ComparedOrder,
  residual: ResidualRule,
): PairedSaving {
  const [a, b] = [strategy.order, baseline.order];
  if (
    a.side !== b.side || a.quantity !== b.quantity || a.startNs !== b.startNs || a.endNs !== b.endNs ||
    a.limit !== b.limit
  ) throw new RangeError("Cannot compare different orders");
  if (strategy.attribution === null || baseline.attribution === null) {
    return withoutSaving("no-arrival-mid");
  }
  const left = Math.max(Math.abs(strategy.unfilled), Math.abs(baseline.unfilled));
  if (residual === "cross" && a.limit === undefined && left > 0) {
    return withoutSaving("nothing-displayed", left, a.quantity);
  }
  const [beyond, code] = mostBeyond(strategy, baseline);
  if (beyond > MOST_BEYOND * a.quantity) return withoutSaving(code, beyond, a.quantity);
  const { total, notional } = savingAttribution(strategy.attribution, baseline.attribution);
  return { bps: bpsOf(total, notional) };
}

/** @param figures the shares left, or beyond the displayed size, and those ordered. */
function withoutSaving(code: UncomparedCode, ...figures: readonly number[]): PairedSaving {
  const shares = figures.length === 0 ? "" : `: ${figures.join(" of ")} shares`;
  return { bps: null, code, reason: `${UNCOMPARED[code]}${shares}` };
}

function mostBeyond(
  strategy: ComparedOrder,
  baseline: ComparedOrder,
): [shares: number, code: UncomparedCode] {
  const [own, baselines] = [strategy.breakdown.shares.beyond, baseline.breakdown.shares.beyond];
  return own >= baselines ? [own, "strategy-beyond-displayed"] : [baselines, "baseline-beyond-displayed"];
}

/** The savings over many orders, columns of those that have one. */
export interface PairedSavings {
  /** Which orders, ascending. */
  readonly orders: readonly number[];
  /** Basis points. */
  readonly bps: readonly number[];
  /** The orders' notional at the arrival mid, dollars. */
  readonly weights: readonly number[];
  /** Starts, ns after the tape's origin. */
  readonly startNs: readonly number[];
  /** Of all these orders together: its total is the mean saving by notional. */
  readonly attribution: Attribution;
  /** Orders without a saving, and why. */
  readonly unmeasured: readonly {
    readonly order: number;
    readonly code: UncomparedCode;
    readonly reason: string;
  }[];
}

/**
 * Pairs a strategy's measures with those of several baselines, all on the same orders: an order that one of them
 * cannot be compared on is left out for all.
 *
 * @throws {RangeError} if they are not of the same orders.
 */
export function pairFamily<Name extends string>(
  strategy: readonly ComparedOrder[],
  baselines: Readonly<Record<Name, readonly ComparedOrder[]>>,
  residual: ResidualRule,
): Record<Name, PairedSavings> {
  const leftOut = new Set<number>();
  for (const baseline of Object.values<readonly ComparedOrder[]>(baselines)) {
    for (const { order } of pairSavings(strategy, baseline, residual).unmeasured) leftOut.add(order);
  }
  const paired = Object.entries<readonly ComparedOrder[]>(baselines).map(([name, baseline]) =>
    [name, pairSavings(strategy, baseline, residual, leftOut)] as const
  );
  return Object.fromEntries(paired) as Record<Name, PairedSavings>;
}

/**
 * Pairs two strategies' measures of the same orders, order by order.
 *
 * @param leftOut orders that another comparison of the family cannot be made on.
 * @throws {RangeError} if they are not of the same orders.
 */
export function pairSavings(
  strategy: readonly ComparedOrder[],
  baseline: readonly ComparedOrder[],
  residual: ResidualRule,
  leftOut: ReadonlySet<number> = new Set(),
): PairedSavings {
  if (strategy.length !== baseline.length) {
    throw new RangeError(`Cannot pair ${strategy.length} orders with ${baseline.length}`);
  }
  const orders: number[] = [];
  const bps: number[] = [];
  const weights: number[] = [];
  const startNs: number[] = [];
  const attributions: Attribution[] = [];
  const unmeasured: { order: number; code: UncomparedCode; reason: string }[] = [];
  for (const [order, own] of strategy.entries()) {
    const alone = pairedSaving(own, baseline[order]!, residual);
    const saving = alone.bps !== null && leftOut.has(order) ? withoutSaving("another-comparison") : alone;
    if (saving.bps === null) {
      unmeasured.push({ order, code: saving.code, reason: saving.reason });
      continue;
    }
    const attribution = savingAttribution(own.attribution!, baseline[order]!.attribution!);
    orders.push(order);
    bps.push(saving.bps);
    weights.push(halfUnitsToDollars(attribution.notional));
    startNs.push(own.order.startNs);
    attributions.push(attribution);
  }
  return { orders, bps, weights, startNs, attribution: poolAttributions(attributions), unmeasured };
}
