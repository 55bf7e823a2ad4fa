/** What each tape saved in one comparison, and sums of them. @module */

import { square } from "../../analysis/statistics/elementary.ts";
import { type Parts, partsOf } from "../../analysis/attribution.ts";
import { BPS } from "../../market/price.ts";
import { clusteredMean, LEAST_FOR_CORRELATION } from "../../analysis/statistics/clustered_mean.ts";
import { gatherStarts, type Starts } from "../../analysis/statistics/starts.ts";
import { type MeasuredPart, savingAt } from "../part.ts";

/** What one tape saved in one comparison; dollars are over the orders compared, positive is better. */
export interface TapeSaving {
  readonly part: MeasuredPart;
  readonly savedDollars: number;
  readonly notionalDollars: number;
  readonly parts: Parts<number>;
  readonly orders: number;
  readonly leftOut: number;
  /** Shares of the orders compared; what the two filled of them before the end. */
  readonly shares: { readonly ordered: number; readonly own: number; readonly baseline: number };
  /** How sure it is, given the tape; `null` of fewer than ten blocks, whose correlation cannot be told. */
  readonly sure: Sureness | null;
}

/** A standard error, and the degrees of freedom that it is known with. */
export interface Sureness {
  readonly standardErrorBps: number;
  readonly freedom: number;
}

/** What a tape saved at a point; `null` where none of its orders could be compared. */
export function tapeSaving(part: MeasuredPart, point: number, comparison: string): TapeSaving | null {
  const { compared, dollars, parts } = savingAt(part, point, comparison);
  const notionalDollars = sumOf(compared.notionalDollars);
  if (!(notionalDollars > 0)) return null;
  return {
    part,
    savedDollars: sumOf(dollars),
    notionalDollars,
    parts,
    orders: compared.orders,
    leftOut: part.orders.count - compared.orders,
    shares: {
      ordered: compared.shares,
      own: part.runs[part.runAt[point]!]!.ownShares,
      baseline: compared.others[comparison]!.ownShares,
    },
    sure: surenessOf(dollars, compared.notionalDollars),
  };
}

/** Σ values, in their order. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Blocks of a tape follow each other and may share orders that overlap: they are clusters in order of time. */
function surenessOf(dollars: readonly number[], notional: readonly number[]): Sureness | null {
  const filled = notional.map((_, block) => block).filter((block) => notional[block]! > 0);
  if (filled.length < LEAST_FOR_CORRELATION) return null;
  const bps = filled.map((block) => BPS * dollars[block]! / notional[block]!);
  const { standardError, freedom } = clusteredMean(
    gatherStarts(filled, bps, filled.map((block) => notional[block]!)),
  );
  return { standardErrorBps: standardError, freedom };
}

/** What a tape, or several, saved, weighted by notional. */
export function savingBps(savings: readonly TapeSaving[]): number {
  let [dollars, notional] = [0, 0];
  for (const { savedDollars, notionalDollars } of savings) {
    dollars += savedDollars;
    notional += notionalDollars;
  }
  return BPS * dollars / notional;
}

/** The parts of what several tapes saved, which sum to it. */
export function savedPartsBps(savings: readonly TapeSaving[]): Parts<number> {
  const notional = notionalOf(savings);
  return partsOf((part) => BPS * sumOf(savings.map(({ parts }) => parts[part])) / notional);
}

/** The notional of the orders compared, dollars. */
export function notionalOf(savings: readonly TapeSaving[]): number {
  return sumOf(savings.map(({ notionalDollars }) => notionalDollars));
}

/** What the strategy and the other filled by themselves, before the end, over what was ordered. */
export function fillRatesOf(savings: readonly TapeSaving[]): { own: number; baseline: number } {
  const ordered = sumOf(savings.map(({ shares }) => shares.ordered));
  return {
    own: sumOf(savings.map(({ shares }) => shares.own)) / ordered,
    baseline: sumOf(savings.map(({ shares }) => shares.baseline)) / ordered,
  };
}

/** Tapes by what a key gives them, in the order of the keys' text. */
export function groupSavings(
  savings: readonly TapeSaving[],
  key: (tape: MeasuredPart["tape"]) => string,
): (readonly [name: string, savings: readonly TapeSaving[]])[] {
  const groups = Map.groupBy(savings, ({ part }) => key(part.tape));
  return [...groups].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}

/**
 * The days of these tapes as clusters in order of time, in basis points.
 *
 * @param weights of the tapes. @default their notional
 */
export function daysAsClusters(savings: readonly TapeSaving[], weights?: ArrayLike<number>): Starts {
  const days = [...new Set(savings.map(({ part }) => part.tape.day))].sort();
  const indexOf = new Map(days.map((day, i) => [day, i]));
  const weightedSum = new Float64Array(days.length);
  const weight = new Float64Array(days.length);
  for (const [i, { part, savedDollars, notionalDollars }] of savings.entries()) {
    const day = indexOf.get(part.tape.day)!;
    const own = weights?.[i] ?? notionalDollars;
    weight[day]! += own;
    weightedSum[day]! += own * BPS * savedDollars / notionalDollars;
  }
  return { length: days.length, weightedSum, weight };
}

/**
 * How sure the saving of several tapes is, given these very tapes: by the luck of their orders alone, one tape's apart
 * from another's. Its degrees of freedom are those of Welch (1947).
 *
 * @returns `null` where that of any is not known.
 */
export function surenessOfAll(savings: readonly TapeSaving[]): Sureness | null {
  const notional = notionalOf(savings);
  let [variance, spread] = [0, 0];
  for (const { notionalDollars, sure } of savings) {
    if (sure === null) return null;
    const share = square(notionalDollars / notional * sure.standardErrorBps);
    variance += share;
    spread += square(share) / sure.freedom;
  }
  const freedom = spread > 0 ? square(variance) / spread : Infinity;
  return { standardErrorBps: Math.sqrt(variance), freedom };
}
