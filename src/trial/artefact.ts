/** The artefact of a trial back-test, made from what it found. @module */

import { tapeWarnings } from "../market/tape_warnings.ts";
import { type ExecutionCost, perShare } from "../analysis/cost.ts";
import { cashToDollars, dollarsOrNull } from "../market/price.ts";
import { sideName } from "../market/side.ts";
import { momentText } from "../market/time.ts";
import { PARAMETERS } from "../model/parameters.ts";
import { describeCommonTape, describeFees } from "../report/tape_report.ts";
import type { Run } from "../report/schema.ts";
import { SCHEMA_VERSION } from "../report/run_schema.ts";
import { riskPenalties, type Saving, saving, shortfallBps, trialCostOf } from "./cost.ts";
import type { TrialExecution } from "./execution.ts";
import { TRIAL_PARAMETERS, type TrialPoint } from "./grid.ts";
import type { NamedExecution, TrialOutcome } from "./outcome.ts";
import type {
  CashReport,
  GridReport,
  ParametersReport,
  SnapshotTapeReport,
  TrialArtefact,
  TrialBaseline,
  TrialStrategyReport,
  TrialWarningCode,
} from "./schema.ts";
import type { TrialSearchResult } from "./search.ts";

/**
 * Makes the artefact. It holds nothing of the clock or the machine: the same run gives the same bytes.
 *
 * @param run whatever tells how the run can be repeated.
 */
export function trialArtefact(outcome: TrialOutcome, run: Run): TrialArtefact {
  const { order, search, survey } = outcome;
  const optimisedCost = trialCostOf(outcome.optimised.execution, order.side);
  const router = reportStrategy(outcome.optimised, optimisedCost, outcome);
  const reports: Partial<Record<TrialBaseline, TrialStrategyReport>> = {};
  const baselines: Partial<Record<TrialBaseline, CashReport>> = {};
  const savings: Partial<Record<TrialBaseline, number | null>> = {};
  for (const [name, baseline] of entriesOf(outcome.baselines)) {
    const cost = trialCostOf(baseline.execution, order.side);
    const saved = saving(optimisedCost, cost, order.side);
    const report = reportStrategy(baseline, cost, outcome, saved);
    reports[name] = report;
    baselines[name] = cashReport(report);
    savings[name] = saved.bps;
  }
  const strategies = { router, ...reports };
  const warnings = [
    ...tapeWarnings(outcome.market.tape, outcome.market.venues),
    ...warningsOf(strategies, order.quantity),
  ];
  return {
    best_parameters: namedPoint(search.best),
    optimized: cashReport(router),
    baselines,
    savings_vs_baselines_bps: savings,
    schema_version: SCHEMA_VERSION,
    run,
    order: {
      side: sideName(order.side),
      quantity: order.quantity,
      window: [timeOf(outcome, order.startNs), timeOf(outcome, order.endNs)],
      arrival_mid: dollarsOrNull(survey.arrivalMid),
    },
    tape: describeTape(outcome),
    fees: describeFees(outcome.market),
    search: describeSearch(search),
    strategies,
    warnings: warnings.map(({ text }) => text),
    warning_codes: warnings.map(({ code }) => code),
  };
}

function entriesOf<T>(baselines: { readonly [Name in TrialBaseline]?: T }): [TrialBaseline, T][] {
  return Object.entries(baselines) as [TrialBaseline, T][];
}

/** Above this part of the order, what was crossed at the end is no longer a detail. */
const LARGE_RESIDUAL = 0.05;

/** A warning, for programs and for people. */
interface TrialWarning {
  readonly code: TrialWarningCode;
  readonly text: string;
}

function warningsOf(strategies: TrialArtefact["strategies"], quantity: number): TrialWarning[] {
  const warnings: TrialWarning[] = [];
  const warn = (code: TrialWarningCode, text: string) => warnings.push({ code, text });
  for (const [name, { residual, unfilled_quantity, filled_quantity }] of Object.entries(strategies)) {
    if (residual.shares > LARGE_RESIDUAL * quantity) {
      const text =
        `${name} crossed ${residual.shares} of ${quantity} shares at the last touch, whatever its size: ` +
        "its price is mostly that moment's";
      warn("large-residual", text);
    }
    if (unfilled_quantity > 0) {
      warn("unfilled", `${name} left ${unfilled_quantity} shares: no venue showed a price`);
    }
    if (filled_quantity > quantity) {
      warn("overfilled", `${name} took ${filled_quantity - quantity} shares too many`);
    }
  }
  return warnings;
}

function namedPoint(point: TrialPoint): ParametersReport {
  const values = TRIAL_PARAMETERS.map((name) => [PARAMETERS[name].key, point[name]]);
  return Object.fromEntries(values) as ParametersReport;
}

function cashReport({ total_cash, avg_fill_px, risk_penalties }: TrialStrategyReport): CashReport {
  return { total_cash, avg_fill_px, risk_penalties };
}

function describeSearch(search: TrialSearchResult): GridReport {
  return {
    points: search.points,
    simulations: search.simulations,
    distinct_executions: search.distinctExecutions,
    identified: search.identified,
    note: searchNote(search),
  };
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
    ...(saved?.reason === undefined ? {} : { saving_reason: saved.reason, saving_reason_code: saved.code }),
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

function describeTape({ market, survey }: TrialOutcome): SnapshotTapeReport {
  const { tape, venues } = market;
  return {
    ...describeCommonTape(tape, venues),
    snapshots: survey.count,
    one_sided_snapshots: survey.oneSided,
    locked_snapshots: survey.locked,
    crossed_snapshots: survey.crossed,
  };
}

function timeOf({ market }: TrialOutcome, offsetNs: number): string {
  return momentText(market.tape.originNs, offsetNs);
}
