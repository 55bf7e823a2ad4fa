/** What a reader must know before believing the figures. @module */

import type { StrategyFigures } from "../analysis/strategy_figures.ts";
import { counted } from "../market/counted.ts";
import { TRADES_ALONE } from "../market/live_quotes.ts";
import { whyNothingRests } from "../market/resting.ts";
import { TAPE_WARNING_CODES, tapeWarnings } from "../market/tape_warnings.ts";
import { HOLIDAY_YEARS } from "../market/us_equity_holidays.ts";
import { strategyText } from "../strategy/strategy_name.ts";
import type { Comparison } from "../search/comparison.ts";
import type { Outcome } from "../search/outcome.ts";

/** What a reader of an artefact may be warned of. */
export const WARNING_CODES = [
  ...TAPE_WARNING_CODES,
  "nothing-can-rest",
  "unknown-holidays",
  "one-venue",
  "nothing-to-tune",
  "in-sample",
  "large-participation",
  "beyond-displayed",
  "unfilled",
  "doubtful-mids",
  "extrapolated-fees",
  "empty-orders",
] as const;

/** One of {@linkcode WARNING_CODES}. */
export type WarningCode = (typeof WARNING_CODES)[number];

/** A warning, for programs and for people. */
interface Warning {
  readonly code: WarningCode;
  readonly text: string;
}

/**
 * What a reader must know before believing the figures; often nothing.
 *
 * @param figures of each strategy, by name.
 * @param comparisons by the name of the other.
 */
export function warningsOf(
  figures: Readonly<Record<string, StrategyFigures>>,
  comparisons: Readonly<Record<string, Comparison>>,
  { market, lab, parentOrders, axes, folds, usualReplaced, leftOut, session }: Outcome,
): Warning[] {
  const warnings: Warning[] = tapeWarnings(market.tape, market.venues);
  const warn = (code: WarningCode, text: string) => warnings.push({ code, text });
  const strategy = strategyText(lab.tuned.strategy);
  const insteadOfResting = [
    ...(usualReplaced ? [`${strategy} is measured`] : []),
    ...leftOut.map((other) => `${strategyText(other)} is not compared`),
  ];
  if (insteadOfResting.length > 0) {
    warn(
      "nothing-can-rest",
      `nothing can rest, as ${whyNothingRests(market) ?? TRADES_ALONE}: ${insteadOfResting.join(", ")}`,
    );
  }
  if (!session.holidaysKnown) {
    const { first, last } = HOLIDAY_YEARS;
    const text = `holidays are known of ${first} to ${last}: here every weekday counts as a whole session`;
    warn("unknown-holidays", text);
  }
  if (market.venues.count === 1) {
    warn("one-venue", `the tape has one venue, ${market.venues.names[0]}: choosing among venues cannot help`);
  }
  if (folds > 1 && axes.length === 0) {
    const text = `${strategy} has no parameter to tune: all orders are scored, as if there were no folds`;
    warn("nothing-to-tune", text);
  }
  if (lab.walked.inSample) {
    warn(
      "in-sample",
      "the parameters were tuned on the orders they are scored on: the savings are in-sample",
    );
  }
  warnings.push(...figureWarnings(figures));
  const byFees = Object.keys(comparisons).filter((name) => isHalfFees(comparisons[name]!));
  if (market.fees.extrapolated.length > 0 && byFees.length > 0) {
    const text =
      `fees of ${market.fees.extrapolated.join(", ")} are those of a later day, and more than half of the ` +
      `saving on ${byFees.join(", ")} is fees`;
    warn("extrapolated-fees", text);
  }
  if (parentOrders.empty > 0) {
    warn("empty-orders", `${counted(parentOrders.empty, "order")} came to no share: left out`);
  }
  return warnings;
}

/** What makes strategies' figures hard to believe; those that all have the same trouble share a line. */
export function figureWarnings(figures: Readonly<Record<string, StrategyFigures>>): Warning[] {
  const warnings: Warning[] = [];
  const namesOf = new Map<string, Warning & { readonly names: string[] }>();
  for (const [name, each] of Object.entries(figures)) {
    for (const trouble of troubles(each)) {
      const shared = namesOf.get(trouble.text);
      if (shared === undefined) namesOf.set(trouble.text, { ...trouble, names: [name] });
      else shared.names.push(name);
    }
  }
  for (const { code, text, names } of namesOf.values()) {
    warnings.push({ code, text: `${names.join(", ")}: ${text}` });
  }
  const doubted = Object.entries(figures).flatMap(([name, { fills, doubtfulMids }]) =>
    doubtfulMids > MOST_DOUBTFUL * fills ? [`${name} ${doubtfulMids} of ${fills}`] : []
  );
  if (doubted.length > 0) {
    const text =
      "fills are measured by a mid that the last print puts in doubt, as it is a minute older or 50 bps " +
      `away: ${doubted.join(", ")}`;
    warnings.push({ code: "doubtful-mids", text });
  }
  return warnings;
}

/** Whether the fee part is larger than half of the saving, whatever their signs. */
function isHalfFees({ saving }: Comparison): boolean {
  return saving !== null && Math.abs(saving.bps.parts.fees) > Math.abs(saving.bps.total) / 2;
}

/** Above this part of the fills, mids that are in doubt are warned about. */
const MOST_DOUBTFUL = 0.01;

/** What makes a strategy's figures hard to believe. */
function troubles(figures: StrategyFigures): Warning[] {
  const { orders, ordersOfLargeParticipation, largestParticipation, ordersBeyond, unfilled } = figures;
  const troubles: Warning[] = [];
  if (ordersOfLargeParticipation > 0) {
    const most = largestParticipation === null ? "" : `, up to ${(100 * largestParticipation).toFixed(1)} %`;
    const text =
      `${ordersOfLargeParticipation} of ${
        counted(orders, "order")
      } filled a large part of what the tape traded ` +
      `meanwhile${most}: fills at displayed prices are hard to believe`;
    troubles.push({ code: "large-participation", text });
  }
  if (ordersBeyond > 0) {
    const text = `${ordersBeyond} of ${
      counted(orders, "order")
    } needed more than was displayed in the end: not compared`;
    troubles.push({ code: "beyond-displayed", text });
  }
  if (unfilled > 0) {
    troubles.push({ code: "unfilled", text: `${counted(unfilled, "share")} stayed unfilled` });
  }
  return troubles;
}
