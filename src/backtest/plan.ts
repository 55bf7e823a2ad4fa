/** A question that makes sense, as far as can be told without a tape. @module */

import { feeSchedule } from "../execution/fee_choice.ts";
import { parseSession } from "../market/session.ts";
import { NS_PER_DAY, parseTimeBound } from "../market/time.ts";
import { axesOf, type Axis } from "../search/parameters.ts";
import { parametersOf, type StrategyName, strategyText } from "../strategy/strategy_name.ts";
import { comparedWith } from "./compared.ts";
import { checkLimits } from "./limits.ts";
import {
  type CompleteQuestion,
  completeQuestion,
  type OrdersQuestion,
  type Question,
  USUAL_STRATEGY,
} from "./question.ts";
import { refusal } from "../search/question_error.ts";
import { nameOf } from "./question_error.ts";
import { gridFault, gridPoints } from "../search/grid.ts";
import { checkSlices } from "../search/slices.ts";

/** What a strategy is compared with, and what of it is searched. */
export interface StrategyPlan {
  /** The strategy to measure. */
  readonly strategy: StrategyName;
  /** What it is compared with, by the names that artefacts give them. */
  readonly others: Readonly<Record<string, StrategyName>>;
  /** The parameters to search; none leaves nothing to tune. */
  readonly axes: readonly Axis[];
}

/** A question that makes sense, as far as can be told without a tape: plain data. */
export interface Plan {
  /** The question, complete. */
  readonly question: CompleteQuestion;
  /** For the strategy asked for, else for the usual one, which a tape may rule out. */
  readonly usual: StrategyPlan;
}

/**
 * Completes a question and checks all of it that needs no tape.
 *
 * @throws {QuestionError} naming the setting that makes no sense.
 * @throws {DataError} naming the line of fees that cannot be read.
 *
 * @example
 * ```ts
 * import { planBacktest } from "./plan.ts";
 * import { QuestionError } from "../search/question_error.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * const { question, usual } = planBacktest({ orders: { count: 40, sides: "both" } });
 * assertEquals([question.orders.size, usual.axes.length], [{ kind: "shares", shares: 5000 }, 3]);
 * const odd = { orders: { count: 3, sides: "both" } } as const;
 * assertThrows(() => planBacktest(odd), QuestionError, "orders.count 3: with orders.sides both");
 * ```
 */
export function planBacktest(asked: Question): Plan {
  const question = completeQuestion(asked);
  checkLimits(question);
  checkFees(question);
  checkOrders(question);
  const usual = planStrategy(question, question.strategy.name ?? USUAL_STRATEGY);
  checkProfile(question, usual);
  return { question, usual };
}

/**
 * Plans a question for a strategy.
 *
 * @throws {QuestionError} if its grid has too many points, or it does not read a parameter that values are given of.
 */
export function planStrategy({ strategy, search }: CompleteQuestion, measured: StrategyName): StrategyPlan {
  const learning = ({ schedule, placement }: StrategyName): StrategyName => {
    const learns = strategy.impact === "adaptive" && placement === "cont-kukanov";
    return { schedule, placement: learns ? "cont-kukanov-adaptive" : placement };
  };
  const name = learning(measured);
  checkParameters(name);
  const axes = axesOf(parametersOf(name), search.levels, search.axes);
  const fault = search.method === "grid" ? gridFault(gridPoints(axes)) : undefined;
  if (fault !== undefined) throw refusal`${nameOf("search.levels")} ${search.levels}: ${fault}`;
  for (const [parameter, values] of Object.entries(search.axes)) {
    if (values !== undefined) checkRead(parameter, name);
  }
  const tooLow = search.axes["lambdaUnder"]?.find((multiple) => multiple <= 1);
  if (tooLow !== undefined && name.placement === "static-relative") {
    throw refusal`${nameOf("search.axes.lambdaUnder")} ${tooLow}: static-relative takes multiples above 1`;
  }
  const others = comparedWith(name, strategy.compare.map(learning));
  checkPrimary(strategy.primary, others);
  return { strategy: name, others, axes };
}

/** @throws {QuestionError} if a schedule and a placement of a user's own declare the same parameter. */
function checkParameters(strategy: StrategyName): void {
  const { schedule, placement } = strategy;
  if (typeof schedule === "string" || typeof placement === "string") return;
  const both = Object.keys(schedule.parameters).find((name) => Object.hasOwn(placement.parameters, name));
  if (both === undefined) return;
  throw refusal`${nameOf("strategy.name")} ${
    strategyText(strategy)
  }: schedule and placement both declare ${both}; call one of them otherwise`;
}

/** @throws {QuestionError} if the verdict is to be about a comparison that is not made. */
export function checkPrimary(primary: string | undefined, others: StrategyPlan["others"]): void {
  if (primary === undefined || Object.hasOwn(others, primary)) return;
  throw refusal`${nameOf("strategy.primary")} ${primary}: none of the comparisons, ${
    Object.keys(others).join(", ")
  }`;
}

/** @throws {QuestionError} if a strategy does not read a parameter. */
function checkRead(parameter: string, strategy: StrategyName): void {
  const read = Object.keys(parametersOf(strategy));
  if (read.includes(parameter)) return;
  const [name, text] = [nameOf(`search.axes.${parameter}`), strategyText(strategy)];
  throw read.length === 0
    ? refusal`${name}: ${text} does not read this parameter; it has none`
    : refusal`${name}: ${text} does not read this parameter; it reads ${
      read.map((other) => nameOf(`search.axes.${other}`))
    }`;
}

/** @throws {DataError} for fees that cannot be read: now, and not after hours of work. */
function checkFees({ rules: { fees, whatIfFees } }: CompleteQuestion): void {
  for (const choice of [fees, ...Object.values(whatIfFees)]) feeSchedule(choice);
}

function checkOrders({ orders, search: { folds } }: CompleteQuestion): void {
  const { count, everyNs, sides } = orders;
  if (everyNs === undefined) checkCount(count, sides, folds);
  for (const name of ["from", "to"] as const) checkTime(name, orders);
  checkSession(orders);
}

function checkCount(count: number, sides: OrdersQuestion["sides"], folds: number): void {
  if (sides === "both" && count % 2 > 0) {
    throw refusal`${nameOf("orders.count")} ${count}: with ${
      nameOf("orders.sides")
    } both they come in pairs; give an even number`;
  }
  if (folds > 1 && count < folds) {
    throw refusal`${nameOf("search.folds")} ${folds}: needs at least as many ${
      nameOf("orders.count")
    }, not ${count}`;
  }
}

function checkSession({ session }: OrdersQuestion): void {
  try {
    parseSession(session);
  } catch (error) {
    throw refusal`${nameOf("orders.session")} ${session}: ${(error as Error).message}`;
  }
}

function checkTime(name: "from" | "to", { [name]: time }: OrdersQuestion): void {
  if (time === undefined) return;
  try {
    parseTimeBound(time);
  } catch (error) {
    throw refusal`${nameOf(`orders.${name}`)}: ${(error as Error).message}`;
  }
}

/** @throws {QuestionError} if a profile is wanted and none is named, or the other way about. */
function checkProfile({ strategy }: CompleteQuestion, plan: StrategyPlan): void {
  const name = nameOf("strategy.volumeProfile");
  const learns = readsProfile(plan);
  if (learns && strategy.volumeProfile === undefined) {
    throw refusal`vwap-learnt needs ${name} FILE, an earlier day`;
  }
  if (!learns && strategy.volumeProfile !== undefined) {
    throw refusal`${name} needs a strategy with vwap-learnt`;
  }
  if (learns) checkSlices(nameOf("strategy.intervalNs"), strategy.intervalNs, NS_PER_DAY, "profile's day");
}

/** Whether the strategy, or one that it is compared with, goes by a volume profile learnt on an earlier day. */
export function readsProfile({ strategy, others }: StrategyPlan): boolean {
  return [strategy, ...Object.values(others)].some(({ schedule }) => schedule === "vwap-learnt");
}
