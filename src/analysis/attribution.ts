/** What a shortfall is made of: disjoint parts that sum to it exactly. @module */

import { type FillLog, RESTED, TAKEN } from "../execution/fill_log.ts";
import type { Side } from "../market/side.ts";
import { bpsOf, type HalfUnits, halfUnits } from "./half_units.ts";
import { type PricedExecution, shortfallOf } from "./shortfall.ts";

/**
 * The parts of a shortfall. Of a fill of q shares at p, s the order's side, M and T live mid and touch just
 * before what caused it, M₀ the mid at arrival:
 *
 * | part | of | |
 * |---|---|---|
 * | drift | every fill | s·q·(M − M₀) |
 * | spread | taking | s·q·(T − M) |
 * | venue | taking | s·q·(p − T) |
 * | passive | resting | s·q·(p − M): usually negative, spread earned |
 * | residual | final crossing, unwinding | s·q·(p − M) |
 * | fees | every fill | rebates are negative |
 * | opportunity | shares left unfilled | s·unfilled·(end mid − M₀) |
 */
export const PARTS = ["drift", "spread", "venue", "passive", "residual", "fees", "opportunity"] as const;

/** One of {@linkcode PARTS}. */
export type Part = (typeof PARTS)[number];

/** A figure for each part. */
export type Parts<T> = Readonly<Record<Part, T>>;

/** The figure of each part. */
export function partsOf<T>(figure: (part: Part) => T): Parts<T> {
  return Object.fromEntries(PARTS.map((part) => [part, figure(part)])) as Parts<T>;
}

/** What a cost, or a difference of costs, is made of. */
export interface Attribution {
  /** Added up from cash, apart from the parts; they sum to it. */
  readonly total: HalfUnits;
  /** The parts. */
  readonly parts: Parts<HalfUnits>;
  /** Quantity at the arrival mid. */
  readonly notional: HalfUnits;
}

/**
 * Splits an order's all-in shortfall into parts that are disjoint and sum to it exactly; positive is
 * worse. Shares that were unwound count negative, but pay fees. `null` for want of an arrival mid.
 *
 * @throws {RangeError} if a price or fee is no whole number of units.
 *
 * @example
 * ```ts
 * import { attributionBps, attributionOf } from "./attribution.ts";
 * import { FillLog, RESTED, TAKEN } from "../execution/fill_log.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * const fills = new FillLog();
 * // The mid rises from 10 to 10.01; the touch shows 10.02.
 * fills.add(1, 0, 10.03e9, 50, 3e6, TAKEN, 10.01e9, 10.02e9);
 * fills.add(2, 0, 10e9, 50, -2e6, RESTED, 10.01e9, 10.02e9);
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9 } as const;
 * const { parts } = attributionBps(
 *   attributionOf({ order, fills, arrivalMid: 10e9, endMid: 10.01e9, unfilled: 0 })!,
 * );
 * assertAlmostEquals(parts.drift, 10);
 * assertAlmostEquals(parts.spread, 5);
 * assertAlmostEquals(parts.venue, 5);
 * assertAlmostEquals(parts.passive, -5);
 * assertAlmostEquals(parts.fees, 0.5);
 * ```
 */
export function attributionOf(execution: PricedExecution): Attribution | null {
  const shortfall = shortfallOf(execution);
  if (shortfall === null) return null;
  const { fills, order, arrivalMid } = execution;
  const arrival = halfUnits(arrivalMid);
  const parts = { ...noParts(), opportunity: shortfall.opportunity };
  for (let i = 0; i < fills.length; i++) addFill(parts, fills, i, order.side, arrival);
  return { total: shortfall.total, parts, notional: shortfall.notional };
}

/**
 * The parts of one fill; it has no opportunity. Those of all fills sum to the order's.
 *
 * @param i which fill.
 * @param arrivalMid 1e-9 dollars, or half of one: not `NaN`.
 * @throws {RangeError} if a price or fee is no whole number of units.
 */
export function fillParts(fills: FillLog, i: number, side: Side, arrivalMid: number): Parts<HalfUnits> {
  const parts = noParts();
  addFill(parts, fills, i, side, halfUnits(arrivalMid));
  return parts;
}

function addFill(
  parts: Record<Part, HalfUnits>,
  fills: FillLog,
  i: number,
  side: Side,
  arrival: HalfUnits,
): void {
  const signed = BigInt(side) * BigInt(fills.shares[i]!);
  const price = halfUnits(fills.price[i]!);
  const mid = halfUnits(fills.mid[i]!);
  parts.drift += signed * (mid - arrival);
  parts.fees += BigInt(Math.abs(fills.shares[i]!)) * halfUnits(fills.fee[i]!);
  const kind = fills.kind[i]!;
  if (kind === TAKEN) {
    const touch = halfUnits(fills.touch[i]!);
    parts.spread += signed * (touch - mid);
    parts.venue += signed * (price - touch);
  } else parts[kind === RESTED ? "passive" : "residual"] += signed * (price - mid);
}

/** The sum over several orders, or over savings. */
export function poolAttributions(attributions: Iterable<Attribution>): Attribution {
  const parts = noParts();
  let total = 0n;
  let notional = 0n;
  for (const each of attributions) {
    for (const part of PARTS) parts[part] += each.parts[part];
    total += each.total;
    notional += each.notional;
  }
  return { total, parts, notional };
}

/** What a strategy saves on a baseline over the same orders, by parts: positive is better. */
export function savingAttribution(strategy: Attribution, baseline: Attribution): Attribution {
  const saved = noParts();
  for (const part of PARTS) saved[part] = baseline.parts[part] - strategy.parts[part];
  return { total: baseline.total - strategy.total, parts: saved, notional: strategy.notional };
}

/** An attribution in basis points of the notional. */
export interface AttributionBps {
  /** All-in. */
  readonly total: number;
  /** They sum to it. */
  readonly parts: Parts<number>;
}

/** In basis points of the notional, which must not be zero. */
export function attributionBps({ total, parts, notional }: Attribution): AttributionBps {
  return { total: bpsOf(total, notional), parts: partsOf((part) => bpsOf(parts[part], notional)) };
}

function noParts(): Record<Part, HalfUnits> {
  return { drift: 0n, spread: 0n, venue: 0n, passive: 0n, residual: 0n, fees: 0n, opportunity: 0n };
}
