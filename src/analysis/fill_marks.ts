/** Fills as marks of a plot: many of them drawn together, none lost. @module */

import type { FillFigures } from "./fill_figures.ts";
import { stepOf } from "./touch_path.ts";

/** Above so many fills, those of one step, venue and kind become one mark. */
const MOST_SINGLE = 120;

/** One fill, or several of one venue and kind that a plot would draw over each other. */
export interface FillMark extends Pick<FillFigures, "timeNs" | "venue" | "shares" | "kind"> {
  /** Dollars a share; of several the mean by shares. */
  readonly price: number;
  /** What it adds to the order's all-in shortfall, dollars; `null` where the order has no arrival mid. */
  readonly cost: number | null;
  /** How many fills it is. */
  readonly fills: number;
}

/**
 * Marks for an order's fills: each for itself, or where there are very many, one for those of a step of the path, a
 * venue and a kind; shares and costs sum to the same. Of several, the time is the first's.
 *
 * @param fills in order of time.
 * @param fromNs the order's start, ns after the tape's origin.
 * @param toNs its end.
 */
export function fillMarks(fills: readonly FillFigures[], fromNs: number, toNs: number): FillMark[] {
  if (fills.length <= MOST_SINGLE) return fills.map((fill) => marked([fill]));
  const together = Map.groupBy(
    fills,
    ({ timeNs, venue, kind }) => JSON.stringify([stepOf(timeNs, fromNs, toNs), venue, kind]),
  );
  return [...together.values()].map(marked);
}

function marked(fills: readonly FillFigures[]): FillMark {
  const [{ timeNs, venue, kind, price }] = fills as readonly [FillFigures];
  const sumOf = (figure: (fill: FillFigures) => number): number =>
    fills.reduce((sum, fill) => sum + figure(fill), 0);
  const shares = sumOf((fill) => fill.shares);
  return {
    timeNs,
    venue,
    kind,
    shares,
    price: fills.length === 1 ? price : sumOf((fill) => fill.price * fill.shares) / shares,
    cost: fills.every(({ parts }) => parts !== null) ? sumOf(costOf) : null,
    fills: fills.length,
  };
}

function costOf({ parts }: FillFigures): number {
  return Object.values(parts!).reduce((sum, part) => sum + part, 0);
}
