/** The artefact of a judgement, made from what it found. @module */

import { bpsOf } from "../../analysis/half_units.ts";
import { BPS, dollarsOrNull } from "../../market/price.ts";
import { type StrategyFigures, strategyFigures } from "../../analysis/strategy_figures.ts";
import type { Belief, BeliefFigures } from "../../judge/belief.ts";
import type { ExecutionCell } from "../../judge/best_execution.ts";
import type { Calibration } from "../../judge/calibration.ts";
import type { Judgement } from "../../judge/judge.ts";
import type { MoneySpent } from "../../judge/money_trail.ts";
import type { WorstOrder } from "../../judge/worst_orders.ts";
import { mapValues } from "../../market/map_values.ts";
import { BUY, sideName } from "../../market/side.ts";
import { describeFigures, describeUntuned } from "../strategy_report.ts";
import { describeComparison, describeConfidence } from "../comparison_report.ts";
import { clockOf, describeMarketFees, describeTape } from "../tape_report.ts";
import { savingsByOrder } from "../savings_by_order.ts";
import type { Run } from "../schema.ts";
import { SCHEMA_VERSION } from "../run_schema.ts";
import { describeMarks, describePath } from "../shown_order.ts";
import { snakeKeys } from "../snake_case.ts";
import type {
  BeliefReport,
  CalibrationReport,
  CellReport,
  JudgeArtefact,
  SpentReport,
  WorstOrderReport,
} from "./schema.ts";
import { judgeWarnings } from "./warnings.ts";

/** What a judged router is called where a strategy's name would stand. */
const YOURS = "your router";

/**
 * Makes the artefact. It holds nothing of the clock or the machine: the same run gives the same bytes.
 *
 * @param run how the judgement came about.
 * @param fills how many were read.
 */
export function judgeArtefact(judgement: Judgement, run: Run, fills: number): JudgeArtefact {
  const { market, view, clock, router, others, comparisons, main, counts } = judgement;
  const names = view.market.venues.names;
  const own = strategyFigures(router, names);
  const figures: Record<string, StrategyFigures> = {
    router: own,
    ...mapValues(others, ({ orders }) => strategyFigures(orders, market.venues.names)),
  };
  const warnings = judgeWarnings(judgement, figures);
  const { cells, improvement, through } = judgement.bestExecution;
  return {
    verdict: `Against ${main}: ${comparisons[main]!.verdict.text}`,
    main_comparison: main,
    schema_version: SCHEMA_VERSION,
    run,
    orders: describeOrders(judgement),
    fills: {
      count: fills,
      clock: {
        offset_s: clock.offsetNs / 1e9,
        spread_s: clock.spreadNs / 1e9,
        matched: clock.matchedShare,
        estimated: clock.estimated,
      },
      unknown_venues: view.unknown,
      counts,
    },
    comparisons: mapValues(comparisons, describeComparison),
    savings_by_order: savingsByOrder(comparisons, judgement.parentOrders.orders, {
      nameOf: (order) => judgement.orders.orders[order]!.name,
      timeOf: clockOf(market),
    }),
    strategies: {
      router: { strategy: YOURS, ...describeFigures(own) },
      ...mapValues(others, (measured, name) => describeUntuned(measured, figures[name]!)),
    },
    best_execution: {
      cells: cells.map((cell) => describeCell(cell, names)),
      price_improvement: improvement,
      through_the_touch: through,
    },
    money: {
      by_venue: Object.fromEntries(
        judgement.money.byVenue.flatMap((spent, venue) =>
          spent.shares > 0 ? [[names[venue]!, describeSpent(spent)]] : []
        ),
      ),
      by_hour: Object.fromEntries(
        judgement.money.byHour.map(([hour, spent]) => [hourText(hour), describeSpent(spent)]),
      ),
    },
    fees_charged: Object.fromEntries(
      judgement.fees.flatMap((fee, venue) => fee.fills > 0 ? [[names[venue]!, fee]] : []),
    ),
    worst_orders: judgement.worst.map((order) => describeWorst(order, judgement)),
    ...(judgement.belief && { belief: describeBelief(judgement.belief) }),
    tape: describeTape(market, judgement.parentOrders.windows[0]!),
    fees: describeMarketFees(view.market),
    warnings: warnings.map(({ text }) => text),
    warning_codes: warnings.map(({ code }) => code),
  };
}

function describeOrders({ parentOrders, orders, market }: Judgement): JudgeArtefact["orders"] {
  const all = parentOrders.orders;
  const timeOf = clockOf(market);
  const [{ fromNs, toNs }] = parentOrders.windows as [JudgementWindow];
  return {
    count: all.length,
    buys: all.filter(({ side }) => side === BUY).length,
    sells: all.filter(({ side }) => side !== BUY).length,
    quantity: all.reduce((sum, { quantity }) => sum + quantity, 0),
    derived: orders.derived,
    mean_length_s: parentOrders.horizonNs / 1e9,
    mean_spacing_s: parentOrders.spacingNs / 1e9,
    window: [timeOf(fromNs), timeOf(toNs)],
    outside_the_tape: orders.outside,
  };
}

type JudgementWindow = Judgement["parentOrders"]["windows"][number];

function describeCell(
  { venue, kind, size, fills, shares, effective, quoted, realised, inside, at, outside }: ExecutionCell,
  names: readonly string[],
): CellReport {
  const [soon, second, quarter, minute, five] = realised.map(({ mean }) => mean);
  const isMeasured = effective.mean !== null && quoted.mean !== null && quoted.mean > 0;
  return {
    venue: names[venue]!,
    kind,
    size,
    fills,
    shares,
    effective_spread: effective.mean,
    quoted_spread: quoted.mean,
    effective_over_quoted: isMeasured ? effective.mean! / quoted.mean! : null,
    realised_spread: {
      "50ms": soon ?? null,
      "1s": second ?? null,
      "15s": quarter ?? null,
      "1m": minute ?? null,
      "5m": five ?? null,
    },
    inside: inside / shares,
    at: at / shares,
    outside: outside / shares,
  };
}

function describeSpent({ shares, notional, cost, parts }: MoneySpent): SpentReport {
  return { shares, notional, cost, cost_bps: notional > 0 ? cost / notional * BPS : null, parts };
}

/** `14:00`; of a later day of the tape with the day's number before it. */
function hourText(hour: number): string {
  const [day, of] = [Math.floor(hour / 24), hour % 24];
  const text = `${String(of).padStart(2, "0")}:00`;
  return day === 0 ? text : `day ${day + 1} ${text}`;
}

function describeWorst(
  { name, measure, cost, bps, path, fills }: WorstOrder,
  { market }: Judgement,
): WorstOrderReport {
  const { order, attribution } = measure;
  const timeOf = clockOf(market);
  return {
    order: name,
    side: sideName(order.side),
    quantity: order.quantity,
    filled: measure.cost.shares,
    from: timeOf(order.startNs),
    to: timeOf(order.endNs),
    cost,
    cost_bps: bpsOf(attribution!.total, attribution!.notional),
    parts_bps: bps.parts,
    arrival_mid: dollarsOrNull(measure.arrivalMid),
    path: describePath(path),
    fills: mapValues(fills, (marks) => describeMarks(marks, order.startNs)),
  };
}

function describeBelief(belief: Belief): BeliefReport {
  const { queueModel, all, brierOfBaseRate, groups, optimismBps, optimism, notSimulated, calibration } =
    belief;
  return {
    queue_model: queueModel,
    ...beliefFigures(all),
    brier_of_base_rate: brierOfBaseRate,
    optimism_bps: optimismBps,
    confidence: describeConfidence(optimism),
    not_simulated: notSimulated,
    groups: groups.map(({ venue, kind, queue, ...figures }) => ({
      venue,
      kind,
      queue,
      ...beliefFigures(figures),
    })),
    ...(calibration && { calibration: describeCalibration(calibration) }),
  };
}

function beliefFigures({ predictedSeconds, realSeconds, ...figures }: BeliefFigures) {
  return {
    ...snakeKeys(figures),
    predicted_seconds_to_fill: predictedSeconds.mean,
    real_seconds_to_fill: realSeconds.mean,
  };
}

function describeCalibration(calibration: Calibration): CalibrationReport {
  if (calibration.queue === null) return calibration;
  const { asGood, reason: _, ...figures } = calibration;
  return { ...snakeKeys(figures), as_good: asGood };
}
