/** An order's fills by kind and by venue. @module */

import { BEYOND, CROSSED, type FillLog, RESTED, TAKEN, UNWOUND } from "../execution/fill_log.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { NS_PER_SECOND } from "../market/time.ts";
import { MeanSum, poolMeans, type WeightedMean } from "./weighted_mean.ts";

/** Shares by how they came about, all counted positive. */
export interface SharesByKind {
  /** What was taken at displayed prices. */
  readonly taken: number;
  /** What filled at rest. */
  readonly rested: number;
  /** The final crossing, of what was displayed. */
  readonly crossed: number;
  /** The final crossing, of what nobody displayed: `beyond_displayed`. */
  readonly beyond: number;
  /** Filled too much, and given back. */
  readonly unwound: number;
}

/** What a venue filled. Fills beyond the displayed size are no venue's. */
export interface VenueFills extends Omit<SharesByKind, "beyond"> {
  /** Price times shares of what was taken, rested and crossed, 1e-9 dollars. */
  readonly grossUnits: bigint;
  /** Fees paid there, 1e-9 dollars; negative is a rebate. */
  readonly feeUnits: bigint;
}

/** The fills of an order, by kind and by venue. */
export interface FillBreakdown {
  /** How many there are. */
  readonly fills: number;
  /** Their shares. */
  readonly shares: SharesByKind;
  /** From the order's start until its shares were filled, the final crossing included; seconds by shares. */
  readonly secondsToFill: WeightedMean;
  /** By venue index. */
  readonly venues: readonly VenueFills[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How fills came about, by the kind in their log. */
export const FILL_KINDS: Readonly<Record<number, keyof SharesByKind>> = {
  [TAKEN]: "taken",
  [RESTED]: "rested",
  [CROSSED]: "crossed",
  [BEYOND]: "beyond",
  [UNWOUND]: "unwound",
};

/**
 * Breaks an order's fills down.
 *
 * @param venues number of venues.
 *
 * @example
 * ```ts
 * import { breakdownOf, takerShares } from "./fill_breakdown.ts";
 * import { CROSSED, FillLog, RESTED } from "../execution/fill_log.ts";
 * import { assertEquals } from "@std/assert";
 * const fills = new FillLog();
 * fills.add(1e9, 0, 10e9, 300, -2e6, RESTED);
 * fills.add(5e9, 1, 11e9, 100, 3e6, CROSSED);
 * const order = { side: 1, quantity: 400, startNs: 0, endNs: 5e9 } as const;
 * const { shares, secondsToFill, venues } = breakdownOf({ order, fills }, 2);
 * assertEquals([shares.rested, shares.crossed, takerShares(shares)], [300, 100, 100]);
 * assertEquals(secondsToFill.mean, 2);
 * assertEquals(venues[0]!.feeUnits, -600_000_000n);
 * ```
 */
export function breakdownOf(
  { order, fills }: { readonly order: ParentOrder; readonly fills: FillLog },
  venues: number,
): FillBreakdown {
  const byVenue = Array.from({ length: venues }, noFills);
  const secondsToFill = new MeanSum();
  for (let i = 0; i < fills.length; i++) {
    const count = Math.abs(fills.shares[i]!);
    const kind = FILL_KINDS[fills.kind[i]!]!;
    if (fills.shares[i]! > 0) secondsToFill.add((fills.timeNs[i]! - order.startNs) / NS_PER_SECOND, count);
    if (kind === "beyond") continue;
    const venue = byVenue[fills.venue[i]!]!;
    venue[kind] += count;
    venue.feeUnits += BigInt(count) * BigInt(fills.fee[i]!);
    if (kind !== "unwound") venue.grossUnits += BigInt(count) * BigInt(fills.price[i]!);
  }
  const shares = sharesByKind(fills);
  return { fills: fills.length, shares, secondsToFill: secondsToFill.finish(), venues: byVenue };
}

/** The shares of a log by how they came about. */
export function sharesByKind(fills: FillLog): SharesByKind {
  const shares: Mutable<SharesByKind> = { ...noShares(), beyond: 0 };
  for (let i = 0; i < fills.length; i++) shares[FILL_KINDS[fills.kind[i]!]!] += Math.abs(fills.shares[i]!);
  return shares;
}

/** Shares that paid the fee for taking. */
export function takerShares({ taken, crossed, beyond, unwound }: SharesByKind): number {
  return taken + crossed + beyond + unwound;
}

/** Several orders together. */
export function poolBreakdowns(each: readonly FillBreakdown[]): FillBreakdown {
  const shares: Mutable<SharesByKind> = { ...noShares(), beyond: 0 };
  const venues = Array.from({ length: each[0]?.venues.length ?? 0 }, noFills);
  let fills = 0;
  for (const order of each) {
    fills += order.fills;
    for (const kind of Object.values(FILL_KINDS)) shares[kind] += order.shares[kind];
    for (const [index, from] of order.venues.entries()) {
      const venue = venues[index]!;
      venue.taken += from.taken;
      venue.rested += from.rested;
      venue.crossed += from.crossed;
      venue.unwound += from.unwound;
      venue.grossUnits += from.grossUnits;
      venue.feeUnits += from.feeUnits;
    }
  }
  return { fills, shares, secondsToFill: poolMeans(each.map((order) => order.secondsToFill)), venues };
}

function noShares(): Mutable<Omit<SharesByKind, "beyond">> {
  return { taken: 0, rested: 0, crossed: 0, unwound: 0 };
}

function noFills(): Mutable<VenueFills> {
  return { ...noShares(), grossUnits: 0n, feeUnits: 0n };
}
