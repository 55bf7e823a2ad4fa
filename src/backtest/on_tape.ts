/** What a question means on a tape, and whether the tape tells enough for it: all checks that need one. @module */

import { feeSchedule } from "../execution/fee_choice.ts";
import { Market } from "../execution/market.ts";
import {
  countStarts,
  makeParentOrders,
  type OrdersWanted,
  ordersWindow,
  type ParentOrders,
} from "../execution/parent_orders.ts";
import { durationText } from "../market/duration.ts";
import { TRADES_ALONE } from "../market/live_quotes.ts";
import { sortByReceipt, type Tape } from "../market/tape.ts";
import { boundOffsetNs, NS_PER_SECOND, parseTimeBound } from "../market/time.ts";
import { type Venues, venuesOf } from "../market/venues.ts";
import { FoldError, walkForward } from "../search/folds.ts";
import type { LabOptions } from "../search/lab.ts";
import { rests, strategyText } from "../strategy/strategies.ts";
import { type Plan, planStrategy, type StrategyPlan } from "./plan.ts";
import {
  type CompleteQuestion,
  type Latencies,
  type RulesQuestion,
  type Setting,
  WITHOUT_RESTING,
} from "./question.ts";
import { refusal } from "../search/question_error.ts";
import { nameOf } from "./question_error.ts";
import { checkSlices } from "../search/slices.ts";

/**
 * The market of a tape by the rules of a question.
 *
 * @throws {QuestionError} if the tape does not have the reference venue.
 */
export function marketOf(tape: Tape, { fees, quotes }: RulesQuestion): Market {
  const venues = venuesOf(tape);
  const { maxAgeNs, referenceVenue, maxPrint } = quotes;
  return new Market(sortByReceipt(tape), feeSchedule(fees), {
    venues,
    maxQuoteAgeNs: maxAgeNs,
    referenceVenue: referenceVenue === undefined
      ? undefined
      : venueIndex("rules.quotes.referenceVenue", referenceVenue, venues),
    maxPrint,
  });
}

/**
 * Latency by venue index, ns.
 *
 * @throws {QuestionError} if one is given for a venue that the tape does not have.
 */
export function latencyByVenue({ usualNs, byVenue }: Latencies, venues: Venues): Float64Array {
  for (const venue of Object.keys(byVenue)) venueIndex("rules.latency", venue, venues);
  return Float64Array.from(venues.names, (venue) => byVenue[venue] ?? usualNs);
}

function venueIndex(setting: Setting, venue: string, { names }: Venues): number {
  const index = names.indexOf(venue);
  if (index < 0) throw refusal`${nameOf(setting)} ${venue}: the tape has ${names.join(", ")}`;
  return index;
}

/** Whether the usual strategy cannot be had, as nothing can rest on the tape, and was not asked for either. */
export function replacesUsual({ question }: Plan, { live }: Market): boolean {
  return question.strategy.name === undefined && live.beforeTrades;
}

/**
 * The plan for the strategy that can be measured on a tape.
 *
 * @throws {QuestionError} if the tape does not tell enough for a strategy or for the queue.
 */
export function planOn(market: Market, plan: Plan): StrategyPlan {
  const { question } = plan;
  const chosen = replacesUsual(plan, market) ? planStrategy(question, WITHOUT_RESTING) : plan.usual;
  checkResting(chosen, market);
  checkQueue(question.rules, market);
  const { clockNs } = market.live;
  checkSlices(
    nameOf("strategy.intervalNs"),
    question.strategy.intervalNs,
    clockNs.at(-1)! - clockNs[0]!,
    "tape",
  );
  return chosen;
}

function checkResting({ strategy, others }: StrategyPlan, { live }: Market): void {
  if (!live.beforeTrades) return;
  const resting = [strategy, ...Object.values(others)].find(rests);
  if (resting === undefined) return;
  const setting = resting === strategy ? "strategy.name" : "strategy.compare";
  throw refusal`${nameOf(setting)} ${strategyText(resting)}: nothing can rest, as ${TRADES_ALONE}`;
}

function checkQueue({ queue }: RulesQuestion, { live }: Market): void {
  if (queue !== "prorata") return;
  const name = nameOf("rules.queue");
  if (live.beforeTrades) throw refusal`${name} prorata: cancels cannot be seen, as ${TRADES_ALONE}`;
  if (live.resolutionNs > 1) {
    throw refusal`${name} prorata: the tape's stamps are whole milliseconds, too coarse to tell trades from cancels`;
  }
}

/**
 * The parent orders of a question.
 *
 * @throws {QuestionError} if the horizon is too long for the window.
 * @throws {RangeError} if the window has no mid, or no order has a share.
 */
export function parentOrdersOf({ orders, search }: CompleteQuestion, market: Market): ParentOrders {
  const { from, to, ...others } = orders;
  const offsetNs = (time: string | undefined): number | undefined =>
    time === undefined ? undefined : boundOffsetNs(parseTimeBound(time), market.tape.originNs);
  const wanted = { ...others, folds: search.folds, fromNs: offsetNs(from), toNs: offsetNs(to) };
  checkHorizon(wanted, market);
  return makeParentOrders(market, wanted);
}

function checkHorizon(wanted: OrdersWanted, market: Market): void {
  const { fromNs, toNs } = ordersWindow(market, wanted);
  const { horizonNs } = wanted;
  const starts = countStarts(wanted);
  // Starts lie a nanosecond apart at least.
  const longestNs = toNs - fromNs - (starts - 1);
  if (horizonNs === undefined || horizonNs <= longestNs) return;
  const others = starts > 1 ? ` of ${starts} starts` : "";
  throw refusal`${nameOf("orders.horizonNs")} ${
    durationText(horizonNs)
  }: too long for the window${others}, which from the first mid on is ${(toNs - fromNs) / NS_PER_SECOND} s`;
}

/** @throws {QuestionError} if there are too few orders for so many folds. */
export function checkFolds(
  { axes, orders, folds, settlingNs }: Pick<LabOptions, "axes" | "orders" | "folds" | "settlingNs">,
): void {
  if (axes.length === 0 || folds === 1) return;
  try {
    walkForward(orders, folds, settlingNs);
  } catch (error) {
    if (!(error instanceof FoldError)) throw error;
    throw refusal`${nameOf("search.folds")} ${folds}: ${error.message}; give fewer folds, more ${
      nameOf("orders.count")
    } or a shorter ${nameOf("orders.horizonNs")}`;
  }
}
