/** The artefact of a back-test, made from what it found. @module */

import { halfUnitsToDollars } from "../analysis/half_units.ts";
import { UNCOMPARED } from "../analysis/paired_saving.ts";
import type { Confidence } from "../analysis/statistics/confidence.ts";
import { type StrategyFigures, strategyFigures } from "../analysis/strategy_figures.ts";
import { tradedShares } from "../analysis/traded_shares.ts";
import { dollarsOrNull } from "../analysis/trading_figures.ts";
import type { Market } from "../execution/market.ts";
import { toDollars } from "../market/price.ts";
import { BUY, SELL, sideName } from "../market/side.ts";
import { formatTime } from "../market/time.ts";
import type { TimeWindow } from "../market/time_windows.ts";
import { type Parameter, PARAMETER_NAMES, PARAMETERS } from "../model/parameters.ts";
import { firstPoint, type Point } from "../model/point.ts";
import { compareAll, type Comparison, type Comparisons } from "../search/comparison.ts";
import { costSurfaces } from "../search/cost_surface.ts";
import type { Identifiability } from "../search/identifiability.ts";
import type { LabResult, Measured } from "../search/lab.ts";
import type { Outcome, ShownOrder } from "../search/outcome.ts";
import type { Axis } from "../search/parameters.ts";
import { parametersOf, strategyText } from "../strategy/strategies.ts";
import { describeFees } from "./fees.ts";
import type {
  Artefact,
  ComparisonReport,
  FeesReport,
  OrdersReport,
  Run,
  SearchReport,
  ShownOrderReport,
  StabilityReport,
  StrategyReport,
  TapeReport,
} from "./schema.ts";
import { SCHEMA_VERSION } from "./run_schema.ts";
import { millionths } from "./millionths.ts";
import { savingsByOrder } from "./savings_by_order.ts";
import { describeMarks, describePath } from "./shown_order.ts";
import { snakeKeys } from "./snake_case.ts";
import { noted } from "./tape_notes.ts";
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
  const others = Object.entries(lab.others).map(([name, measured]) =>
    [name, strategyFigures(measured.orders, names)] as const
  );
  const figures: Record<string, StrategyFigures> = { router, ...Object.fromEntries(others) };
  const comparisons = compareAll(outcome);
  const { all, main } = comparisons;
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
    comparisons: Object.fromEntries(
      Object.entries(all).map(([name, comparison]) => [name, describeComparison(comparison)]),
    ),
    savings_by_order: savingsByOrder(all, outcome.parentOrders.orders.slice(lab.firstScored), {
      nameOf: (order) => lab.firstScored + order,
      timeOf: clockOf(market),
    }),
    strategies: Object.fromEntries(
      Object.entries(figures).map(([name, each]) => [name, describeStrategy(name, each, lab)]),
    ),
    ...(outcome.shown && { shown_orders: outcome.shown.map((shown) => describeShown(shown, outcome)) }),
    ...(outcome.stability && { stability: describeStability(outcome.stability) }),
    what_if_fees: describeWhatIf(comparisons),
    warnings: warnings.map(({ text }) => text),
    warning_codes: warnings.map(({ code }) => code),
  };
}

function cashOf({ cash, averagePrice }: StrategyFigures): Artefact["baselines"][string] {
  return { total_cash: cash, avg_fill_px: averagePrice };
}

/** A point by the trial's names; parameters that the strategy does not read are `null`. */
function namedPoint(point: Point, { strategy }: Measured): Record<string, number | null> {
  const rows = { ...PARAMETERS, ...parametersOf(strategy) };
  const read = parametersOf(strategy);
  return Object.fromEntries(
    Object.entries(rows).map(([name, { key }]) => [key, Object.hasOwn(read, name) ? point[name]! : null]),
  );
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

/** Makes times after the tape's origin readable. */
export function clockOf({ tape }: Market): (ns: number) => string {
  return (ns) => formatTime(tape.originNs + BigInt(Math.floor(ns)));
}

function scoredTime({ parentOrders: { orders }, lab }: Outcome): TimeWindow {
  return { fromNs: orders[lab.firstScored]!.startNs, toNs: orders.at(-1)!.endNs };
}

/**
 * The tape.
 *
 * @param worked when orders were worked on it.
 */
export function describeTape(market: Market, { fromNs, toNs }: TimeWindow): TapeReport {
  const { tape, venues, live } = market;
  const traded = tradedShares(market, fromNs, toNs);
  return {
    symbol: tape.symbol,
    rows: tape.length,
    skipped_rows: tape.skippedRows,
    venues: venues.names,
    rows_of_no_venue: venues.excludedRows,
    ...noted(tape, venues),
    clock_resolution: live.resolutionNs === 1 ? "1ns" : "1ms",
    book_before_trades: live.beforeTrades,
    traded_by_venue: Object.fromEntries(venues.names.map((name, venue) => [name, traded.byVenue[venue]!])),
    traded_off_exchange: traded.offExchange,
    reference_venue: venues.names[live.referenceVenue]!,
    quotes_expire_after_s: Object.fromEntries(
      venues.names.map((
        name,
        venue,
      ) => [name, Number.isFinite(live.maxAgeNs[venue]!) ? live.maxAgeNs[venue]! / 1e9 : null]),
    ),
    quotes: snakeKeys(live.survey),
  };
}

/** The fees that venues charge. */
export function describeMarketFees(market: Market): FeesReport {
  const { take_per_share, ...sources } = describeFees(market);
  // Negative is a rebate, as in a fee file.
  const add = market.venues.names.map((
    name,
    venue,
  ) => [name, 0 - toDollars(market.fees.addRebate[venue]!)]);
  return { take_per_share, add_per_share: Object.fromEntries(add), ...sources };
}

function describeSearch(outcome: Outcome): SearchReport {
  const { lab, axes, settings, market } = outcome;
  const { walked } = lab;
  const timeOf = clockOf(market);
  return {
    strategy: strategyText(lab.tuned.strategy),
    method: axes.length === 0 ? null : settings.method,
    evaluations: walked.evaluations,
    in_sample: walked.inSample,
    distinct_executions: walked.identifiability?.distinctExecutions ?? 1,
    plateau_points: walked.identifiability?.plateauPoints ?? null,
    parameters: describeParameters(axes, parametersOf(lab.tuned.strategy), walked.identifiability),
    surfaces: describeSurfaces(outcome),
    folds: walked.folds.map(({ fold, tuned }) => ({
      from: timeOf(fold.fromNs),
      to: timeOf(fold.toNs),
      orders_tuned_on: fold.trained,
      orders_scored: fold.end - fold.first,
      best_parameters: namedPoint(tuned.best, lab.tuned),
      in_sample_cost_bps: tuned.bestBps,
      stopped: tuned.stopped,
    })),
    note: searchNote(outcome),
  };
}

function describeSurfaces({ lab: { walked, tuned }, axes }: Outcome): SearchReport["surfaces"] {
  const last = walked.folds.at(-1);
  if (last === undefined) return [];
  const keys = parametersOf(tuned.strategy);
  return costSurfaces(last.tuned.tried, axes).map(({ parameters, values, leastBps, plateau }) => ({
    parameters: parameters.map((name) => keys[name]!.key),
    values,
    least_cost_bps: leastBps.map((cost) => cost && millionths(cost)),
    plateau,
  }));
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
    fills: Object.fromEntries(
      Object.entries(fills).map(([name, marks]) => [name, describeMarks(marks, startNs)]),
    ),
  };
}

function describeParameters(
  axes: readonly Axis[],
  parameters: Readonly<Record<string, Parameter>>,
  identifiability: Identifiability | undefined,
): SearchReport["parameters"] {
  return Object.fromEntries(axes.map(({ name, low, high }, i) => {
    const { identified, sensitivity, plateau, plateauShare } = identifiability!.parameters[i]!;
    const { key, unit } = parameters[name]!;
    return [key, {
      unit,
      searched: [low, high],
      identified,
      sensitivity,
      as_good: [plateau.low, plateau.high],
      as_good_share: plateauShare,
    }];
  }));
}

function searchNote({ lab: { walked, tuned }, axes }: Outcome): string {
  const read = parametersOf(tuned.strategy);
  const unread = PARAMETER_NAMES.filter((name) => !Object.hasOwn(read, name)).map((name) =>
    PARAMETERS[name].key
  );
  const notIdentified = unread.length > 0
    ? ` ${unread.join(", ")} cannot change an execution of ${strategyText(tuned.strategy)}: not identified.`
    : "";
  if (axes.length === 0) return `Nothing was tuned.${notIdentified}`;
  const { distinctExecutions } = walked.identifiability!;
  if (distinctExecutions === 1) {
    return `No parameter changed any fill: best_parameters is merely the first point tried.${notIdentified}`;
  }
  const scored = walked.inSample
    ? "Tuned and scored on the same orders: the saving is in-sample, and no evidence; add --folds."
    : "Tuned on the past, scored on what followed.";
  return `${distinctExecutions} distinct executions in the last search. ${scored}${notIdentified}`;
}

/** What was saved on one strategy. */
export function describeComparison(comparison: Comparison): ComparisonReport {
  const { strategy, kind, ordersCompared, ordersNotCompared, notCompared, verdict, saving } = comparison;
  const common = {
    strategy: strategyText(strategy),
    kind,
    orders_compared: ordersCompared,
    orders_not_compared: ordersNotCompared,
    ...(notCompared.size === 0 ? {} : describeReasons(notCompared)),
    saving_bps: saving && saving.bps.total,
    saving_dollars: saving && halfUnitsToDollars(saving.paired.attribution.total),
    verdict: snakeKeys(verdict),
  };
  if (saving === null) return common;
  return {
    ...common,
    parts_bps: saving.bps.parts,
    by_side: Object.fromEntries(
      Object.entries(saving.bySide).map(([side, { orders, bps, interval }]) => [side, {
        orders,
        saving_bps: bps,
        interval_bps: interval && { lower: interval.lower, upper: interval.upper },
      }]),
    ),
    by_order: snakeKeys(saving.byOrder),
    confidence: describeConfidence(saving.confidence),
    break_even_take_fee_change_per_share: saving.breakEvenTakeFeeChange,
    folds: snakeKeys(saving.folds),
  };
}

function describeReasons(
  notCompared: Comparison["notCompared"],
): Pick<ComparisonReport, "not_compared_because" | "not_compared_codes"> {
  const counts = [...notCompared];
  return {
    not_compared_because: Object.fromEntries(counts.map(([code, count]) => [UNCOMPARED[code], count])),
    not_compared_codes: Object.fromEntries(counts),
  };
}

/** How sure a figure is. */
export function describeConfidence(confidence: Confidence): NonNullable<ComparisonReport["confidence"]> {
  const { starts, meanBlock, effective, horizons, correlation, interval, detectable } = confidence;
  return {
    starts,
    mean_block_starts: meanBlock,
    n_eff: effective,
    horizons,
    correlation,
    interval_bps: interval && snakeKeys(interval),
    detectable_bps: detectable,
    ...(confidence.interval === null
      ? { reason: confidence.reason, reason_code: confidence.reasonCode }
      : {}),
  };
}

function describeStability(findings: NonNullable<Outcome["stability"]>): StabilityReport {
  return findings.map(({ variant, savingBps, interval, reason }) => ({
    variant,
    saving_bps: savingBps,
    interval_bps: interval && { lower: interval.lower, upper: interval.upper },
    ...(reason === undefined ? {} : { reason }),
  }));
}

function describeStrategy(name: string, figures: StrategyFigures, lab: LabResult): StrategyReport {
  const measured = name === "router" ? lab.tuned : lab.others[name]!;
  const { strategy, counts } = measured;
  if (measured !== lab.tuned) return describeUntuned(measured, figures);
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

function describeWhatIf({ underOtherFees }: Comparisons): Artefact["what_if_fees"] {
  return Object.fromEntries(
    Object.entries(underOtherFees).map(([fees, savings]) => [fees, { savings_bps: savings }]),
  );
}
