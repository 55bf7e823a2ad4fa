import type { StrategyFigures } from "../analysis/strategy_figures.ts";
import { strategyText } from "../strategy/strategies.ts";
import type { Outcome } from "../search/outcome.ts";

/**
 * What a reader must know before believing the figures; often nothing.
 *
 * @param figures of each strategy, by name.
 */
export function warningsOf(
  figures: Readonly<Record<string, StrategyFigures>>,
  { market, lab, parentOrders, axes, folds }: Outcome,
): string[] {
  const warnings: string[] = [];
  if (market.venues.count === 1) {
    warnings.push(`the tape has one venue, ${market.venues.names[0]}: choosing among venues cannot help`);
  }
  if (folds > 1 && axes.length === 0) {
    const strategy = strategyText(lab.tuned.strategy);
    warnings.push(`${strategy} has no parameter to tune: all orders are scored, as if there were no folds`);
  }
  if (lab.walked.inSample) {
    warnings.push("the parameters were tuned on the orders they are scored on: the savings are in-sample");
  }
  // Strategies that all have the same trouble share a line.
  const namesOf = new Map<string, string[]>();
  for (const [name, each] of Object.entries(figures)) {
    for (const text of troubles(each)) namesOf.set(text, [...namesOf.get(text) ?? [], name]);
  }
  for (const [text, names] of namesOf) warnings.push(`${names.join(", ")}: ${text}`);
  if (parentOrders.empty > 0) {
    warnings.push(`${parentOrders.empty} orders came to no share and were left out`);
  }
  return warnings;
}

/** What makes a strategy's figures hard to believe. */
function troubles(figures: StrategyFigures): string[] {
  const { orders, ordersOfLargeParticipation, largestParticipation, ordersBeyond, unfilled } = figures;
  const texts: string[] = [];
  if (ordersOfLargeParticipation > 0) {
    const most = largestParticipation === null ? "" : `, up to ${(100 * largestParticipation).toFixed(1)} %`;
    texts.push(
      `${ordersOfLargeParticipation} of ${orders} orders filled a large part of what the tape traded ` +
        `meanwhile${most}: fills at displayed prices are hard to believe`,
    );
  }
  if (ordersBeyond > 0) {
    texts.push(`${ordersBeyond} of ${orders} orders needed more than was displayed in the end: not compared`);
  }
  if (unfilled > 0) texts.push(`${unfilled} shares stayed unfilled`);
  return texts;
}
