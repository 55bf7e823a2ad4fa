/** What a back-test decides from the whole tape, and a live view has to settle before. @module */

import type { SettledQuotes } from "../backtest/on_tape.ts";
import type { Market } from "../execution/market.ts";

/** What the quotes of a market decide, taken as it is from here on. */
export function settledBy({ live, venues: { names } }: Market): SettledQuotes {
  return {
    referenceVenue: names[live.referenceVenue]!,
    standIns: live.standIns.map((venue) => names[venue]!),
    quotesExpire: live.maxAgeNs.some((ns, venue) => venue !== live.referenceVenue && ns < Infinity),
  };
}

/** The same in sentences. */
export function settledTexts({ referenceVenue, standIns, quotesExpire }: SettledQuotes): string[] {
  const others = standIns.filter((venue) => venue !== referenceVenue);
  return [
    `Prices are held against those of ${referenceVenue}, which had most quotes` +
    (others.length > 0 ? `; ${others.join(" and ")} stands in where it shows nothing.` : "."),
    quotesExpire
      ? "Quotes of other venues expire after a second, as carried books were often crossed."
      : "Quotes do not expire, as carried books were hardly ever crossed.",
  ];
}

/** What the whole tape would have had decided otherwise; empty where nothing. */
export function decidedOtherwise(settled: SettledQuotes, whole: SettledQuotes): string[] {
  const differences: string[] = [];
  if (settled.referenceVenue !== whole.referenceVenue) {
    differences.push(`the reference venue is ${whole.referenceVenue}, and not ${settled.referenceVenue}`);
  }
  if (settled.standIns.join() !== whole.standIns.join()) {
    differences.push(
      `${whole.standIns.join(" and ")} stand in for it, and not ${settled.standIns.join(" and ")}`,
    );
  }
  if (settled.quotesExpire !== whole.quotesExpire) {
    differences.push(whole.quotesExpire ? "quotes expire" : "quotes do not expire");
  }
  return differences;
}
