import { attributionBps, poolAttributions } from "../analysis/attribution.ts";
import { breakEvenTakeFee } from "../analysis/fee_what_if.ts";
import { takerShares } from "../analysis/fill_breakdown.ts";
import { type PairedSavings, pairSavings, type ResidualRule } from "../analysis/paired_saving.ts";
import { type Confidence, confidenceOf } from "../analysis/statistics/confidence.ts";
import { gatherStarts } from "../analysis/statistics/starts.ts";
import { signsOf, summarise } from "../analysis/statistics/summary.ts";
import { type StrategyFigures, strategyFigures } from "../analysis/strategy_figures.ts";
import { type Verdict, type VerdictCode, verdictOn } from "../analysis/verdict.ts";
import type { LiveMarket } from "../execution/live_market.ts";
import { toDollars } from "../market/price.ts";
import { formatTime } from "../market/time.ts";
import type { Point } from "../search/grid.ts";
import type { Identifiability } from "../search/identifiability.ts";
import type { LabResult, Measured } from "../search/lab.ts";
import { type Axis, FIRST_POINT, PARAMETER_UNITS, type SearchSettings } from "../search/parameters.ts";
import type { ParentOrders } from "../search/parent_orders.ts";
import { parametersOf, strategyText } from "../search/strategies.ts";
import type { TunedFold } from "../search/walk_forward.ts";
import { describeFees, SCHEMA_VERSION } from "./artefact.ts";
import { snakeCase, snakeKeys } from "./snake_case.ts";

const BPS = 1e4;
/** The trial's baselines, which the artefact's first keys name. */
const BASELINES = ["best_ask", "twap", "vwap"] as const;

/** All that a back-test under market rules found. */
export interface MarketOutcome {
  /** Whatever tells how the run can be repeated: version, source, digest, arguments. */
  readonly run: Readonly<Record<string, unknown>>;
  readonly market: LiveMarket;
  readonly parentOrders: ParentOrders;
  /** Arrival notional of each order, 1e-9 dollars. */
  readonly notional: Float64Array;
  readonly axes: readonly Axis[];
  readonly settings: SearchSettings;
  readonly folds: number;
  readonly residual: ResidualRule;
  readonly lab: LabResult;
  /** The same strategies under other fees, by the name of the fees. */
  readonly whatIf: Readonly<Record<string, Pick<LabResult, "tuned" | "others">>>;
}

/** What can be said of a saving. */
export interface VerdictReport {
  readonly code: VerdictCode;
  readonly mostly_drift: boolean;
  readonly text: string;
}

/** What the tuned strategy saved on another. */
export interface Comparison {
  readonly strategy: string;
  /** `routing` where the schedules are the same, else `timing`. */
  readonly kind: "routing" | "timing";
  /** All-in, weighted by notional, out of sample where there are folds; `null` where no order could be compared. */
  readonly saving_bps: number | null;
  readonly verdict: VerdictReport;
  readonly [figure: string]: unknown;
}

/** The artefact under market rules: plain data, ready for JSON. */
export interface MarketArtefact {
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
export function marketArtefact(outcome: MarketOutcome): MarketArtefact {
  const { lab, market } = outcome;
  const names = market.venues.names;
  const router = strategyFigures(lab.tuned.orders, names);
  const others = Object.entries(lab.others).map(([name, measured]) =>
    [name, strategyFigures(measured.orders, names)] as const
  );
  const figures: Record<string, StrategyFigures> = { router, ...Object.fromEntries(others) };
  const comparisons = Object.fromEntries(
    Object.entries(lab.others).map(([name, measured]) => [name, compare(measured, outcome)]),
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

/** Names of the trial's parameters; those that the strategy does not read are `null`. */
function namedPoint(point: Point, { strategy }: Measured): Record<string, number | null> {
  const read = parametersOf(strategy);
  return Object.fromEntries(
    (["lambdaOver", "lambdaUnder", "thetaQueue"] as const).map((name) => [
      snakeCase(name),
      read.includes(name) ? point[name] : null,
    ]),
  );
}

/** What the tuned strategy saved on another, order by order. */
function compare(baseline: Measured, outcome: MarketOutcome): Comparison {
  const { lab, residual } = outcome;
  const { tuned } = lab;
  const sameSchedule = baseline.strategy.schedule === tuned.strategy.schedule;
  const kind = sameSchedule ? "routing" : "timing";
  const savings = pairSavings(tuned.orders, baseline.orders, residual);
  const common = {
    strategy: strategyText(baseline.strategy),
    kind,
    orders_compared: savings.orders.length,
    orders_not_compared: savings.unmeasured.length,
    ...(savings.unmeasured.length > 0 ? { not_compared_because: reasonsOf(savings) } : {}),
  } as const;
  if (savings.orders.length === 0) {
    const text = "Not measurable: no order can be compared.";
    return { ...common, saving_bps: null, verdict: { code: "not-measurable", mostly_drift: false, text } };
  }
  const saving = attributionBps(savings.attribution);
  const confidence = confidenceIn(savings, outcome);
  const { interval, reason } = confidence;
  return {
    ...common,
    saving_bps: saving.total,
    verdict: describeVerdict(verdictOn({ saving, sameSchedule, interval, reason })),
    parts_bps: saving.parts,
    by_order: describeSavings(savings),
    confidence: describeConfidence(confidence),
    break_even_take_fee_change_per_share: breakEven(tuned, baseline, savings.orders),
    folds: lab.walked.folds.map((fold) => foldSavings(fold, baseline, outcome)),
  };
}

function describeVerdict({ code, mostlyDrift, text }: Verdict): VerdictReport {
  return { code, mostly_drift: mostlyDrift, text };
}

/** Orders count alike here, whatever their notional. */
function describeSavings({ bps, weights }: PairedSavings): Record<string, number | null> {
  const { mean, median, standardDeviation } = summarise(bps, weights);
  const { gained, tied, lost } = signsOf(bps);
  return {
    mean_bps: mean,
    median_bps: median,
    standard_deviation_bps: standardDeviation,
    gained_share: gained,
    tied_share: tied,
    lost_share: lost,
  };
}

function describeConfidence(confidence: Confidence): Record<string, unknown> {
  const { starts, meanBlock, effective, interval, detectable, reason } = confidence;
  return {
    starts,
    mean_block_starts: meanBlock,
    effective_horizons: effective,
    interval_bps: interval && {
      lower: interval.lower,
      upper: interval.upper,
      standard_error: interval.standardError,
    },
    detectable_bps: detectable,
    ...(reason === undefined ? {} : { reason }),
  };
}

function reasonsOf({ unmeasured }: PairedSavings): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of unmeasured) {
    // Numbers differ from order to order.
    const kind = reason.replaceAll(/\d+/g, "…");
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function confidenceIn(savings: PairedSavings, { parentOrders, settings, lab }: MarketOutcome): Confidence {
  const { orders, horizonNs, spacingNs } = parentOrders;
  return confidenceOf(gatherStarts(savings.startNs, savings.bps, savings.weights), {
    horizonNs,
    spacingNs: spacingNs > 0 ? spacingNs : horizonNs,
    scoredNs: orders.at(-1)!.endNs - orders[lab.firstScored]!.startNs,
    seed: settings.seed,
  });
}

/**
 * Change of the take fee, dollars a share at all venues, at which both cost the same on the orders compared:
 * then their ranking turns.
 */
function breakEven(a: Measured, b: Measured, compared: readonly number[]): number | null {
  const exposure = ({ orders }: Measured) => {
    const measures = compared.map((order) => orders[order]!);
    return {
      total: poolAttributions(measures.map(({ attribution }) => attribution!)).total,
      takerShares: measures.reduce((sum, { breakdown }) => sum + takerShares(breakdown.shares), 0),
    };
  };
  return breakEvenTakeFee(exposure(a), exposure(b));
}

/**
 * Saving on the orders tuned on, beside that on the orders then scored: a large gap is over-fitting. All orders
 * count, those too that are not compared.
 */
function foldSavings(
  { fold, trainedCost }: TunedFold,
  baseline: Measured,
  { lab: { walked, tuned }, notional }: MarketOutcome,
): Record<string, number | null> {
  const { trained, first, end } = fold;
  const inSample = sumOf(baseline.costs, 0, trained) - trainedCost;
  const outOfSample = sumOf(baseline.costs, first, end) - sumOf(tuned.costs, first, end);
  return {
    in_sample_bps: inSample / sumOf(notional, 0, trained) * BPS,
    out_of_sample_bps: walked.inSample ? null : outOfSample / sumOf(notional, first, end) * BPS,
  };
}

function sumOf(values: Float64Array, first: number, end: number): number {
  return values.subarray(first, end).reduce((sum, value) => sum + value, 0);
}

/** The comparison that isolates routing, else the first. */
function mainVerdict(comparisons: Record<string, Comparison>): string {
  const all = Object.entries(comparisons);
  const [name, { verdict }] =
    all.find(([, { kind, strategy }]) => kind === "routing" && strategy.endsWith("+best-quote")) ??
      all[0]!;
  return `Against ${name}: ${verdict.text}`;
}

function describeOrders({ parentOrders, market, lab }: MarketOutcome): Record<string, unknown> {
  const { orders, horizonNs, spacingNs, empty } = parentOrders;
  const timeOf = (ns: number): string => formatTime(market.tape.originNs + BigInt(Math.floor(ns)));
  const quantities = orders.map(({ quantity }) => quantity);
  return {
    count: orders.length,
    buys: orders.filter(({ side }) => side === 1).length,
    sells: orders.filter(({ side }) => side === -1).length,
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

function describeTape({ tape, venues, live }: LiveMarket): Record<string, unknown> {
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

function describeMarketFees(market: LiveMarket): Record<string, unknown> {
  const { take_per_share, ...sources } = describeFees(market);
  // Negative is a rebate, as in a fee file.
  const add = market.venues.names.map((
    name,
    venue,
  ) => [name, 0 - toDollars(market.fees.addRebate[venue]!)]);
  return { take_per_share, add_per_share: Object.fromEntries(add), ...sources };
}

function describeSearch(outcome: MarketOutcome): Record<string, unknown> {
  const { lab, axes, settings, market } = outcome;
  const { walked } = lab;
  const timeOf = (ns: number): string => formatTime(market.tape.originNs + BigInt(Math.floor(ns)));
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
    return [snakeCase(name), {
      unit: PARAMETER_UNITS[name],
      searched: [low, high],
      identified,
      sensitivity,
      as_good: [plateau.low, plateau.high],
      as_good_share: plateauShare,
    }];
  }));
}

function searchNote({ lab: { walked, tuned }, axes }: MarketOutcome): string {
  const read = parametersOf(tuned.strategy);
  const unread = (["lambdaOver", "lambdaUnder", "thetaQueue"] as const).filter((name) => !read.includes(name))
    .map(snakeCase);
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

function describeWhatIf({ whatIf, residual }: MarketOutcome): Record<string, unknown> {
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

function warningsOf(
  figures: Record<string, StrategyFigures>,
  { market, lab, parentOrders, axes, folds }: MarketOutcome,
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
