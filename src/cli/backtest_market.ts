import type { OrderMeasure } from "../analysis/order_measure.ts";
import { orderFigures } from "../analysis/order_figures.ts";
import { Market } from "../execution/market.ts";
import { tapeDigest } from "../market/digest.ts";
import { FeeSchedule } from "../market/fee_schedule.ts";
import { sortByReceipt } from "../market/tape.ts";
import { boundOffsetNs, NS_PER_DAY, NS_PER_SECOND } from "../market/time.ts";
import { venuesOf } from "../market/venues.ts";
import { artefactOf } from "../report/artefact.ts";
import { terminalTable } from "../report/terminal.ts";
import { perOrderCsv } from "../report/per_order_csv.ts";
import { learnVolumeProfile, type VolumeProfile } from "../strategy/schedule/volume_profile.ts";
import type { StoredSegment } from "../search/cost_table.ts";
import type { MarketJob } from "../search/evaluator.ts";
import { type FeeChoice, feeSchedule } from "../execution/fee_choice.ts";
import { FoldError, walkForward } from "../search/folds.ts";
import {
  countSimulations,
  type LabOptions,
  type LabResult,
  measureAll,
  type Measures,
  runLab,
} from "../search/lab.ts";
import { settlingNs } from "../search/order_run.ts";
import { axesOf, type ParameterName } from "../search/parameters.ts";
import {
  countStarts,
  makeParentOrders,
  type OrdersWanted,
  ordersWindow,
  type ParentOrders,
} from "../execution/parent_orders.ts";
import { parametersOf, rests, type StrategyName, strategyText } from "../strategy/strategies.ts";
import { writeFileAtomically } from "../source/atomic_file.ts";
import { openTape } from "../source/open_tape.ts";
import type { Backtest, BacktestInput, BacktestResult, BacktestValues } from "./backtest_options.ts";
import { UsageError, withFile } from "./errors.ts";
import { describeFeeChoice, readFees } from "./fees.ts";
import {
  latencyByVenue,
  namedStrategies,
  quoteOptions,
  USUAL_STRATEGY,
  WITHOUT_RESTING,
} from "./market_options.ts";
import { checkInterval, durationText, kebab } from "./options.ts";
import { checkWritable, Progress } from "./output.ts";
import { checkPoints, withWorkers } from "./search.ts";

/** What the lab is asked, but for who does the work. */
type LabQuestion = Omit<LabOptions, "evaluate">;

/** A volume profile, and what it was learnt on. */
interface Learnt {
  readonly profile: VolumeProfile;
  readonly digest: string;
}

/**
 * A back-test by market rules: many orders, walked forward, compared pair by pair.
 *
 * @throws {UsageError} for options that make no sense together; before the tape is read.
 */
export async function marketBacktest(given: BacktestValues): Promise<Backtest> {
  const values = withStrategy(given, given.strategy ?? USUAL_STRATEGY);
  checkValues(values);
  if (values.perOrder !== undefined) await checkWritable(values.perOrder);
  const whatIfFees = await Promise.all(values.whatIfFees.map(readFees));
  const learnt = await learnProfile(values);
  return {
    files: {
      what_if_fees: whatIfFees.map(describeFeeChoice),
      ...(learnt && { volume_profile: { file: values.volumeProfile, tape_digest: learnt.digest } }),
    },
    run: (input) => runMarket(given, { whatIfFees, profile: learnt?.profile }, input),
  };
}

/** The arguments, and a strategy in any case. */
type MarketArguments = BacktestValues & { readonly strategy: StrategyName };

/** The arguments with this strategy. An impact that is learnt makes another placement, with one parameter less. */
function withStrategy(values: BacktestValues, strategy: StrategyName): MarketArguments {
  const learning = ({ schedule, placement }: StrategyName): StrategyName => {
    const learns = values.impact === "adaptive" && placement === "cont-kukanov";
    return { schedule, placement: learns ? "cont-kukanov-adaptive" : placement };
  };
  return { ...values, strategy: learning(strategy), compare: values.compare.map(learning) };
}

/** What was made of the arguments. */
interface Prepared {
  /** In the order of their files. */
  readonly whatIfFees: readonly FeeChoice[];
  readonly profile: VolumeProfile | undefined;
}

async function runMarket(
  given: BacktestValues,
  { whatIfFees, profile }: Prepared,
  { tape, fees, run, identity }: BacktestInput,
): Promise<BacktestResult> {
  const market = new Market(sortByReceipt(tape), feeSchedule(fees), quoteOptions(given, venuesOf(tape)));
  const cannotRest = given.strategy === undefined && market.live.beforeTrades;
  const values = withStrategy(given, given.strategy ?? (cannotRest ? WITHOUT_RESTING : USUAL_STRATEGY));
  // Again, as the strategy may be another.
  checkValues(values);
  checkTape(values, market);
  const axes = axesOf(parametersOf(values.strategy), values.grid, values);
  checkInterval(values.interval, market.live.clockNs.at(-1)! - market.live.clockNs[0]!, "tape");
  const parentOrders = ordersOf(values, market);
  const { orders, notional } = parentOrders;
  const latencyNs = latencyByVenue(values.latency, market.venues);
  const job: MarketJob = {
    kind: "market",
    columns: market.tape.columns,
    originNs: tape.originNs,
    live: market.live,
    setup: {
      fees,
      latencyNs,
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
      orders,
    },
  };
  const question: LabQuestion = {
    strategy: values.strategy,
    others: namedStrategies(values),
    orders,
    notional,
    axes,
    settings: { method: values.search, evaluations: values.evaluations, seed: values.seed },
    folds: values.folds,
    settlingNs: settlingNs(latencyNs, market.live.resolutionNs),
  };
  checkFolds(question);
  const lab = await search(job, question, values, identity);
  const whatIf: Record<string, Measures> = {};
  for (const [i, name] of values.whatIfFees.entries()) {
    whatIf[name] = await underFees(job, whatIfFees[i]!, question, lab, values);
  }
  const { settings } = question;
  const { residual, folds } = values;
  const artefact = artefactOf({
    run,
    market,
    parentOrders,
    axes,
    settings,
    folds,
    residual,
    lab,
    whatIf,
  });
  if (values.perOrder !== undefined) await writePerOrder(values.perOrder, market, lab);
  const note = `nothing can rest, as ${NO_QUOTES}: ${strategyText(values.strategy)} is measured`;
  const warnings = cannotRest ? [note, ...artefact.warnings] : artefact.warnings;
  return { artefact: { ...artefact, warnings }, table: terminalTable(artefact), warnings };
}

function checkValues(values: MarketArguments): void {
  const { orders, folds, side, strategy, checkpoint, perOrder } = values;
  const axes = axesOf(parametersOf(strategy), values.grid, values);
  if (values.search === "grid") {
    checkPoints(values.grid, axes.reduce((product, { values }) => product * values.length, 1));
  }
  if (side === "both" && orders % 2 > 0) {
    throw new UsageError(`--orders ${orders}: with --side both they come in pairs; give an even number`);
  }
  if (folds > 1 && orders < folds) {
    throw new UsageError(`--folds ${folds}: needs at least as many --orders, not ${orders}`);
  }
  for (const name of ["lambdaOver", "lambdaUnder", "thetaQueue"] as const) checkRead(name, values);
  const tooLow = values.lambdaUnder?.find((multiple) => multiple <= 1);
  if (tooLow !== undefined && strategy.placement === "static-relative") {
    throw new UsageError(`--lambda-under ${tooLow}: static-relative takes multiples above 1`);
  }
  if (checkpoint !== undefined && axes.length === 0) {
    throw new UsageError(
      `--checkpoint ${checkpoint}: ${strategyText(strategy)} has no parameter to search; leave it out`,
    );
  }
  if (perOrder === "-") {
    throw new UsageError("--per-order -: the artefact goes to standard output; name a file");
  }
  const learnt = [strategy, ...values.compare].some(({ schedule }) => schedule === "vwap-learnt");
  if (learnt !== (values.volumeProfile !== undefined)) {
    throw new UsageError(
      learnt
        ? "vwap-learnt needs --volume-profile FILE, an earlier day"
        : "--volume-profile needs a strategy with vwap-learnt",
    );
  }
  if (learnt) checkInterval(values.interval, NS_PER_DAY, "profile's day");
}

const NO_QUOTES = "the tape has a row per trade and no quotes between them";

/** @throws {UsageError} for what this tape does not tell enough for. */
function checkTape({ strategy, compare, queue }: MarketArguments, { live }: Market): void {
  const resting = [strategy, ...compare].find(rests);
  if (live.beforeTrades && resting !== undefined) {
    const option = resting === strategy ? "strategy" : "compare";
    throw new UsageError(`--${option} ${strategyText(resting)}: nothing can rest, as ${NO_QUOTES}`);
  }
  if (queue !== "prorata") return;
  if (live.beforeTrades) throw new UsageError(`--queue prorata: cancels cannot be seen, as ${NO_QUOTES}`);
  if (live.resolutionNs > 1) {
    throw new UsageError(
      "--queue prorata: the tape's stamps are whole milliseconds, too coarse to tell trades from cancels",
    );
  }
}

/** @throws {UsageError} for values of a parameter that the strategy does not read. */
function checkRead(name: ParameterName, values: MarketArguments): void {
  const read = parametersOf(values.strategy);
  if (values[name] === undefined || read.includes(name)) return;
  const others = read.length > 0
    ? `it reads ${read.map((other) => `--${kebab(other)}`).join(", ")}`
    : "it has none";
  throw new UsageError(
    `--${kebab(name)}: ${strategyText(values.strategy)} does not read this parameter; ${others}`,
  );
}

/** @throws {UsageError} if there are too few orders for so many folds. */
function checkFolds({ axes, orders, folds, settlingNs }: LabQuestion): void {
  if (axes.length === 0 || folds === 1) return;
  try {
    walkForward(orders, folds, settlingNs);
  } catch (error) {
    if (!(error instanceof FoldError)) throw error;
    throw new UsageError(
      `--folds ${folds}: ${error.message}; give fewer folds, more --orders or a shorter --horizon`,
    );
  }
}

async function learnProfile(
  { volumeProfile: path, symbol, rtype, skipBadRows, interval, maxPrint }: BacktestValues,
): Promise<Learnt | undefined> {
  if (path === undefined) return undefined;
  return await withFile(`read ${path}`, async () => {
    const tape = sortByReceipt(await openTape(path, { symbol, rtype, skipBadRows }));
    // No fee matters to volume.
    const market = new Market(tape, FeeSchedule.flat(0, 0), { maxPrint });
    return { profile: learnVolumeProfile(market, interval), digest: tapeDigest(tape, "event") };
  });
}

function ordersOf(values: BacktestValues, market: Market): ParentOrders {
  const { horizon, from, to } = values;
  const { originNs } = market.tape;
  const wanted: OrdersWanted = {
    count: values.orders,
    sides: values.side,
    size: values.orderSize,
    horizonNs: horizon,
    folds: values.folds,
    fromNs: from && boundOffsetNs(from, originNs),
    toNs: to && boundOffsetNs(to, originNs),
  };
  const { fromNs, toNs } = ordersWindow(market, wanted);
  const starts = countStarts(wanted);
  // Starts lie a nanosecond apart at least.
  const longestNs = toNs - fromNs - (starts - 1);
  if (horizon !== undefined && horizon > longestNs) {
    const others = starts > 1 ? ` of ${starts} starts` : "";
    throw new UsageError(
      `--horizon ${
        durationText(horizon)
      }: too long for the window${others}, which from the first mid on is ` +
        `${(toNs - fromNs) / NS_PER_SECOND} s`,
    );
  }
  return makeParentOrders(market, wanted);
}

async function search(
  job: MarketJob,
  question: LabQuestion,
  values: BacktestValues,
  identity: string,
): Promise<LabResult> {
  const progress = new Progress("simulating:", values);
  const total = countSimulations(question);
  let simulated = 0;
  const onSimulated = (orders: number): void => progress.show(simulated += orders, total, "orders");
  try {
    return await withWorkers<MarketJob, StoredSegment, LabResult>(
      job,
      identity,
      values,
      (evaluate, checkpoint) => runLab({ ...question, evaluate, checkpoint, onSimulated }),
    );
  } finally {
    progress.finish();
  }
}

/** The same strategies at the same parameters under other fees. */
async function underFees(
  job: MarketJob,
  fees: FeeChoice,
  question: LabQuestion,
  { walked }: LabResult,
  { workers }: BacktestValues,
): Promise<Measures> {
  const other = { ...job, setup: { ...job.setup, fees } };
  return await withWorkers<MarketJob, StoredSegment, Measures>(
    other,
    "",
    { workers, checkpoint: undefined },
    (evaluate) => measureAll({ ...question, evaluate }, walked),
  );
}

async function writePerOrder(path: string, { tape, venues }: Market, lab: LabResult): Promise<void> {
  const strategies: [string, readonly OrderMeasure[]][] = [["router", lab.tuned.orders]];
  for (const [name, { orders }] of Object.entries(lab.others)) strategies.push([name, orders]);
  const figures = strategies.map(([name, orders]) =>
    [name, orders.map((order) => orderFigures(order, venues.names))] as const
  );
  const csv = perOrderCsv(figures, { originNs: tape.originNs, first: lab.firstScored });
  await withFile(`write ${path}`, () => writeFileAtomically(path, csv));
}
