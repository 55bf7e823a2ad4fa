import type { OrderMeasure } from "../analysis/order_measure.ts";
import { orderFigures } from "../analysis/order_figures.ts";
import { LiveMarket } from "../execution/live_market.ts";
import { FeeSchedule } from "../market/fee_schedule.ts";
import { sortByEventTime, sortByReceipt } from "../market/tape.ts";
import { boundOffsetNs } from "../market/time.ts";
import { venuesOf } from "../market/venues.ts";
import { marketArtefact } from "../report/market_artefact.ts";
import { marketTable } from "../report/market_table.ts";
import { perOrderCsv } from "../report/per_order_csv.ts";
import { learnVolumeProfile, type VolumeProfile } from "../schedule/volume_profile.ts";
import type { StoredSegment } from "../search/cost_table.ts";
import type { MarketJob } from "../search/evaluator.ts";
import { type FeeChoice, feeSchedule } from "../search/fee_choice.ts";
import { type LabOptions, type LabResult, measureAll, runLab } from "../search/lab.ts";
import { axesOf, type Axis } from "../search/parameters.ts";
import { makeParentOrders, type ParentOrders } from "../search/parent_orders.ts";
import { parametersOf } from "../search/strategies.ts";
import { writeFileAtomically } from "../source/atomic_file.ts";
import { readCsv } from "../source/csv/read_csv.ts";
import type { BacktestInput, BacktestResult, BacktestValues } from "./backtest.ts";
import { UsageError, withFile } from "./errors.ts";
import { readFees } from "./fees.ts";
import { latencyByVenue, namedStrategies, quoteOptions } from "./market_options.ts";
import { checkWritable, Progress } from "./output.ts";
import { MOST_POINTS, withWorkers } from "./search.ts";

/**
 * A back-test by market rules: many orders, walked forward, compared pair by pair.
 *
 * @throws {UsageError} for options that make no sense together; before the tape is read.
 */
export async function marketBacktest(
  values: BacktestValues,
): Promise<(input: BacktestInput) => Promise<BacktestResult>> {
  const axes = axesOf(parametersOf(values.strategy), values.grid, values);
  checkValues(values, axes);
  if (values.perOrder !== undefined) await checkWritable(values.perOrder);
  const whatIfFees = await Promise.all((values.whatIfFees?.split(",") ?? []).map(readFees));
  return async ({ tape, fees, run, identity }) => {
    const market = new LiveMarket(
      sortByReceipt(tape),
      feeSchedule(fees),
      quoteOptions(values, venuesOf(tape)),
    );
    const profile = await learnProfile(values);
    const parentOrders = makeParentOrders(market, {
      count: values.orders,
      sides: values.side,
      size: values.orderSize,
      horizonNs: values.horizon,
      fromNs: values.from && boundOffsetNs(values.from, tape.originNs),
      toNs: values.to && boundOffsetNs(values.to, tape.originNs),
    });
    const setup = {
      fees,
      latencyNs: latencyByVenue(values.latency, market.venues),
      refreshNs: values.refresh,
      queue: values.queue,
      residual: values.residual,
      intervalNs: values.interval,
      participation: values.participation,
      riskAversion: values.riskAversion,
      step: values.step,
      depthTicks: values.depthTicks,
      adverseSelection: values.adverseSelection,
      shortfall: values.shortfall,
      overfill: values.overfill,
      profile,
      orders: parentOrders.orders,
    };
    const job: MarketJob = {
      kind: "market",
      columns: tape.columns,
      originNs: tape.originNs,
      live: market.live,
      setup,
    };
    const settings = { method: values.search, evaluations: values.evaluations, seed: values.seed };
    const options: Omit<LabOptions, "evaluate"> = {
      strategy: values.strategy,
      others: namedStrategies(values),
      orders: parentOrders.orders,
      notional: notionalOf(market, parentOrders),
      axes,
      settings,
      folds: values.folds,
    };
    const lab = await search(job, options, values, identity);
    const whatIf: Record<string, Pick<LabResult, "tuned" | "others">> = {};
    for (const other of whatIfFees) whatIf[nameOf(other)] = await underFees(job, other, options, lab, values);
    const { notional } = options;
    const { residual } = values;
    const artefact = marketArtefact({
      run,
      market,
      parentOrders,
      notional,
      axes,
      settings,
      residual,
      lab,
      whatIf,
    });
    if (values.perOrder !== undefined) await writePerOrder(values.perOrder, market, lab);
    return { artefact, table: marketTable(artefact), warnings: artefact.warnings };
  };
}

function checkValues(values: BacktestValues, axes: readonly Axis[]): void {
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  if (values.search === "grid" && points > MOST_POINTS) {
    throw new UsageError(
      `--grid ${values.grid}: makes ${points} points; at most ${MOST_POINTS} can be tried`,
    );
  }
  if (values.folds > 1 && values.orders < values.folds) {
    throw new UsageError(`--folds ${values.folds}: needs at least as many --orders, not ${values.orders}`);
  }
  const learnt = [values.strategy, ...values.compare].some(({ schedule }) => schedule === "vwap-learnt");
  if (learnt !== (values.volumeProfile !== undefined)) {
    throw new UsageError(
      learnt
        ? "vwap-learnt needs --volume-profile FILE, an earlier day"
        : "--volume-profile needs a strategy with vwap-learnt",
    );
  }
}

async function learnProfile(
  { volumeProfile, symbol, interval, maxPrint }: BacktestValues,
): Promise<VolumeProfile | undefined> {
  if (volumeProfile === undefined) return undefined;
  return await withFile(`read ${volumeProfile}`, async () => {
    const tape = sortByReceipt(sortByEventTime(await readCsv(volumeProfile, { symbol })));
    // No fee matters to volume.
    return learnVolumeProfile(new LiveMarket(tape, FeeSchedule.flat(0, 0), { maxPrint }), interval);
  });
}

/** Arrival notional of each order, 1e-9 dollars. */
function notionalOf(market: LiveMarket, { orders }: ParentOrders): Float64Array {
  return Float64Array.from(
    orders,
    ({ quantity, startNs }) => quantity * market.lastMid(market.touch(market.rowsBefore(startNs), startNs)),
  );
}

async function search(
  job: MarketJob,
  options: Omit<LabOptions, "evaluate">,
  values: BacktestValues,
  identity: string,
): Promise<LabResult> {
  const progress = new Progress("simulating:", values);
  let simulated = 0;
  const onSimulated = (orders: number): void => progress.show(simulated += orders, undefined, "orders");
  try {
    return await withWorkers<MarketJob, StoredSegment, LabResult>(
      job,
      identity,
      values,
      (evaluate, checkpoint) => runLab({ ...options, evaluate, checkpoint, onSimulated }),
    );
  } finally {
    progress.finish();
  }
}

function nameOf(fees: FeeChoice): string {
  return fees.kind === "schedule" ? fees.name : "flat";
}

/** The same strategies at the same parameters under other fees. */
async function underFees(
  job: MarketJob,
  fees: FeeChoice,
  options: Omit<LabOptions, "evaluate">,
  { walked }: LabResult,
  { workers }: BacktestValues,
): Promise<Pick<LabResult, "tuned" | "others">> {
  const other = { ...job, setup: { ...job.setup, fees } };
  return await withWorkers<MarketJob, StoredSegment, Pick<LabResult, "tuned" | "others">>(
    other,
    "",
    { workers, checkpoint: undefined },
    (evaluate) => measureAll({ ...options, evaluate }, walked),
  );
}

async function writePerOrder(path: string, { tape, venues }: LiveMarket, lab: LabResult): Promise<void> {
  const strategies: [string, readonly OrderMeasure[]][] = [["router", lab.tuned.orders]];
  for (const [name, { orders }] of Object.entries(lab.others)) strategies.push([name, orders]);
  const figures = strategies.map(([name, orders]) =>
    [name, orders.map((order) => orderFigures(order, venues.names))] as const
  );
  const csv = perOrderCsv(figures, tape.originNs);
  await withFile(`write ${path}`, () => writeFileAtomically(path, csv));
}
