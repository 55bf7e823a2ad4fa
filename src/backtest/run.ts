/** A back-test as one call: a question about a tape, and what comes of it. @module */

import type { Market } from "../execution/market.ts";
import type { ParentOrders } from "../execution/parent_orders.ts";
import type { Tape } from "../market/tape.ts";
import { lendThisThread } from "../search/lend.ts";
import type { SimulationJob } from "../search/simulation_job.ts";
import type { Work } from "../search/pool.ts";
import { withPrograms } from "../search/program_run.ts";
import { confinedSimulationsOf, simulationsOf } from "../search/simulations.ts";
import {
  countSimulations,
  type LabOptions,
  type LabResult,
  measureAll,
  type Measures,
  runLab,
} from "../search/lab.ts";
import {
  type OrderRunSetup,
  settlingNs,
  type SimulationResult,
  type SimulationTask,
} from "../search/order_run.ts";
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
import { checkRepeats } from "./repeats.ts";
import { ownRouters, type StrategyName } from "../strategy/strategy_name.ts";
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
  /** How long a router of a user's own may take for a decision, or a program for a message, about, ns. @default 5e9 */
  readonly decisionTimeoutNs?: number | undefined;
  /** Programs that may be run as routers, by name. @default none */
  readonly allowExec?: readonly string[] | undefined;
  /** How many of each such program run at once, at most. @default 1 */
  readonly programs?: number | undefined;
  /** Ends the back-test with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What the lab is asked, but for who does the work. */
type LabQuestion = Omit<LabOptions, "evaluate">;

/** What simulates the orders of a job. */
type Simulations = Work<SimulationTask, readonly SimulationResult[]>;

/** How long a router of a user's own may take for a decision where nothing else is asked for. */
export const DECISION_TIMEOUT_NS = 5e9;

/**
 * Back-tests: works parent orders over a tape by a strategy, tunes its parameters, and works the same orders by
 * all that it is compared with. The same tape and question give the same outcome, whoever does the work.
 *
 * @param asked a question, or what `planBacktest` made of one.
 * @throws {QuestionError} naming the setting that makes no sense, by itself or on this tape.
 * @throws {RouterFault} if a router of a user's own does what it may not, or does not do the same twice.
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
  const lend = lenderOf(job, options);
  const workOf = (job: SimulationJob): Simulations =>
    workFor(job, [strategyPlan.strategy, ...Object.values(strategyPlan.others)], options);
  const lab = await search(workOf(job), labQuestion, lend, options);
  await checkRepeats(labQuestion, lab, (search) => lend(workOf(job), search));
  const whatIf: Record<string, Measures> = {};
  for (const [name, fees] of Object.entries(question.rules.whatIfFees)) {
    const underFees = { ...job, setup: { ...setup, fees } };
    const lend = lenderOf(underFees, options);
    whatIf[name] = await lend(
      workOf(underFees),
      (evaluate) => measureAll({ ...labQuestion, evaluate }, lab.walked),
    );
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
export function lenderOf(job: SimulationJob, options: BacktestOptions): LendSimulations {
  const { evaluate = lendThisThread, signal, allowExec = [], programs = 1 } = options;
  const { decisionTimeoutNs = DECISION_TIMEOUT_NS } = options;
  const lend = signal === undefined ? evaluate : abortable(evaluate, signal);
  const running = { timeoutMs: decisionTimeoutNs / 1e6, allowed: allowExec };
  return (work, search) =>
    lend(work, (evaluate, checkpoint) => search(withPrograms(evaluate, job, running, programs), checkpoint));
}

/** The simulations of a job, confined where a router of a user's own takes part. */
export function workFor(
  job: SimulationJob,
  strategies: readonly StrategyName[],
  { decisionTimeoutNs = DECISION_TIMEOUT_NS }: BacktestOptions = {},
): Simulations {
  const isOwn = strategies.some((each) => ownRouters(each).some(({ kind }) => kind === "module"));
  return isOwn ? confinedSimulationsOf(job, decisionTimeoutNs / 1e6) : simulationsOf(job);
}

function search(
  work: Simulations,
  question: LabQuestion,
  lend: LendSimulations,
  { onProgress }: BacktestOptions,
): Promise<LabResult> {
  const total = countSimulations(question);
  let simulated = 0;
  const onSimulated = (orders: number): void => onProgress?.(simulated += orders, total);
  return lend(
    work,
    (evaluate, checkpoint) => runLab({ ...question, evaluate, checkpoint, onSimulated }),
  );
}
