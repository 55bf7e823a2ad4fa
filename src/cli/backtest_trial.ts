import type { ParentOrder } from "../execution/parent_order.ts";
import type { TrialSchedule } from "../trial/schedule.ts";
import { simulateSnapshots } from "../trial/simulator.ts";
import { type SnapshotMarket, type SnapshotSurvey, surveySnapshots } from "../trial/market.ts";
import type { Tape } from "../market/tape.ts";
import { boundOffsetNs } from "../market/time.ts";
import { bestQuote } from "../trial/best_quote.ts";
import { type NamedExecution, trialArtefact } from "../trial/artefact.ts";
import type { OfBaselines } from "../trial/schema.ts";
import { trialTable } from "../trial/table.ts";
import { immediate } from "../trial/immediate.ts";
import { twap } from "../trial/twap.ts";
import { vwap } from "../trial/vwap.ts";
import { DisplayedByInterval, vwapHindsight } from "../trial/vwap_hindsight.ts";
import type { TrialJob } from "../search/evaluator.ts";
import { searchGrid } from "../trial/search.ts";
import { type Evaluation, executionKey, routeTrial, trialMarket } from "../trial/router.ts";
import type { Backtest, BacktestValues } from "./backtest_options.ts";
import { UsageError } from "./errors.ts";
import { orderSizeText } from "./market_options.ts";
import { checkInterval } from "./options.ts";
import { Progress } from "./output.ts";
import { allocatorOf, sideOf } from "./router.ts";
import { axesOf, withWorkers } from "./search.ts";

/**
 * A back-test by trial rules: one order over the whole window.
 *
 * @throws {UsageError} for options that make no sense together; before the tape is read.
 */
export function trialBacktest(values: BacktestValues): Backtest {
  const allocator = allocatorOf(values);
  const axes = axesOf(values);
  const quantity = values.orderSize;
  if (quantity.kind !== "shares") {
    const text = orderSizeText(quantity);
    throw new UsageError(
      `--order-size ${text}: trial rules take shares; give a number, or leave --rules trial out`,
    );
  }
  if (values.side === "both") {
    throw new UsageError("--side both: trial rules know one order; leave --rules trial out");
  }
  const side = sideOf({ side: values.side });
  const work: Backtest["run"] = async ({ tape, fees, run, identity }) => {
    const snapshots = {
      at: values.snapshot,
      maxQuoteAgeNs: values.maxQuoteAge ?? Infinity,
      limit: values.snapshots ?? Infinity,
    };
    const market = trialMarket(tape, { fees, snapshots });
    const survey = surveySnapshots(market);
    const order = { side, quantity: quantity.shares, ...windowOf(values, tape, survey) };
    const { step, infeasible } = values;
    const setup = { fees, snapshots, order, allocator, step, infeasible };
    const job: TrialJob = { kind: "trial", columns: tape.columns, originNs: tape.originNs, setup };
    const progress = new Progress("searching:", values);
    const search = await withWorkers<TrialJob, Evaluation, Awaited<ReturnType<typeof searchGrid>>>(
      job,
      identity,
      values,
      (evaluate, checkpoint) =>
        searchGrid({
          axes,
          side: order.side,
          keyOf: (point) => executionKey(setup, point),
          evaluate,
          checkpoint,
          onProgress: (done, total) => progress.show(done, total, "simulations"),
        }),
    ).finally(() => progress.finish());
    const optimised = {
      schedule: immediate.name,
      placement: `static-split (${allocator})`,
      execution: routeTrial(market, setup, search.best),
    };
    const baselines = values.skipBaselines ? {} : runBaselines(market, order, values);
    const artefact = trialArtefact({ market, survey, order, search, optimised, baselines }, run);
    return { artefact, table: trialTable(artefact), warnings: artefact.warnings };
  };
  return { files: {}, run: work };
}

/** The order starts at the first snapshot and lives to the end asked for, else to the last snapshot. */
function windowOf(
  { to, snapshots, interval }: BacktestValues,
  tape: Tape,
  survey: SnapshotSurvey,
): Pick<ParentOrder, "startNs" | "endNs"> {
  const ended = to !== undefined && snapshots === undefined;
  const startNs = survey.firstNs;
  const endNs = ended ? boundOffsetNs(to, tape.originNs) : survey.lastNs;
  checkInterval(interval, endNs - startNs, "window");
  return { startNs, endNs };
}

function runBaselines(
  market: SnapshotMarket,
  order: ParentOrder,
  { interval, vwapProfile }: BacktestValues,
): OfBaselines<NamedExecution> {
  const volume = vwapProfile === "trailing"
    ? vwap(interval)
    : vwapHindsight(interval, displayedProfile(market, order, interval));
  const run = (schedule: TrialSchedule): NamedExecution => ({
    schedule: schedule.name,
    placement: bestQuote.name,
    execution: simulateSnapshots(market, order, { schedule, placement: bestQuote }),
  });
  return { best_ask: run(immediate), twap: run(twap(interval)), vwap: run(volume) };
}

function displayedProfile(market: SnapshotMarket, order: ParentOrder, intervalNs: number): readonly number[] {
  const profile = new DisplayedByInterval(order, intervalNs);
  const snapshots = market.snapshots();
  const offers = market.offers(snapshots.book, order.side);
  while (snapshots.next()) profile.see(snapshots.nowNs, offers);
  return profile.finish();
}
