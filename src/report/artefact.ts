import { attributionBps } from "../analysis/attribution.ts";
import { pairSavings } from "../analysis/paired_saving.ts";
import { type StrategyFigures, strategyFigures } from "../analysis/strategy_figures.ts";
import type { Market } from "../execution/market.ts";
import { toDollars } from "../market/price.ts";
import { BUY, SELL } from "../market/side.ts";
import { formatTime } from "../market/time.ts";
import { PARAMETER_NAMES, PARAMETERS } from "../model/parameters.ts";
import type { Point } from "../model/point.ts";
import type { Identifiability } from "../search/identifiability.ts";
import type { LabResult, Measured } from "../search/lab.ts";
import { type Axis, FIRST_POINT } from "../search/parameters.ts";
import { parametersOf, strategyText } from "../strategy/strategies.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { describeFees } from "./fees.ts";
import { compareWith, type Comparison } from "../search/comparison.ts";
import type { Outcome } from "../search/outcome.ts";
import { warningsOf } from "./warnings.ts";
import { snakeKeys } from "./snake_case.ts";

/** The trial's baselines, which the artefact's first keys name. */
const BASELINES = ["best_ask", "twap", "vwap"] as const;

/** The artefact under market rules: plain data, ready for JSON. */
export interface Artefact {
  readonly best_parameters: Readonly<Record<string, number | null>>;
  readonly optimized: Readonly<Record<string, unknown>>;
  readonly baselines: Readonly<Record<string, unknown>>;
  readonly savings_vs_baselines_bps: Readonly<Record<string, number | null>>;
  readonly schema_version: number;
  readonly verdict: string;
  readonly run: Readonly<Record<string, unknown>>;
  readonly orders: Readonly<Record<string, unknown>>;
  readonly tape: Readonly<Record<string, unknown>>;
  readonly fees: Readonly<Record<string, unknown>>;
  readonly search: Readonly<Record<string, unknown>>;
  readonly comparisons: Readonly<Record<string, Comparison>>;
  readonly strategies: Readonly<Record<string, unknown>>;
  readonly what_if_fees: Readonly<Record<string, unknown>>;
  /** What a reader must know before believing the figures; often empty. */
  readonly warnings: readonly string[];
}

/** Makes the artefact. It holds nothing of the clock or the machine: the same run gives the same bytes. */
export function artefactOf(outcome: Outcome): Artefact {
  const { lab, market } = outcome;
  const names = market.venues.names;
  const router = strategyFigures(lab.tuned.orders, names);
  const others = Object.entries(lab.others).map(([name, measured]) =>
    [name, strategyFigures(measured.orders, names)] as const
  );
  const figures: Record<string, StrategyFigures> = { router, ...Object.fromEntries(others) };
  const comparisons = Object.fromEntries(
    Object.entries(lab.others).map(([name, measured]) => [name, compareWith(measured, outcome)]),
  );
  return {
    best_parameters: namedPoint(lab.walked.scored.at(-1)!.point, lab.tuned),
    optimized: {
      total_cash: router.cash,
      avg_fill_px: router.averagePrice,
      strategy: strategyText(lab.tuned.strategy),
    },
    baselines: Object.fromEntries(
      BASELINES.map((
        name,
      ) => [name, { total_cash: figures[name]!.cash, avg_fill_px: figures[name]!.averagePrice }]),
    ),
    savings_vs_baselines_bps: Object.fromEntries(
      BASELINES.map((name) => [name, comparisons[name]!.saving_bps]),
    ),
    schema_version: SCHEMA_VERSION,
    verdict: mainVerdict(comparisons),
    run: outcome.run,
    orders: describeOrders(outcome),
    tape: describeTape(market),
    fees: describeMarketFees(market),
    search: describeSearch(outcome),
    comparisons,
    strategies: Object.fromEntries(
      Object.entries(figures).map(([name, each]) => [name, describeStrategy(name, each, lab)]),
    ),
    what_if_fees: describeWhatIf(outcome),
    warnings: warningsOf(figures, outcome),
  };
}

/** A point by the trial's names; parameters that the strategy does not read are `null`. */
function namedPoint(point: Point, { strategy }: Measured): Record<string, number | null> {
  const read = parametersOf(strategy);
  return Object.fromEntries(
    PARAMETER_NAMES.map((name) => [PARAMETERS[name].key, read.includes(name) ? point[name] : null]),
  );
}

/** The comparison that isolates routing, else the first. */
function mainVerdict(comparisons: Record<string, Comparison>): string {
  const all = Object.entries(comparisons);
  const [name, { verdict }] =
    all.find(([, { kind, strategy }]) => kind === "routing" && strategy.endsWith("+best-quote")) ??
      all[0]!;
  return `Against ${name}: ${verdict.text}`;
}

function describeOrders({ parentOrders, market, lab }: Outcome): Record<string, unknown> {
  const { orders, horizonNs, spacingNs, empty } = parentOrders;
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
    window: [timeOf(orders[0]!.startNs), timeOf(orders.at(-1)!.endNs)],
    scored: orders.length - lab.firstScored,
    scored_from: timeOf(orders[lab.firstScored]!.startNs),
  };
}

/** Makes times after the tape's origin readable. */
function clockOf({ tape }: Market): (ns: number) => string {
  return (ns) => formatTime(tape.originNs + BigInt(Math.floor(ns)));
}

function describeTape({ tape, venues, live }: Market): Record<string, unknown> {
  return {
    symbol: tape.symbol,
    rows: tape.length,
    skipped_rows: tape.skippedRows,
    venues: venues.names,
    rows_of_no_venue: venues.excludedRows,
    clock_resolution: live.resolutionNs === 1 ? "1ns" : "1ms",
    book_before_trades: live.beforeTrades,
    reference_venue: venues.names[live.referenceVenue],
    quotes_expire_after_s: Object.fromEntries(
      venues.names.map((
        name,
        venue,
      ) => [name, Number.isFinite(live.maxAgeNs[venue]!) ? live.maxAgeNs[venue]! / 1e9 : null]),
    ),
    quotes: snakeKeys(live.survey),
  };
}

function describeMarketFees(market: Market): Record<string, unknown> {
  const { take_per_share, ...sources } = describeFees(market);
  // Negative is a rebate, as in a fee file.
  const add = market.venues.names.map((
    name,
    venue,
  ) => [name, 0 - toDollars(market.fees.addRebate[venue]!)]);
  return { take_per_share, add_per_share: Object.fromEntries(add), ...sources };
}

function describeSearch(outcome: Outcome): Record<string, unknown> {
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
    parameters: describeParameters(axes, walked.identifiability),
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

function describeParameters(
  axes: readonly Axis[],
  identifiability: Identifiability | undefined,
): Record<string, unknown> {
  return Object.fromEntries(axes.map(({ name, low, high }, i) => {
    const { identified, sensitivity, plateau, plateauShare } = identifiability!.parameters[i]!;
    return [PARAMETERS[name].key, {
      unit: PARAMETERS[name].unit,
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
  const unread = PARAMETER_NAMES.filter((name) => !read.includes(name)).map((name) => PARAMETERS[name].key);
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

function describeStrategy(name: string, figures: StrategyFigures, lab: LabResult): unknown {
  const measured = name === "router" ? lab.tuned : lab.others[name]!;
  const { strategy, counts } = measured;
  const isFixed = measured !== lab.tuned && parametersOf(strategy).length > 0;
  return {
    strategy: strategyText(strategy),
    ...(isFixed ? { parameters: namedPoint(FIRST_POINT, measured) } : {}),
    ...snakeKeys(figuresInUnits(figures)) as object,
    ...(Object.keys(counts).length > 0 ? { model: snakeKeys(counts) } : {}),
  };
}

/** The shortfalls' keys do not tell their unit. */
function figuresInUnits({ shortfalls, ...figures }: StrategyFigures): Record<string, unknown> {
  return { ...figures, shortfallsBps: shortfalls };
}

function describeWhatIf({ whatIf, residual }: Outcome): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(whatIf).map(([fees, { tuned, others }]) => [fees, {
      savings_bps: Object.fromEntries(
        Object.entries(others).map(([name, measured]) => {
          const { orders, attribution } = pairSavings(tuned.orders, measured.orders, residual);
          return [name, orders.length > 0 ? attributionBps(attribution).total : null];
        }),
      ),
    }]),
  );
}
