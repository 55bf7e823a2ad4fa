/** Blocks of consecutive starts: what the sampling variance of a tape's saving is taken from. @module */

import type { ParentOrders } from "../execution/parent_orders.ts";

/** Blocks of a tape, at most: enough to tell a variance, few enough that a part stays small. */
const MOST_BLOCKS = 32;
/** Sums by block that a part holds, at most, over all its points. */
const MOST_SUMS = 24_000;

/** How orders are gathered in blocks. */
export interface Blocks {
  /** Starts in each block. */
  readonly starts: readonly number[];
  /** Block of each order. */
  readonly ofOrder: readonly number[];
}

/**
 * Gathers orders in blocks of consecutive starts, as equal as can be. A block is at least as long as an order, so that
 * orders overlap with those of neighbouring blocks at most.
 *
 * @param points whose sums a part holds for every block.
 * @param perOrder whether every start is a block.
 *
 * @example
 * ```ts
 * import { blocksOf } from "./blocks.ts";
 * import { assertEquals } from "@std/assert";
 * const orders = [0, 0, 5, 5, 10, 10].map((startNs) => ({ side: 1 as const, quantity: 1, startNs, endNs: startNs + 8 }));
 * const blocks = blocksOf({ orders, horizonNs: 8, spacingNs: 5 }, 1);
 * assertEquals(blocks, { starts: [3], ofOrder: [0, 0, 0, 0, 0, 0] });
 * ```
 */
export function blocksOf(
  { orders, horizonNs, spacingNs }: Pick<ParentOrders, "orders" | "horizonNs" | "spacingNs">,
  points: number,
  { perOrder = false }: { readonly perOrder?: boolean | undefined } = {},
): Blocks {
  const startOf: number[] = [];
  for (const [i, { startNs }] of orders.entries()) {
    startOf.push(i === 0 ? 0 : startOf[i - 1]! + (startNs === orders[i - 1]!.startNs ? 0 : 1));
  }
  const starts = startOf.at(-1)! + 1;
  const startsABlock = spacingNs > 0 ? Math.ceil(horizonNs / spacingNs) : 1;
  const most = Math.min(MOST_BLOCKS, Math.floor(MOST_SUMS / points), Math.floor(starts / startsABlock));
  const count = perOrder ? starts : Math.max(1, most);
  const ofStart = (start: number): number => Math.floor(start * count / starts);
  const lengths = new Array<number>(count).fill(0);
  for (let start = 0; start < starts; start++) lengths[ofStart(start)]!++;
  return { starts: lengths, ofOrder: startOf.map(ofStart) };
}
