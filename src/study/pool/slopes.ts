/** Savings against what a tape is like: its spread, its volatility, its venues. @module */

import { slopeByGroup } from "../../analysis/statistics/slope.ts";
import type { MeasuredPart } from "../part.ts";
import { savingBps, type TapeSaving } from "./tape_saving.ts";

/** What savings are held against, and the unit that a slope is per. */
const TRAITS = {
  spread: { unit: "bps of spread", of: ({ spreadBps }) => spreadBps },
  volatility: { unit: "bps of volatility a day", of: ({ volatilityBps }) => volatilityBps },
  venues: { unit: "venue", of: ({ venues }) => venues.length },
} as const satisfies Record<
  string,
  { unit: string; of: (tape: MeasuredPart["tape"]) => number | null }
>;

/** Names of traits. */
export const TRAIT_NAMES = Object.keys(TRAITS) as readonly (keyof typeof TRAITS)[];

/** How a saving goes with one trait of a tape: described, not tested. */
export interface Slope {
  readonly against: keyof typeof TRAITS;
  readonly unit: string;
  /** Tapes of which the trait is known. */
  readonly tapes: number;
  /** The trait's least and greatest. */
  readonly range: readonly [least: number, greatest: number] | null;
  /** Saved more for one unit more of the trait, weighted by notional; `null` where it never differs. */
  readonly slopeBps: number | null;
  /** Between which values the slope lies with any one symbol, or any one day, left out. */
  readonly leavingOne: readonly [least: number, greatest: number] | null;
}

/**
 * The slope of savings against each trait. No interval: a few symbols differ in all of these at once, and what goes
 * with one of them may come of another. What leaving one symbol or one day out makes of a slope tells how far it
 * hangs on it.
 */
export function slopesOf(savings: readonly TapeSaving[]): Slope[] {
  return TRAIT_NAMES.map((against) => {
    const { unit, of } = TRAITS[against];
    const known = savings.filter(({ part }) => of(part.tape) !== null);
    const traits = known.map(({ part }) => of(part.tape)!);
    const { slope, without } = slopeByGroup(
      traits,
      known.map((each) => savingBps([each])),
      known.map(({ notionalDollars }) => notionalDollars),
      [known.map(({ part }) => part.tape.symbol), known.map(({ part }) => part.tape.day)],
    );
    return {
      against,
      unit,
      tapes: known.length,
      range: rangeOf(traits),
      slopeBps: slope,
      leavingOne: slope === null ? null : rangeOf(without),
    };
  });
}

function rangeOf(values: readonly number[]): readonly [least: number, greatest: number] | null {
  if (values.length === 0) return null;
  return [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((greatest, value) => Math.max(greatest, value)),
  ];
}
