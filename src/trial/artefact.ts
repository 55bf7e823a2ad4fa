import { SCHEMA_VERSION } from "../report/schema.ts";
import { describeFees } from "../report/fees.ts";
import { type ExecutionCost, perShare, type Saving } from "../analysis/cost.ts";
import { type RiskPenalties, riskPenalties, saving, shortfallBps, trialCostOf } from "./cost.ts";
import type { TrialExecution } from "./execution.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { SnapshotMarket, SnapshotSurvey } from "./market.ts";
import { cashToDollars, toDollars } from "../market/price.ts";
import { sideName } from "../market/side.ts";
import { formatTime } from "../market/time.ts";
import type { Point } from "../model/point.ts";
import type { TrialSearchResult } from "./search.ts";

/** A strategy's execution, and the schedule and placement it is made of. */
export interface NamedExecution {
  readonly schedule: string;
  readonly placement: string;
  readonly execution: TrialExecution;
}

/** All that a trial back-test found. */
export interface TrialOutcome {
  /** Whatever tells how the run can be repeated: version, source, digest, arguments. */
  readonly run: Readonly<Record<string, unknown>>;
  readonly market: SnapshotMarket;
  readonly survey: SnapshotSurvey;
  readonly order: ParentOrder;
  readonly search: TrialSearchResult;
  readonly optimised: NamedExecution;
  /** By the trial's names: `best_ask`, `twap`, `vwap`; empty if they were skipped. */
  readonly baselines: Readonly<Record<string, NamedExecution>>;
}

/** The figures of one strategy. */
export interface TrialStrategyReport {
  readonly schedule: string;
  readonly placement: string;
  /** What the strategy itself filled, shares. */
  readonly filled_quantity: number;
  /** What was crossed at the last touch in the end. */
  readonly residual: { readonly shares: number; readonly price: number | null };
  /** Shares that could not even be crossed. */
  readonly unfilled_quantity: number;
  readonly total_cash: number;
  readonly cash_before_fees: number;
  readonly fees: number;
  readonly avg_fill_px: number | null;
  readonly avg_px_before_fees: number | null;
  readonly shortfall_bps: number | null;
  readonly saving_bps?: number | null;
  readonly saving_reason?: string;
  readonly fills: number;
  readonly snapshots: number;
  readonly first_fill: string | null;
  readonly last_fill: string | null;
  readonly shares_by_venue: Readonly<Record<string, number>>;
  readonly risk_penalties: RiskPenalties;
}

/** The artefact: the trial's four keys first, then how they came about. Plain data, ready for JSON. */
export interface TrialArtefact {
  readonly best_parameters: Readonly<Record<string, number>>;
  readonly optimized: CashReport;
  readonly baselines: Readonly<Record<string, CashReport>>;
  readonly savings_vs_baselines_bps: Readonly<Record<string, number | null>>;
  readonly schema_version: number;
  readonly run: Readonly<Record<string, unknown>>;
  readonly order: Readonly<Record<string, unknown>>;
  readonly tape: Readonly<Record<string, unknown>>;
  readonly fees: Readonly<Record<string, unknown>>;
  readonly search: Readonly<Record<string, unknown>>;
  readonly strategies: Readonly<Record<string, TrialStrategyReport>>;
  /** What a reader must know before believing the figures; often empty. */
  readonly warnings: readonly string[];
}

/** The trial's two figures, all-in, and the penalties beside them. */
export interface CashReport {
  readonly total_cash: number;
  readonly avg_fill_px: number | null;
  readonly risk_penalties: RiskPenalties;
}

/** Makes the artefact. It holds nothing of the clock or the machine: the same run gives the same bytes. */
export function trialArtefact(outcome: TrialOutcome): TrialArtefact {
  const { order, search, survey } = outcome;
  const optimisedCost = trialCostOf(outcome.optimised.execution, order.side);
  const strategies: Record<string, TrialStrategyReport> = {
    router: reportStrategy(outcome.optimised, optimisedCost, outcome),
  };
  const baselines: Record<string, CashReport> = {};
  const savings: Record<string, number | null> = {};
  for (const [name, baseline] of Object.entries(outcome.baselines)) {
    const cost = trialCostOf(baseline.execution, order.side);
    const saved = saving(optimisedCost, cost, order.side);
    strategies[name] = reportStrategy(baseline, cost, outcome, saved);
    baselines[name] = cashReport(strategies[name]);
    savings[name] = saved.bps;
  }
  return {
    best_parameters: namedPoint(search.best),
    optimized: cashReport(strategies["router"]!),
    baselines,
    savings_vs_baselines_bps: savings,
    schema_version: SCHEMA_VERSION,
    run: outcome.run,
    order: {
      side: sideName(order.side),
      quantity: order.quantity,
      window: [timeOf(outcome, order.startNs), timeOf(outcome, order.endNs)],
      arrival_mid: dollarsOrNull(survey.arrivalMid),
    },
    tape: describeTape(outcome),
    fees: describeFees(outcome.market),
    search: {
      points: search.points,
      simulations: search.simulations,
      distinct_executions: search.distinctExecutions,
      identified: search.identified,
      note: searchNote(search),
    },
    strategies,
    warnings: warningsOf(strategies, order.quantity),
  };
}

/** Above this part of the order, what was crossed at the end is no longer a detail. */
const LARGE_RESIDUAL = 0.05;

function warningsOf(strategies: Record<string, TrialStrategyReport>, quantity: number): string[] {
  const warnings: string[] = [];
  for (const [name, { residual, unfilled_quantity, filled_quantity }] of Object.entries(strategies)) {
    if (residual.shares > LARGE_RESIDUAL * quantity) {
      warnings.push(
        `${name} crossed ${residual.shares} of ${quantity} shares at the last touch, whatever its size: ` +
          "its price is mostly that moment's",
      );
    }
    if (unfilled_quantity > 0) {
      warnings.push(`${name} left ${unfilled_quantity} shares: no venue showed a price`);
    }
    if (filled_quantity > quantity) {
      warnings.push(`${name} took ${filled_quantity - quantity} shares too many`);
    }
  }
  return warnings;
}

function namedPoint({ lambdaOver, lambdaUnder, thetaQueue }: Point): Record<string, number> {
  return { lambda_over: lambdaOver, lambda_under: lambdaUnder, theta_queue: thetaQueue };
}

function cashReport({ total_cash, avg_fill_px, risk_penalties }: TrialStrategyReport): CashReport {
  return { total_cash, avg_fill_px, risk_penalties };
}

function searchNote({ identified, points, distinctExecutions }: TrialSearchResult): string {
  if (points === 1) {
    return "One point was tried: nothing was searched, and nothing can be said of the parameters.";
  }
  return identified
    ? `${points} points gave ${distinctExecutions} different executions; best_parameters is the first of the best.`
    : `All ${points} points gave the same fills: the parameters change nothing here, and best_parameters is ` +
      "merely the first point tried.";
}

function reportStrategy(
  { schedule, placement, execution }: NamedExecution,
  cost: ExecutionCost,
  outcome: TrialOutcome,
  saved?: Saving,
): TrialStrategyReport {
  const { fills, residual } = execution;
  const { side } = outcome.order;
  const timeOfFill = (fill: number) => fills.length === 0 ? null : timeOf(outcome, fills.timeNs[fill]!);
  return {
    schedule,
    placement,
    filled_quantity: fills.sharesFilled,
    residual: { shares: residual.shares, price: dollarsOrNull(residual.price) },
    unfilled_quantity: execution.unfilled,
    total_cash: cashToDollars(cost.cashUnits),
    cash_before_fees: cashToDollars(cost.grossUnits),
    fees: cashToDollars(cost.feeUnits),
    avg_fill_px: perShare(cost.cashUnits, cost.shares),
    avg_px_before_fees: perShare(cost.grossUnits, cost.shares),
    shortfall_bps: shortfallBps(cost, side, outcome.survey.arrivalMid),
    ...(saved === undefined ? {} : { saving_bps: saved.bps }),
    ...(saved?.reason === undefined ? {} : { saving_reason: saved.reason }),
    fills: fills.length,
    snapshots: execution.snapshots,
    first_fill: timeOfFill(0),
    last_fill: timeOfFill(fills.length - 1),
    shares_by_venue: sharesByVenue(execution, outcome.market.venues.names),
    risk_penalties: riskPenalties(execution, outcome.search.best),
  };
}

function sharesByVenue(
  { fills, residual }: TrialExecution,
  names: readonly string[],
): Record<string, number> {
  const shares = new Float64Array(names.length);
  for (let i = 0; i < fills.length; i++) shares[fills.venue[i]!]! += fills.shares[i]!;
  if (residual.shares > 0) shares[residual.venue]! += residual.shares;
  const traded = names.map((name, venue) => [name, shares[venue]!] as const).filter(([, count]) => count > 0);
  return Object.fromEntries(traded);
}

function describeTape({ market, survey }: TrialOutcome): Record<string, unknown> {
  const { tape, venues } = market;
  return {
    symbol: tape.symbol,
    rows: tape.length,
    skipped_rows: tape.skippedRows,
    venues: venues.names,
    rows_of_no_venue: venues.excludedRows,
    snapshots: survey.count,
    one_sided_snapshots: survey.oneSided,
    locked_snapshots: survey.locked,
    crossed_snapshots: survey.crossed,
  };
}

function timeOf({ market }: TrialOutcome, offsetNs: number): string {
  return formatTime(market.tape.originNs + BigInt(offsetNs));
}

function dollarsOrNull(units: number): number | null {
  return Number.isNaN(units) ? null : toDollars(units);
}
