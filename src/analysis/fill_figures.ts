/** One fill's figures, plain data: exact sums of them are the order's. @module */

import { BEYOND, type FillLog, NO_CHILD } from "../execution/fill_log.ts";
import type { Market } from "../execution/market.ts";
import type { Execution } from "../execution/simulator.ts";
import { cashToDollars, dollarsOrNull, hasPrice, toDollars } from "../market/price.ts";
import { fillParts, type Part, PARTS } from "./attribution.ts";
import { FILL_KINDS, type SharesByKind } from "./fill_breakdown.ts";
import { halfUnitsToDollars } from "./half_units.ts";
import { fillMarkouts } from "./markouts.ts";

/** The parts that a fill's cost may have: shares left unfilled are no fill. */
export const FILL_PARTS = PARTS.filter((part): part is FillPart => part !== "opportunity");

/** One of {@linkcode FILL_PARTS}. */
export type FillPart = Exclude<Part, "opportunity">;

/** What a fill was. */
export interface FillFacts {
  /** Number of its child order within the parent order, from 1 as they were sent; the final crossing has none. */
  readonly child: number | null;
  /** When the child order was sent, ns after the tape's origin. */
  readonly sentNs: number | null;
  /** When it was filled, ns after the tape's origin. */
  readonly timeNs: number;
  /** Name; shares beyond what was displayed are no venue's. */
  readonly venue: string | null;
  /** Dollars a share. */
  readonly price: number;
  /** Negative where shares filled too much are given back. */
  readonly shares: number;
  /** How it came about. */
  readonly kind: keyof SharesByKind;
  /** Of all its shares, dollars; negative is a rebate. */
  readonly fee: number;
}

/** The figures of one fill: what it was, and what it was worth. */
export interface FillFigures extends FillFacts {
  /** Live mid just before what caused it, dollars; the last defined where there was none. */
  readonly mid: number | null;
  /** Best live price to take at just before, dollars. */
  readonly touch: number | null;
  /** What it adds to the order's shortfall, dollars; `null` where the order has no arrival mid. */
  readonly parts: Readonly<Record<FillPart, number>> | null;
  /** At each of `MARKOUT_SECONDS`, basis points; `null` where it was not measured. */
  readonly markoutsBps: readonly (number | null)[];
}

/**
 * The figures of all fills of an execution, before the simulator's next run.
 *
 * @throws {RangeError} if a price or fee is no whole number of units.
 *
 * @example
 * ```ts
 * import { fillFigures } from "./fill_figures.ts";
 * import { FillLog, TAKEN } from "../execution/fill_log.ts";
 * import { Market } from "../execution/market.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { TapeBuilder } from "../market/tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * builder.columns.publisher[builder.next()] = 2;
 * const market = new Market(builder.finish({ originNs: 0n, symbol: "" }), FeeSchedule.flat(0, 0), {});
 * const fills = new FillLog();
 * fills.add(2e9, 0, 10.03e9, 100, 3e6, TAKEN, 10.01e9, 10.02e9, fills.send(1e9));
 * const order = { side: 1, quantity: 100, startNs: 0, endNs: 9e9 } as const;
 * const [fill] = fillFigures({ order, fills, arrivalMid: 10e9 }, market);
 * assertEquals([fill!.child, fill!.sentNs, fill!.kind, fill!.fee], [1, 1e9, "taken", 0.3]);
 * const parts = { drift: 1, spread: 1, venue: 1, passive: 0, residual: 0, fees: 0.3 };
 * assertEquals(fill!.parts, parts);
 * ```
 */
export function fillFigures(
  { order, fills, arrivalMid }: Pick<Execution, "order" | "fills" | "arrivalMid">,
  market: Market,
): FillFigures[] {
  return fillFacts(fills, market).map((facts, i) => ({
    ...facts,
    mid: dollarsOrNull(fills.mid[i]!),
    touch: dollarsOrNull(fills.touch[i]!),
    parts: hasPrice(arrivalMid) ? partsOf(fills, i, order.side, arrivalMid) : null,
    markoutsBps: fillMarkouts(fills, i, order.side, market),
  }));
}

/** What the fills of a log were, for those who need no more than that. */
export function fillFacts(fills: FillLog, market: Market): FillFacts[] {
  return Array.from({ length: fills.length }, (_, i) => {
    const hasChild = fills.child[i] !== NO_CHILD;
    const kind = fills.kind[i]!;
    const shares = fills.shares[i]!;
    return {
      child: hasChild ? fills.child[i]! : null,
      sentNs: hasChild ? fills.sentNs(i) : null,
      timeNs: fills.timeNs[i]!,
      venue: kind === BEYOND ? null : market.venues.names[fills.venue[i]!]!,
      price: toDollars(fills.price[i]!),
      shares,
      kind: FILL_KINDS[kind]!,
      fee: cashToDollars(BigInt(Math.abs(shares)) * BigInt(fills.fee[i]!)),
    };
  });
}

function partsOf(...fill: Parameters<typeof fillParts>): Record<FillPart, number> {
  const parts = fillParts(...fill);
  const inDollars = FILL_PARTS.map((part) => [part, halfUnitsToDollars(parts[part])]);
  return Object.fromEntries(inDollars) as Record<FillPart, number>;
}
