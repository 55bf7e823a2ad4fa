/** How far the simulator is to be believed: its child orders beside the real ones. @module */

import { type Confidence, confidenceOf, type ConfidenceOptions } from "../analysis/statistics/confidence.ts";
import { gatherStarts } from "../analysis/statistics/starts.ts";
import { BPS, hasPrice } from "../market/price.ts";
import { MeanSum, type WeightedMean } from "../analysis/weighted_mean.ts";
import type { RulesQuestion } from "../backtest/question.ts";
import { TAKEN } from "../execution/fill_log.ts";
import type { Market } from "../execution/market.ts";
import type { QueueName } from "../execution/queue/models.ts";
import { DataError } from "../market/data_error.ts";
import { NS_PER_SECOND } from "../market/time.ts";
import { calibrateQueue, type Calibration } from "./calibration.ts";
import {
  type ArrivedChild,
  type ChildFill,
  ChildSimulation,
  type ComparedChild,
  isReason,
  type NotSimulated,
} from "./child_simulation.ts";
import type { Fills } from "./fills.ts";
import type { JudgedOrders } from "./judged_orders.ts";
import type { ChildOrder } from "./read/child_orders.ts";

/** Lengths of queues that are told apart: from so many shares ahead on. */
const QUEUES: readonly (readonly [from: number, text: string])[] = [
  [0, "0-299"],
  [300, "300-999"],
  [1000, "1000-2999"],
  [3000, "3000+"],
];

/** Predicted beside real, over some child orders. */
export interface BeliefFigures {
  /** How many child orders. */
  readonly children: number;
  /** What they asked for. */
  readonly shares: number;
  /** Part of the child orders that fill at all, or should. */
  readonly predictedFilled: number;
  /** The same of the real ones. */
  readonly realFilled: number;
  /** Shares that the simulator fills. */
  readonly predictedShares: number;
  /** Shares that were filled. */
  readonly realShares: number;
  /** Of those that fill: seconds from the arrival to the first share. */
  readonly predictedSeconds: WeightedMean;
  /** The same of the real ones. */
  readonly realSeconds: WeightedMean;
  /** Mean of (predicted − real)², each 1 for a child order that fills and 0 for one that does not. */
  readonly brier: number;
}

/** The same of child orders of one venue, kind and queue. */
export interface BeliefGroup extends BeliefFigures {
  /** Market identifier. */
  readonly venue: string;
  /** Whether they took, or were to rest. */
  readonly kind: "taken" | "rested";
  /** Of what takes, all queues are one. */
  readonly queue: string;
}

/** How far the simulator is to be believed. */
export interface Belief {
  /** The queue model that the predictions are of. */
  readonly queueModel: QueueName;
  /** Of all child orders. */
  readonly all: BeliefFigures;
  /** The score of predicting for each child order what part of all of them filled. */
  readonly brierOfBaseRate: number;
  /** By venue, kind and queue. */
  readonly groups: readonly BeliefGroup[];
  /** What the simulator says better than it was, basis points of the child orders' notional. */
  readonly optimismBps: number;
  /** How sure that is. */
  readonly optimism: Confidence;
  /** Child orders that are not simulated, by the reason. */
  readonly notSimulated: Readonly<Partial<Record<NotSimulated, number>>>;
  /** If it was asked for. */
  readonly calibration?: Calibration | undefined;
}

/** What belief is found in. */
interface BeliefInput {
  readonly fills: Fills;
  /** By fill: its time by the tape's clock, ns. */
  readonly timeNs: Float64Array;
  /** To be added to the router's times, ns. */
  readonly offsetNs: number;
  /** Without the router's own prints. */
  readonly market: Market;
  readonly orders: JudgedOrders;
  readonly rules: RulesQuestion;
  readonly confidence: ConfidenceOptions;
  /** Name of the child orders' file, for messages. */
  readonly file: string;
  readonly calibrate: boolean;
}

/**
 * Simulates child orders one by one and compares them with what became of them. A single one fills or does not, so the
 * probability that the simulator predicts is that of a group of them.
 *
 * Optimism is what the simulator says a child order cost less than it did, where shares that were not filled are priced
 * at the best live price to take from when the child order ended: s·[(real cash + unfilled·T) − (predicted cash +
 * unfilled·T)], without fees.
 *
 * @throws {DataError} if the fills name no child order, none of them can be simulated, or more shares of one were
 *   filled than it had.
 */
export function beliefIn(children: readonly ChildOrder[], input: BeliefInput): Belief {
  const { market, rules, file } = input;
  const real = realFills(input);
  const simulation = new ChildSimulation(market, rules.refreshNs, rules.queue);
  const notSimulated: Partial<Record<NotSimulated, number>> = {};
  const compared: ComparedChild[] = [];
  const places = orderPlaces(input.orders);
  for (const child of children) {
    const became = real.get(child.child) ?? { shares: 0, notional: 0, firstNs: NaN };
    if (became.shares > child.shares) {
      throw new DataError(
        `child order ${child.child} is of ${child.shares} shares, and ${became.shares} are filled`,
        {
          file,
          line: child.line,
        },
      );
    }
    const place = places.get(child.order);
    const outcome = predict(child, place?.endNs, simulation, input);
    if (typeof outcome === "string") notSimulated[outcome] = (notSimulated[outcome] ?? 0) + 1;
    else compared.push({ ...outcome, startNs: place?.startNs ?? outcome.child.atNs, real: became });
  }
  if (compared.length === 0) {
    const reasons = Object.entries(notSimulated).map(([reason, count]) =>
      `${count} ${reason.replaceAll("_", " ")}`
    );
    throw new DataError(`no child order can be simulated: ${reasons.join(", ") || "there is none"}`, {
      file,
    });
  }
  const all = figuresOf(compared);
  return {
    queueModel: rules.queue,
    all,
    brierOfBaseRate: all.realFilled * (1 - all.realFilled),
    groups: groupsOf(compared, market),
    ...optimismOf(compared, input),
    notSimulated,
    calibration: input.calibrate ? calibrateQueue(compared, market, rules) : undefined,
  };
}

/** What became of each child order that fills name. */
function realFills({ fills, timeNs, file }: BeliefInput): Map<string, ChildFill> {
  const real = new Map<string, ChildFill>();
  for (let i = 0; i < fills.length; i++) {
    const name = fills.children.list[fills.child[i]!];
    if (name === undefined) continue;
    const known = real.get(name) ?? { shares: 0, notional: 0, firstNs: Infinity };
    real.set(name, {
      shares: known.shares + fills.shares[i]!,
      notional: known.notional + fills.shares[i]! * fills.price[i]!,
      firstNs: Math.min(known.firstNs, timeNs[i]!),
    });
  }
  if (real.size === 0) {
    throw new DataError("no fill names its child order: there is nothing to compare with", { file });
  }
  return real;
}

function orderPlaces({ orders }: JudgedOrders): Map<string, { startNs: number; endNs: number }> {
  return new Map(orders.map(({ name, order }) => [name, order]));
}

function predict(
  child: ChildOrder,
  orderEndNs: number | undefined,
  simulation: ChildSimulation,
  { market, offsetNs, rules: { latency } }: BeliefInput,
): Omit<ComparedChild, "startNs" | "real"> | NotSimulated {
  const venue = market.venues.names.indexOf(child.venue);
  if (venue < 0) return "venue_not_on_the_tape";
  const outNs = latency.byVenue[child.venue] ?? latency.usualNs;
  const reachedNs = hasPrice(child.acknowledgedNs) ? child.acknowledgedNs : child.sentNs + outNs;
  const endNs = market.live.clockNs.at(-1)!;
  const atNs = market.arrivalNs(reachedNs + offsetNs);
  if (atNs < market.live.clockNs[0]! || atNs > endNs) return "outside_the_tape";
  const untilNs = hasPrice(child.untilNs) ? child.untilNs + offsetNs : orderEndNs ?? endNs;
  const arrived: ArrivedChild = {
    venue,
    side: child.side,
    price: hasPrice(child.price) ? child.price : child.side * Infinity,
    shares: child.shares,
    atNs,
    untilNs,
    takes: child.kind === TAKEN,
  };
  const outcome = simulation.run(arrived);
  if (isReason(outcome)) return outcome;
  const takes = simulation.takes(arrived);
  return { child: arrived, takes, queue: takes ? 0 : simulation.queueAt(arrived), predicted: outcome };
}

function figuresOf(children: readonly ComparedChild[]): BeliefFigures {
  const [predictedSeconds, realSeconds] = [new MeanSum(), new MeanSum()];
  let [shares, predictedShares, realShares, predictedFilled, realFilled, misses] = [0, 0, 0, 0, 0, 0];
  for (const { child, predicted, real } of children) {
    shares += child.shares;
    predictedShares += predicted.shares;
    realShares += real.shares;
    if (predicted.shares > 0) {
      predictedFilled++;
      predictedSeconds.add((predicted.firstNs - child.atNs) / NS_PER_SECOND, 1);
    }
    if (real.shares > 0) {
      realFilled++;
      realSeconds.add((real.firstNs - child.atNs) / NS_PER_SECOND, 1);
    }
    if (predicted.shares > 0 !== real.shares > 0) misses++;
  }
  const count = children.length;
  return {
    children: count,
    shares,
    predictedFilled: predictedFilled / count,
    realFilled: realFilled / count,
    predictedShares,
    realShares,
    predictedSeconds: predictedSeconds.finish(),
    realSeconds: realSeconds.finish(),
    brier: misses / count,
  };
}

function groupsOf(children: readonly ComparedChild[], { venues }: Market): BeliefGroup[] {
  const queueOf = ({ takes, queue }: ComparedChild): number =>
    takes ? -1 : QUEUES.findLastIndex(([from]) => queue >= from);
  const keyed = Map.groupBy(children, (each) => `${each.child.venue} ${queueOf(each)}`);
  return [...keyed.values()]
    .sort((a, b) => a[0]!.child.venue - b[0]!.child.venue || queueOf(a[0]!) - queueOf(b[0]!))
    .map((group) => {
      const { child, takes } = group[0]!;
      return {
        venue: venues.names[child.venue]!,
        kind: takes ? "taken" : "rested",
        queue: takes ? "" : QUEUES[queueOf(group[0]!)]![1],
        ...figuresOf(group),
      };
    });
}

/** What the simulator says better than it was, in starts of parent orders. */
function optimismOf(
  children: readonly ComparedChild[],
  { market, confidence }: BeliefInput,
): Pick<Belief, "optimismBps" | "optimism"> {
  const sums = new Map<number, { saved: number; notional: number }>();
  let [savedInAll, notionalInAll] = [0, 0];
  for (const { child, startNs, predicted, real } of children) {
    const endNs = child.takes ? child.atNs : child.untilNs;
    const touch = market.lastTouchPrice(market.touchEntry(market.rowsThrough(endNs), endNs), child.side);
    const mid = market.lastMid(market.touchEntry(market.rowsThrough(child.atNs), child.atNs));
    if (!hasPrice(touch) || !hasPrice(mid)) continue;
    const costOf = ({ shares, notional }: ChildFill): number =>
      child.side * (notional - shares * mid + (child.shares - shares) * (touch - mid));
    const saved = costOf(real) - costOf(predicted);
    const notional = child.shares * mid;
    savedInAll += saved;
    notionalInAll += notional;
    const sum = sums.get(startNs) ?? { saved: 0, notional: 0 };
    sums.set(startNs, { saved: sum.saved + saved, notional: sum.notional + notional });
  }
  const starts = [...sums].sort(([a], [b]) => a - b);
  const gathered = gatherStarts(
    starts.map(([startNs]) => startNs),
    starts.map(([, { saved, notional }]) => saved / notional * BPS),
    starts.map(([, { notional }]) => notional / 1e9),
  );
  return { optimismBps: savedInAll / notionalInAll * BPS, optimism: confidenceOf(gathered, confidence) };
}
