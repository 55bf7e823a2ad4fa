/** A back-test as one call: a question about a tape, and what comes of it. @module */

import type { FeeChoice } from "../execution/fee_choice.ts";
import type { Market } from "../execution/market.ts";
import type { ParentOrders } from "../execution/parent_orders.ts";
import type { Tape } from "../market/tape.ts";
import { lendThisThread } from "../search/lend.ts";
import type { SimulationJob } from "../search/simulation_job.ts";
import { simulationsOf } from "../search/simulations.ts";
import {
  countSimulations,
  type LabOptions,
  type LabResult,
  measureAll,
  type Measures,
  runLab,
} from "../search/lab.ts";
import { type OrderRunSetup, settlingNs } from "../search/order_run.ts";
import type { VolumeProfile } from "../strategy/schedule/volume_profile.ts";
import { abortable, type LendSimulations } from "./evaluator.ts";
import {
  checkFolds,
  latencyByVenue,
  marketOf,
  parentOrdersOf,
  planOn,
  replacesUsual,
  sessionOf,
  type TapePlan,
} from "./on_tape.ts";
import type { Outcome } from "../search/outcome.ts";
import { type Plan, planBacktest, readsProfile, type StrategyPlan } from "./plan.ts";
import type { CompleteQuestion, Question } from "./question.ts";
import { refusal } from "../search/question_error.ts";
import { nameOf } from "./question_error.ts";

/** What a back-test is run with, beside its tape and its question. */
export interface BacktestOptions {
  /** The volume profile of `vwap-learnt`; `learnProfile` makes it. */
  readonly profile?: VolumeProfile | undefined;
  /** Who does the simulations. @default this thread */
  readonly evaluate?: LendSimulations | undefined;
  /** Told how many orders were simulated so far, of at most how many. */
  readonly onProgress?: ((simulated: number, total: number) => void) | undefined;
  /** Ends the back-test with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What the lab is asked, but for who does the work. */
type LabQuestion = Omit<LabOptions, "evaluate">;

/**
 * Back-tests: works parent orders over a tape by a strategy, tunes its parameters, and works the same orders by
 * all that it is compared with. The same tape and question give the same outcome, whoever does the work.
 *
 * @param asked a question, or what `planBacktest` made of one.
 * @throws {QuestionError} naming the setting that makes no sense, by itself or on this tape.
 * @throws {RangeError} if the tape has nothing to measure against, or no order comes to a share.
 *
 * @example
 * ```ts
 * import { runBacktest } from "./run.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const tape = generateTape({ durationSeconds: 60 });
 * const { lab } = await runBacktest(tape, {
 *   orders: { count: 4, size: { kind: "shares", shares: 200 }, horizonNs: 10e9 },
 *   strategy: { name: { schedule: "twap", placement: "sweep" }, intervalNs: 2e9 },
 * });
 * assertEquals(lab.tuned.orders.length, 4);
 * ```
 */
export async function runBacktest(
  tape: Tape,
  asked: Question | Plan,
  options: BacktestOptions = {},
): Promise<Outcome> {
  const plan = "question" in asked ? asked : planBacktest(asked);
  checkProfile(plan, options);
  const market = marketOf(tape, plan.question.rules);
  return await runOn(market, plan, planOn(market, plan), options);
}

/**
 * Back-tests on a market that was made already.
 *
 * @param strategyPlan what of the plan can be measured on this market, or less.
 * @throws {QuestionError} as {@linkcode runBacktest} does.
 */
export async function runOn(
  market: Market,
  plan: Plan,
  strategyPlan: TapePlan,
  options: BacktestOptions,
): Promise<Outcome> {
  const { question } = plan;
  const parentOrders = parentOrdersOf(question, market);
  const setup = setupOf(question, market, parentOrders, options);
  const labQuestion = labQuestionOf(question, strategyPlan, market, parentOrders, setup);
  checkFolds(labQuestion);
  const job = jobOf(market, setup);
  const lend = lenderOf(options);
  const lab = await search(job, labQuestion, lend, options);
  const whatIf: Record<string, Measures> = {};
  for (const [name, fees] of Object.entries(question.rules.whatIfFees)) {
    whatIf[name] = await underFees(fees, job, labQuestion, lab, lend);
  }
  return {
    market,
    parentOrders,
    axes: strategyPlan.axes,
    settings: labQuestion.settings,
    folds: question.search.folds,
    residual: question.rules.residual,
    usualReplaced: replacesUsual(plan, market),
    leftOut: strategyPlan.leftOut,
    session: sessionOf(question, market, parentOrders.windows),
    lab,
    whatIf,
    primary: question.strategy.primary,
  };
}

function checkProfile({ usual }: Plan, { profile }: BacktestOptions): void {
  if (profile !== undefined || !readsProfile(usual)) return;
  throw refusal`${nameOf("strategy.volumeProfile")}: its profile was not handed over; learn it beforehand`;
}

/** What workers hold fixed. Settings of schedules and placements, and rules of filling, go in as they are. */
export function setupOf(
  { strategy, rules }: Pick<CompleteQuestion, "strategy" | "rules">,
  market: Market,
  { orders }: Pick<ParentOrders, "orders">,
  { profile }: BacktestOptions,
): OrderRunSetup {
  return {
    ...without(strategy, "name", "compare", "primary", "impact", "volumeProfile"),
    ...without(rules, "latency", "quotes", "whatIfFees"),
    latencyNs: latencyByVenue(rules.latency, market.venues),
    profile,
    orders,
  };
}

function without<T extends object, Name extends keyof T>(group: T, ...names: Name[]): Omit<T, Name> {
  const left = { ...group };
  for (const name of names) delete left[name];
  return left;
}

function labQuestionOf(
  { search }: CompleteQuestion,
  { strategy, others, axes }: StrategyPlan,
  { live }: Market,
  { orders, notional, windows }: ParentOrders,
  { latencyNs }: OrderRunSetup,
): LabQuestion {
  const { method, evaluations, seed, folds } = search;
  return {
    strategy,
    others,
    orders,
    notional,
    axes,
    settings: { method, evaluations, seed },
    folds,
    settlingNs: settlingNs(latencyNs, live.resolutionNs),
    windows,
  };
}

/** The job of those who simulate: plain data, whose columns they share. */
export function jobOf({ tape: { columns, originNs }, live }: Market, setup: OrderRunSetup): SimulationJob {
  return { columns, originNs, live, setup };
}

/** Who does the simulations, until the signal. */
export function lenderOf({ evaluate = lendThisThread, signal }: BacktestOptions): LendSimulations {
  return signal === undefined ? evaluate : abortable(evaluate, signal);
}

function search(
  job: SimulationJob,
  question: LabQuestion,
  lend: LendSimulations,
  { onProgress }: BacktestOptions,
): Promise<LabResult> {
  const total = countSimulations(question);
  let simulated = 0;
  const onSimulated = (orders: number): void => onProgress?.(simulated += orders, total);
  return lend(
    simulationsOf(job),
    (evaluate, checkpoint) => runLab({ ...question, evaluate, checkpoint, onSimulated }),
  );
}

/** The same strategies at the same parameters under other fees. */
function underFees(
  fees: FeeChoice,
  job: SimulationJob,
  question: LabQuestion,
  { walked }: LabResult,
  lend: LendSimulations,
): Promise<Measures> {
  const other = { ...job, setup: { ...job.setup, fees } };
  return lend(simulationsOf(other), (evaluate) => measureAll({ ...question, evaluate }, walked));
}
