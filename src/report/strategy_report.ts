/** What an artefact says of a strategy. @module */

import type { StrategyFigures } from "../analysis/strategy_figures.ts";
import { firstPoint } from "../model/point.ts";
import type { Measured } from "../search/lab.ts";
import { parametersOf, strategyText } from "../strategy/strategy_name.ts";
import type { StrategyReport } from "./schema.ts";
import { namedPoint } from "./search_report.ts";
import { snakeKeys } from "./snake_case.ts";

/** A strategy that was tuned. */
export function describeTuned({ strategy, counts }: Measured, figures: StrategyFigures): StrategyReport {
  return { strategy: strategyText(strategy), ...describeFigures(figures), ...modelCounts(counts) };
}

/** A strategy whose parameters stood where they stand if nobody tunes them. */
export function describeUntuned(measured: Measured, figures: StrategyFigures): StrategyReport {
  const { strategy, counts } = measured;
  const first = firstPoint(parametersOf(strategy));
  return {
    strategy: strategyText(strategy),
    ...(Object.keys(first).length > 0 ? { parameters: namedPoint(first, measured) } : {}),
    ...describeFigures(figures),
    ...modelCounts(counts),
  };
}

/** How orders were traded. */
export function describeFigures(figures: StrategyFigures): Omit<StrategyReport, "strategy"> {
  const { shortfalls, ...others } = figures;
  return { ...snakeKeys(others), shortfalls_bps: shortfalls && snakeKeys(shortfalls) };
}

function modelCounts(counts: Measured["counts"]): Pick<StrategyReport, "model"> {
  return Object.keys(counts).length > 0 ? { model: snakeKeys(counts) } : {};
}
