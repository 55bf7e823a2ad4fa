/**
 * The trial's market, orders and strategies for tests, and what holds an execution to the reference.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import type { Splitter } from "../../src/execution/splitter.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { type Random, randomInt } from "../../src/market/random.ts";
import { BUY, type Side } from "../../src/market/side.ts";
import type { SnapshotOptions } from "../../src/market/snapshots.ts";
import type { Tape } from "../../src/market/tape.ts";
import { exactAllocator } from "../../src/strategy/placement/static_split/exact.ts";
import { greedyAllocator } from "../../src/strategy/placement/static_split/greedy.ts";
import { quadraticAllocator } from "../../src/strategy/placement/static_split/quadratic.ts";
import { recursiveAllocator } from "../../src/strategy/placement/static_split/recursive.ts";
import { staticSplit } from "../../src/strategy/placement/static_split/static_split.ts";
import { bestQuote } from "../../src/trial/best_quote.ts";
import type { TrialExecution } from "../../src/trial/execution.ts";
import { immediate } from "../../src/trial/immediate.ts";
import { SnapshotMarket } from "../../src/trial/market.ts";
import type { TrialSchedule } from "../../src/trial/schedule.ts";
import { simulateSnapshots, type TrialStrategy } from "../../src/trial/simulator.ts";
import { twap } from "../../src/trial/twap.ts";
import { vwap } from "../../src/trial/vwap.ts";
import { displayedProfile, vwapHindsight } from "../../src/trial/vwap_hindsight.ts";
import type { ReferenceResult, ReferenceRow } from "../_reference.ts";

/** The market of a tape, without fees unless some are given. */
export function marketOf(
  tape: Tape,
  { takeFee = 0, ...options }: SnapshotOptions & { takeFee?: number } = {},
): SnapshotMarket {
  return new SnapshotMarket(tape, FeeSchedule.flat(takeFee, 0), options);
}

/** An order for the whole tape, from its first row to its last. */
export function orderFor({ columns, length }: Tape, side: Side, quantity: number): ParentOrder {
  return { side, quantity, startNs: columns.tsEventNs[0]!, endNs: columns.tsEventNs[length - 1]! };
}

/** Fills as [seconds after the origin, venue's name, dollars, shares]. */
export function fillsOf(
  { fills }: TrialExecution,
  market: SnapshotMarket,
): [at: number, venue: string, price: number, shares: number][] {
  return Array.from({ length: fills.length }, (_, i) => [
    fills.timeNs[i]! / 1e9,
    market.venues.names[fills.venue[i]!]!,
    fills.price[i]! / 1e9,
    fills.shares[i]!,
  ]);
}

/** Runs a strategy on a tape without fees. */
export function run(
  tape: Tape,
  order: ParentOrder,
  schedule: TrialSchedule,
  placement: Splitter = bestQuote,
): { execution: TrialExecution; fills: ReturnType<typeof fillsOf> } {
  const market = marketOf(tape);
  const execution = simulateSnapshots(market, order, { schedule, placement });
  return { execution, fills: fillsOf(execution, market) };
}

/** Strategies that see no later than now, by name. */
export function honestStrategies(intervalNs: number): Record<string, TrialStrategy> {
  const parameters = { lambdaOver: 0.4, lambdaUnder: 0.6, thetaQueue: 0.3 };
  const exact = (step: number) => exactAllocator({ step });
  return {
    "best quote": { schedule: immediate, placement: bestQuote },
    "twap": { schedule: twap(intervalNs), placement: bestQuote },
    "vwap": { schedule: vwap(intervalNs), placement: bestQuote },
    "router, waits": { schedule: immediate, placement: staticSplit(exact(100), "wait") },
    "router, takes the cheapest": { schedule: immediate, placement: staticSplit(exact(100), "greedy") },
    "router, single shares": { schedule: immediate, placement: staticSplit(exact(1), "wait") },
    "recursive router": { schedule: immediate, placement: staticSplit(recursiveAllocator(), "wait") },
    "greedy router": { schedule: immediate, placement: staticSplit(greedyAllocator(), "wait") },
    "twap router": { schedule: twap(intervalNs), placement: staticSplit(exact(1), "greedy") },
    "vwap router": { schedule: vwap(intervalNs), placement: staticSplit(exact(100), "greedy") },
    "quadratic router": {
      schedule: immediate,
      placement: staticSplit(quadraticAllocator({ step: 100, ...parameters }), "wait"),
    },
  };
}

/** The one strategy that looks ahead. */
export function hindsightStrategy(
  market: SnapshotMarket,
  order: ParentOrder,
  intervalNs: number,
): TrialStrategy {
  const profile = displayedProfile(market, order, intervalNs);
  return { schedule: vwapHindsight(intervalNs, profile), placement: bestQuote };
}

/** An order of a size that some tapes can fill at once, some slowly and some never. */
export function randomOrder(tape: Tape, random: Random): ParentOrder {
  const lots = 1 + randomInt(random, random() < 0.3 ? 100 : 12);
  const quantity = random() < 0.7 ? 100 * lots : 1 + randomInt(random, 1200);
  return orderFor(tape, random() < 0.5 ? BUY : -1, quantity);
}

/** A tape's rows for the reference. */
export function referenceRows(tape: Tape): ReferenceRow[] {
  const { columns } = tape;
  const quote = (price: number, size: number) => size > 0 ? { price: BigInt(price), size } : undefined;
  return Array.from({ length: tape.length }, (_, row) => ({
    at: tape.tsEvent(row),
    publisher: columns.publisher[row]!,
    last: columns.flags[row]! >= 128,
    bid: quote(columns.bidPx[row]!, columns.bidSz[row]!),
    ask: quote(columns.askPx[row]!, columns.askSz[row]!),
  }));
}

/** Holds an execution to the reference's. */
export function assertSame(
  execution: TrialExecution,
  expected: ReferenceResult,
  market: SnapshotMarket,
  name: string,
): void {
  const { originNs } = market.tape;
  const fills = fillsOf(execution, market).map(([, venue, , shares], i) => ({
    at: originNs + BigInt(execution.fills.timeNs[i]!),
    venue,
    price: BigInt(execution.fills.price[i]!),
    shares,
  }));
  assertEquals(fills, expected.fills, name);
  const crossed = expected.touch === undefined ? 0 : expected.left;
  assertEquals([execution.residual.shares, execution.unfilled], [crossed, expected.left - crossed], name);
  if (crossed > 0) assertEquals(BigInt(execution.residual.price), expected.touch, name);
}
