/** How often the intervals that a study prints hold the truth, on simulated studies. @module */

import type { Ends } from "../../../src/analysis/statistics/clustered_mean.ts";
import { poolStudy } from "../../../src/study/pool/pool_study.ts";
import { type Law, simulateStudy, SYMBOL_DEVIATION } from "./_simulated.ts";
import { seeds } from "../../_seeds.ts";

/** How many of an interval's printings there were, and how many held the truth. */
interface Tally {
  printed: number;
  held: number;
}

/** Every interval that a study prints. */
export const INTERVALS = [
  "mean",
  "family",
  "by precision",
  "next day",
  "τ days",
  "τ symbols",
  "by symbol",
  "by day",
  "by tape",
  "without a day",
  "any time",
] as const;

/** Simulates so many studies of two comparisons, or in the long run three, and counts, by interval. */
export function coverageOf(
  law: Law,
  { days, symbols, studies, firstSeed }: {
    days: number;
    symbols: number;
    studies: number;
    firstSeed: number;
  },
): Record<(typeof INTERVALS)[number], Tally> {
  const tallies = Object.fromEntries(INTERVALS.map((name) => [name, { printed: 0, held: 0 }])) as Record<
    (typeof INTERVALS)[number],
    Tally
  >;
  const count = (name: (typeof INTERVALS)[number], holds: boolean): void => {
    tallies[name].printed++;
    if (holds) tallies[name].held++;
  };
  const holds = (interval: Ends, truth: number): boolean =>
    interval.lower <= truth && truth <= interval.upper;
  for (let study = 0; study < studies; study++) {
    const truth = simulateStudy(law, { days, symbols, comparisons: seeds(2, 3), seed: firstSeed + study });
    const { comparisons } = poolStudy(truth.parts);
    const all = Object.values(comparisons);
    const { confidence, byPrecision, variation, bySymbol, byDay, byTape, cumulative } = all[0]!;
    count("mean", holds(confidence.intervalBps!, truth.meanBps));
    count("family", all.every((each) => holds(each.confidence.simultaneousBps!, truth.meanBps)));
    count("by precision", holds(byPrecision.intervalBps!, truth.meanTapeBps));
    count("next day", holds(confidence.nextDayBps!, truth.nextDayBps));
    const { day, symbol } = variation!;
    if (day.intervalBps !== null) count("τ days", holds(day.intervalBps, truth.dayDeviation));
    if (symbol.intervalBps !== null) count("τ symbols", holds(symbol.intervalBps, SYMBOL_DEVIATION));
    for (const each of bySymbol) count("by symbol", holds(each.intervalBps!, truth.symbolBps[each.symbol]!));
    for (const each of byDay) count("by day", holds(each.intervalBps!, truth.dayBps[each.day]!));
    for (const [i, each] of byTape.entries()) count("by tape", holds(each.intervalBps!, truth.tapeBps[i]!));
    // The family's interval, which is that of the verdict, but for one day; one a study, as all are much the same.
    count("without a day", holds(byDay[0]!.withoutIt.intervalBps!, truth.meanBps));
    count(
      "any time",
      cumulative.every(({ anyTimeBps }) => anyTimeBps === null || holds(anyTimeBps, truth.meanBps)),
    );
  }
  return tallies;
}
