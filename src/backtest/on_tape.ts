/** What a question means on a tape, and whether the tape tells enough for it: all checks that need one. @module */

import { feeSchedule } from "../execution/fee_choice.ts";
import { Market } from "../execution/market.ts";
import { seesCancels } from "../execution/queue/models.ts";
import {
  countStarts,
  makeParentOrders,
  type OrdersWanted,
  ordersWindows,
  type ParentOrders,
  StartRoom,
} from "../execution/parent_orders.ts";
import { NO_COLLAR } from "../market/collar.ts";
import { durationText } from "../market/duration.ts";
import { whyNothingRests } from "../market/resting.ts";
import {
  knowsHolidays,
  marketOfVenues,
  parseSession,
  type SessionDay,
  sessionDays,
  sessionText,
  sessionWindows,
} from "../market/session.ts";
import { sortByReceipt, type Tape } from "../market/tape.ts";
import { boundOffsetNs, momentText, NS_PER_DAY, NS_PER_SECOND, parseTimeBound } from "../market/time.ts";
import { lengthOf, type TimeWindow } from "../market/time_windows.ts";
import { type Venues, venuesOf } from "../market/venues.ts";
import { FoldError, walkForward } from "../search/folds.ts";
import type { LabOptions } from "../search/lab.ts";
import type { SessionKept } from "../search/outcome.ts";
import { rests, type StrategyName, strategyText } from "../strategy/strategy_name.ts";
import { comparedWith } from "./compared.ts";
import { LIMITS } from "./limits.ts";
import { checkPrimary, type Plan, planStrategy, type StrategyPlan } from "./plan.ts";
import {
  type CompleteQuestion,
  DEFAULTS,
  type Latencies,
  type OrdersQuestion,
  type RulesQuestion,
  type Setting,
  WITHOUT_RESTING,
} from "./question.ts";
import { refusal } from "../search/question_error.ts";
import { nameOf } from "./question_error.ts";
import { checkSlices } from "../search/slices.ts";

/** What the quotes of a whole tape would decide, settled beforehand while its rows still come. */
export interface SettledQuotes {
  /** Market identifier of the venue that prices are held against. */
  readonly referenceVenue: string;
  /** Those of the venues that stand in where it shows nothing. */
  readonly standIns: readonly string[];
  /** Whether quotes of other venues expire after a second, where the question does not say. */
  readonly quotesExpire: boolean;
}

/**
 * The market of a tape by the rules of a question.
 *
 * @param settled what is not to be decided from the tape; the question's own choices hold on top.
 * @throws {QuestionError} if the tape does not have the reference venue.
 */
export function marketOf(tape: Tape, { fees, quotes }: RulesQuestion, settled?: SettledQuotes): Market {
  const venues = venuesOf(tape);
  const { maxAgeNs, referenceVenue = settled?.referenceVenue, maxPrint, collarBps } = quotes;
  return new Market(sortByReceipt(tape), feeSchedule(fees), {
    venues,
    maxQuoteAgeNs: maxAgeNs,
    referenceVenue: referenceVenue === undefined
      ? undefined
      : venueIndex("rules.quotes.referenceVenue", referenceVenue, venues),
    standIns: settled?.standIns.map((venue) => venues.names.indexOf(venue)),
    quotesExpire: settled?.quotesExpire,
    maxPrint,
    collarBps: collarBps === "none" ? NO_COLLAR : collarBps,
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
export function replacesUsual({ question }: Plan, market: Market): boolean {
  return question.strategy.name === undefined && whyNothingRests(market) !== undefined;
}

/** A plan that a tape tells enough for. */
export interface TapePlan extends StrategyPlan {
  /** Usual comparisons that are not made, as nothing can rest on the tape. */
  readonly leftOut: readonly StrategyName[];
}

/**
 * The plan for the strategy that can be measured on a tape, and for what it can be compared with.
 *
 * @throws {QuestionError} if the tape does not tell enough for a strategy or for the queue.
 */
export function planOn(market: Market, plan: Plan): TapePlan {
  const { question } = plan;
  const usual = replacesUsual(plan, market) ? planWithoutResting(question, market) : plan.usual;
  const chosen = withoutResting(usual, question, market);
  checkResting(chosen, market);
  checkPrimary(question.strategy.primary, chosen.others);
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

/** Settings that only a strategy that rests reads. */
const OF_RESTING = ["depthTicks", "adverseSelection", "shortfall", "overfill", "impact"] as const;

/** @throws {QuestionError} for a setting of the strategy that is replaced: it would change nothing, in silence. */
function planWithoutResting(question: CompleteQuestion, market: Market): StrategyPlan {
  const unread = OF_RESTING.find((name) => question.strategy[name] !== DEFAULTS.strategy[name]);
  if (unread !== undefined) {
    const [name, measured] = [nameOf(`strategy.${unread}`), strategyText(WITHOUT_RESTING)];
    throw refusal`${name}: nothing can rest, as ${
      whyNothingRests(market) ?? ""
    }, and ${measured}, which is measured then, does not read it`;
  }
  return planStrategy(question, WITHOUT_RESTING);
}

/** Where nothing can rest, leaves those usual comparisons out that rest, unless they were asked for. */
function withoutResting(
  plan: StrategyPlan,
  { strategy: { compare } }: CompleteQuestion,
  market: Market,
): TapePlan {
  if (whyNothingRests(market) === undefined) return { ...plan, leftOut: [] };
  const asked = new Set(compare.map(strategyText));
  const usual = Object.entries(comparedWith(plan.strategy, []));
  const leftOut = usual.filter(([, other]) => rests(other) && !asked.has(strategyText(other)));
  const names = new Set(leftOut.map(([name]) => name));
  return {
    ...plan,
    others: Object.fromEntries(Object.entries(plan.others).filter(([name]) => !names.has(name))),
    leftOut: leftOut.map(([, other]) => other),
  };
}

function checkResting({ strategy, others }: StrategyPlan, market: Market): void {
  const reason = whyNothingRests(market);
  if (reason === undefined) return;
  const resting = [strategy, ...Object.values(others)].find(rests);
  if (resting === undefined) return;
  const setting = resting === strategy ? "strategy.name" : "strategy.compare";
  throw refusal`${nameOf(setting)} ${strategyText(resting)}: nothing can rest, as ${reason}`;
}

function checkQueue({ queue }: RulesQuestion, market: Market): void {
  if (!seesCancels(queue)) return;
  const { live } = market;
  const reason = whyNothingRests(market);
  const name = nameOf("rules.queue");
  if (reason !== undefined) throw refusal`${name} ${queue}: cancels cannot be seen, as ${reason}`;
  if (live.resolutionNs > 1) {
    throw refusal`${name} ${queue}: the tape's stamps are whole milliseconds, too coarse to tell trades from cancels`;
  }
}

/**
 * The parent orders of a question.
 *
 * @param how whether more rows follow the market's last: then the time does not end with it.
 * @throws {QuestionError} if the tape does not meet the session, or the horizon is too long for it.
 * @throws {DataError} if the session has no mid, or no order has a share.
 */
export function parentOrdersOf(
  { orders, search }: CompleteQuestion,
  market: Market,
  { stillComing = false }: { readonly stillComing?: boolean } = {},
): ParentOrders {
  const wanted = { ...orders, folds: search.folds, windows: windowsOf(orders, market, stillComing) };
  checkHorizon(wanted, market);
  return makeParentOrders(market, wanted);
}

/** The session that the orders are kept to. */
export function sessionOf(
  { orders: { session: asked } }: CompleteQuestion,
  market: Market,
  windows: readonly TimeWindow[],
): SessionKept {
  const session = parseSession(asked);
  const usesHolidays = session.kind === "regular" && marketOfVenues(market.venues) === "us-equities";
  const { originNs } = market.tape;
  return {
    text: sessionText(session),
    holidaysKnown: !usesHolidays || windows.every((window) => knowsHolidays(window, originNs)),
  };
}

/** When orders may be worked, ns after the tape's origin: the question's time, as far as it is in session. */
function windowsOf(
  { session: asked, from, to }: OrdersQuestion,
  market: Market,
  stillComing: boolean,
): TimeWindow[] {
  const { tape: { originNs }, live: { clockNs }, venues } = market;
  const [firstNs, lastNs] = [clockNs[0]!, clockNs.at(-1)!];
  const offsetNs = (time: string): number => boundOffsetNs(parseTimeBound(time), originNs);
  const window = {
    fromNs: Math.max(firstNs, from === undefined ? firstNs : offsetNs(from)),
    // Sessions are looked for up to a day after the tape's last row, at most.
    toNs: Math.min(
      lastNs + NS_PER_DAY,
      to === undefined ? lastNs + (stillComing ? NS_PER_DAY : 0) : offsetNs(to),
    ),
  };
  if (window.fromNs >= window.toNs) return [window];
  const session = parseSession(asked);
  const tape = { originNs, market: marketOfVenues(venues) };
  const windows = sessionWindows(session, window, tape).filter(({ fromNs }) => fromNs < lastNs);
  if (windows.length > 0) return windows;
  const name = nameOf("orders.session");
  throw refusal`${name} ${asked}: the time from ${secondText(window.fromNs, originNs)} to ${
    secondText(window.toNs, originNs)
  } lies outside it: ${
    daysText(sessionDays(session, window, tape), originNs)
  }; ${name} all works orders at any time`;
}

/** Days that a message names. */
const MOST_DAYS = 3;

function daysText(days: readonly SessionDay[], originNs: bigint): string {
  const texts = days.slice(0, MOST_DAYS).map(({ date, hours }) => {
    if (hours === "weekend") return `${date} is at the weekend`;
    if (hours === "holiday") return `${date} is a holiday`;
    return `that of ${date} is ${secondText(hours.fromNs, originNs)} to ${secondText(hours.toNs, originNs)}`;
  });
  return [...texts, ...(days.length > MOST_DAYS ? ["…"] : [])].join(", ");
}

/** `2024-08-01T13:36:32Z`. */
function secondText(ns: number, originNs: bigint): string {
  return `${momentText(originNs, ns).slice(0, 19)}Z`;
}

function checkHorizon(wanted: OrdersWanted, market: Market): void {
  const { everyNs, horizonNs = everyNs } = wanted;
  const windows = ordersWindows(market, wanted.windows);
  const starts = everyNs === undefined ? countStarts(wanted) : 1;
  if (everyNs !== undefined) checkEvery(everyNs, windows);
  if (horizonNs === undefined || new StartRoom(windows, horizonNs).holds(starts)) return;
  const others = starts > 1 ? ` of ${starts} starts` : "";
  const longest = `${windows.map(lengthOf).reduce((a, b) => Math.max(a, b)) / NS_PER_SECOND} s`;
  const room = windows.length === 1
    ? `the window${others}, which from the first mid on is ${longest}`
    : `the ${windows.length} windows${others}, the longest of which is ${longest}`;
  throw refusal`${nameOf("orders.horizonNs")} ${durationText(horizonNs)}: too long for ${room}`;
}

/** @throws {QuestionError} if orders start so often that they are too many. */
function checkEvery(everyNs: number, windows: readonly TimeWindow[]): void {
  const { max } = LIMITS["orders.count"];
  if (windows.reduce((sum, window) => sum + lengthOf(window), 0) / everyNs <= max) return;
  throw refusal`${nameOf("orders.everyNs")} ${
    durationText(everyNs)
  }: more than ${max} starts; give a longer time`;
}

/** @throws {QuestionError} if there are too few orders for so many folds. */
export function checkFolds(
  { axes, orders, folds, settlingNs, windows }: Pick<
    LabOptions,
    "axes" | "orders" | "folds" | "settlingNs" | "windows"
  >,
): void {
  if (axes.length === 0 || folds === 1) return;
  try {
    walkForward(orders, folds, settlingNs, windows);
  } catch (error) {
    if (!(error instanceof FoldError)) throw error;
    throw refusal`${nameOf("search.folds")} ${folds}: ${error.message}; give fewer folds, more ${
      nameOf("orders.count")
    } or a shorter ${nameOf("orders.horizonNs")}`;
  }
}
