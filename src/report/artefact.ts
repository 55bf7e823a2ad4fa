/** The artefact of a back-test, made from what it found. @module */

import { type StrategyFigures, strategyFigures } from "../analysis/strategy_figures.ts";
import { mapValues } from "../market/map_values.ts";
import { dollarsOrNull } from "../market/price.ts";
import { BUY, SELL, sideName } from "../market/side.ts";
import type { TimeWindow } from "../market/time_windows.ts";
import { compareAll } from "../search/comparison.ts";
import type { Outcome, ShownOrder } from "../search/outcome.ts";
import { strategyText } from "../strategy/strategy_name.ts";
import { describeComparison, describeStability } from "./comparison_report.ts";
import { SCHEMA_VERSION } from "./run_schema.ts";
import { savingsByOrder } from "./savings_by_order.ts";
import type { Artefact, OrdersReport, Run, ShownOrderReport } from "./schema.ts";
import { describeSearch, namedPoint } from "./search_report.ts";
import { describeMarks, describePath } from "./shown_order.ts";
import { describeTuned, describeUntuned } from "./strategy_report.ts";
import { clockOf, describeMarketFees, describeTape } from "./tape_report.ts";
import { warningsOf } from "./warnings.ts";

/** The trial's baselines, which the artefact's first keys name. */
const BASELINES = ["best_ask", "twap", "vwap"] as const;

/**
 * Makes the artefact. It holds nothing of the clock or the machine: the same run gives the same bytes.
 *
 * @param run how the outcome came about.
 */
export function artefactOf(outcome: Outcome, run: Run): Artefact {
  const { lab, market } = outcome;
  const names = market.venues.names;
  const router = strategyFigures(lab.tuned.orders, names);
  const figures: Record<string, StrategyFigures> = {
    router,
    ...mapValues(lab.others, ({ orders }) => strategyFigures(orders, names)),
  };
  const { all, main, underOtherFees } = compareAll(outcome);
  const warnings = warningsOf(figures, all, outcome);
  return {
    best_parameters: namedPoint(lab.walked.scored.at(-1)!.point, lab.tuned),
    optimized: { ...cashOf(router), strategy: strategyText(lab.tuned.strategy) },
    baselines: Object.fromEntries(BASELINES.map((name) => [name, cashOf(figures[name]!)])),
    savings_vs_baselines_bps: Object.fromEntries(
      BASELINES.map((name) => [name, all[name]!.saving?.bps.total ?? null]),
    ),
    schema_version: SCHEMA_VERSION,
    verdict: `Against ${main}: ${all[main]!.verdict.text}`,
    main_comparison: main,
    run,
    orders: describeOrders(outcome),
    tape: describeTape(market, scoredTime(outcome)),
    fees: describeMarketFees(market),
    search: describeSearch(outcome),
    comparisons: mapValues(all, describeComparison),
    savings_by_order: savingsByOrder(all, outcome.parentOrders.orders.slice(lab.firstScored), {
      nameOf: (order) => lab.firstScored + order,
      timeOf: clockOf(market),
    }),
    strategies: {
      router: describeTuned(lab.tuned, router),
      ...mapValues(lab.others, (measured, name) => describeUntuned(measured, figures[name]!)),
    },
    ...(outcome.shown && { shown_orders: outcome.shown.map((shown) => describeShown(shown, outcome)) }),
    ...(outcome.stability && { stability: describeStability(outcome.stability) }),
    what_if_fees: mapValues(underOtherFees, (savings) => ({ savings_bps: savings })),
    warnings: warnings.map(({ text }) => text),
    warning_codes: warnings.map(({ code }) => code),
  };
}

function cashOf({ cash, averagePrice }: StrategyFigures): Artefact["baselines"][string] {
  return { total_cash: cash, avg_fill_px: averagePrice };
}

function describeOrders({ parentOrders, market, lab, session }: Outcome): OrdersReport {
  const { orders, horizonNs, spacingNs, windows, empty } = parentOrders;
  const timeOf = clockOf(market);
  const quantities = orders.map(({ quantity }) => quantity);
  return {
    count: orders.length,
    buys: orders.filter(({ side }) => side === BUY).length,
    sells: orders.filter(({ side }) => side === SELL).length,
    quantity: {
      least: quantities.reduce((a, b) => Math.min(a, b)),
      most: quantities.reduce((a, b) => Math.max(a, b)),
      sum: quantities.reduce((a, b) => a + b),
    },
    empty,
    horizon_s: horizonNs / 1e9,
    spacing_s: spacingNs / 1e9,
    session: session.text,
    windows: windows.map(({ fromNs, toNs }) => [timeOf(fromNs), timeOf(toNs)]),
    window: [timeOf(orders[0]!.startNs), timeOf(orders.at(-1)!.endNs)],
    scored: orders.length - lab.firstScored,
    scored_from: timeOf(orders[lab.firstScored]!.startNs),
  };
}

function scoredTime({ parentOrders: { orders }, lab }: Outcome): TimeWindow {
  return { fromNs: orders[lab.firstScored]!.startNs, toNs: orders.at(-1)!.endNs };
}

function describeShown(
  { order, savingBps, savedDollars, path, fills }: ShownOrder,
  { market, parentOrders, lab }: Outcome,
): ShownOrderReport {
  const { side, quantity, startNs, endNs } = parentOrders.orders[order]!;
  const timeOf = clockOf(market);
  return {
    order,
    side: sideName(side),
    quantity,
    from: timeOf(startNs),
    to: timeOf(endNs),
    saving_bps: savingBps,
    saving_dollars: savedDollars,
    arrival_mid: dollarsOrNull(lab.tuned.orders[order - lab.firstScored]!.arrivalMid),
    path: describePath(path),
    fills: mapValues(fills, (marks) => describeMarks(marks, startNs)),
  };
}
