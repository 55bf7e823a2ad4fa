/** Studies whose truth is known: parts as if measured, from days, symbols and orders drawn by a law. @module */

import type { Parts } from "../../../src/analysis/attribution.ts";
import { type Random, seededRandom } from "../../../src/market/random.ts";
import type { MeasuredPart } from "../../../src/study/part.ts";
import { normal } from "../../analysis/statistics/_series.ts";
import { measuredPart } from "../_parts.ts";

/** How days come about; deviations in basis points. */
export interface Law {
  readonly name: string;
  /** What days have in common with no other: one value a day, of mean zero. */
  readonly days: (count: number, random: Random) => readonly number[];
  /** Standard deviation of what `days` draws, of so many days. */
  readonly dayDeviation: (count: number) => number;
}

/** The mean saving of all simulated studies, basis points. */
const TRUTH_BPS = 0.2;
/** Standard deviation between symbols, basis points. */
export const SYMBOL_DEVIATION = 0.3;
/** Standard deviation of a symbol's day, beyond day and symbol, were its orders endless, basis points. */
const CELL_DEVIATION = 0.2;
/** Standard deviation of a block of orders, basis points. */
const BLOCK_DEVIATION = 1.5;
/** Of a wild day, basis points. */
const WILD = 3;

function normals(count: number, deviation: number, random: Random): number[] {
  return Array.from({ length: count }, () => deviation * normal(random));
}

function correlated(phi: number): Law["days"] {
  return (count, random) => {
    let value = 0.3 * normal(random);
    return Array.from({ length: count }, () => {
      const current = value;
      value = phi * value + 0.3 * Math.sqrt(1 - phi * phi) * normal(random);
      return current;
    });
  };
}

/** Days alike, unlike, one wild among them, and days that go on into the next. */
export const LAWS: readonly Law[] = [
  { name: "days alike", days: (count) => Array(count).fill(0), dayDeviation: () => 0 },
  { name: "days unlike", days: (count, random) => normals(count, 0.3, random), dayDeviation: () => 0.3 },
  {
    name: "one wild day",
    days: (count, random) => {
      const days = normals(count, 0.1, random);
      const at = Math.floor(random() * count);
      days[at]! += random() < 0.5 ? WILD : -WILD;
      return days;
    },
    dayDeviation: (count) => Math.sqrt(0.1 ** 2 + WILD ** 2 / count),
  },
  { name: "correlated 0.3", days: correlated(0.3), dayDeviation: () => 0.3 },
  { name: "correlated 0.6", days: correlated(0.6), dayDeviation: () => 0.3 },
];

/** A study, and what its intervals are to hold. */
interface Simulated {
  readonly parts: readonly MeasuredPart[];
  /** The mean of these symbols over all days that could have been. */
  readonly meanBps: number;
  /** The same with symbols weighted alike: their tapes tell as much. */
  readonly meanTapeBps: number;
  /** The next day of these symbols. */
  readonly nextDayBps: number;
  /** By symbol. */
  readonly symbolBps: Readonly<Record<string, number>>;
  /** By day, of these symbols. */
  readonly dayBps: Readonly<Record<string, number>>;
  /** Tape by tape, as `parts` has them. */
  readonly tapeBps: readonly number[];
  /** Standard deviation between days. */
  readonly dayDeviation: number;
}

/**
 * Draws a study. Weights differ between symbols by up to three times, and between days by up to two.
 *
 * @param comparisons that each have the same truth, and go together with the first.
 */
export function simulateStudy(
  { days: drawDays, dayDeviation }: Law,
  { days, symbols, blocks = 12, comparisons = 1, seed }: {
    readonly days: number;
    readonly symbols: number;
    readonly blocks?: number;
    readonly comparisons?: number;
    readonly seed: number;
  },
): Simulated {
  const random = seededRandom(seed);
  const names = Array.from({ length: symbols }, (_, s) => `S${String(s).padStart(2, "0")}`);
  const dates = Array.from(
    { length: days },
    (_, d) => new Date(Date.UTC(2024, 0, 1 + d)).toISOString().slice(0, 10),
  );
  const ofSymbol = normals(symbols, SYMBOL_DEVIATION, random);
  const ofDay = drawDays(days + 1, random);
  const weight = names.map((_, s) => 1 + 2 * s / symbols);
  const dayWeight = dates.map(() => 1 + random());
  const shared = weight.map((each) => each / weight.reduce((a, b) => a + b));
  const ofThese = ofSymbol.reduce((sum, each, s) => sum + shared[s]! * each, 0);
  const template = measuredPart();
  const dayBps: Record<string, number> = {};
  const tapeBps: number[] = [];
  const parts = dates.flatMap((day, d) => {
    dayBps[day] = TRUTH_BPS + ofThese + ofDay[d]!;
    return names.map((symbol, s): MeasuredPart => {
      const cell = TRUTH_BPS + ofSymbol[s]! + ofDay[d]! + CELL_DEVIATION * normal(random);
      dayBps[day]! += shared[s]! * (cell - TRUTH_BPS - ofSymbol[s]! - ofDay[d]!);
      tapeBps.push(cell);
      const notional = 1e5 * weight[s]! * dayWeight[d]!;
      const own = Array.from({ length: blocks }, () => normal(random));
      const others = Object.fromEntries(
        Array.from({ length: comparisons }, (_, c) => {
          const bps = own.map((z) =>
            cell + BLOCK_DEVIATION * (c === 0 ? z : 0.8 * z + 0.6 * normal(random)) +
            (c === 0 ? 0 : 0.2 * normal(random))
          );
          const costDollars = bps.map((each) => each * notional / blocks / 1e4);
          return [
            `other${c}`,
            { ownShares: 40, costDollars, parts: venueOnly(costDollars.reduce((a, b) => a + b)) },
          ];
        }),
      );
      return {
        ...template,
        task: `${d}`.padStart(32, "0") + `${s}`.padStart(32, "0"),
        tape: { ...template.tape, day, symbol, spreadBps: 1 + s, volatilityBps: 80 + d },
        measured: {
          ...template.measured,
          parameters: [],
          points: [[]],
          comparisons: Object.fromEntries(
            Object.keys(others).map((name) => [name, { strategy: "twap+sweep", kind: "routing" }]),
          ),
          main: "other0",
        },
        orders: { ...template.orders, count: 2 * blocks, starts: blocks, notionalDollars: notional },
        blocks: Array(blocks).fill(1),
        runs: [{
          tuningDollars: 0,
          compared: 0,
          ownShares: 40,
          costDollars: Array(blocks).fill(0),
          parts: venueOnly(0),
        }],
        runAt: [0],
        compared: [{
          orders: 2 * blocks,
          leftOut: {},
          shares: 40,
          notionalDollars: Array(blocks).fill(notional / blocks),
          others,
        }],
      };
    });
  });
  return {
    parts,
    meanBps: TRUTH_BPS + ofThese,
    meanTapeBps: TRUTH_BPS + ofSymbol.reduce((a, b) => a + b) / symbols,
    nextDayBps: nextDay(TRUTH_BPS + ofThese + ofDay[days]!, shared, blocks, random),
    symbolBps: Object.fromEntries(names.map((name, s) => [name, TRUTH_BPS + ofSymbol[s]!])),
    dayBps,
    tapeBps,
    dayDeviation: dayDeviation(days + 1),
  };
}

/** What the next day's tapes come to, with the luck of their orders. */
function nextDay(mean: number, shared: readonly number[], blocks: number, random: Random): number {
  const deviation = Math.sqrt(CELL_DEVIATION ** 2 + BLOCK_DEVIATION ** 2 / blocks);
  return shared.reduce((sum, share) => sum + share * deviation * normal(random), mean);
}

function venueOnly(dollars: number): Parts<number> {
  return { drift: 0, spread: 0, venue: dollars, passive: 0, residual: 0, fees: 0, opportunity: 0 };
}
