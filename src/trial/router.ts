import { createHash } from "node:crypto";
import { trialCostOf } from "./cost.ts";
import type { TrialExecution } from "./execution.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { simulateSnapshots } from "./simulator.ts";
import { SnapshotMarket } from "./market.ts";
import type { SnapshotOptions } from "../market/snapshots.ts";
import type { Tape } from "../market/tape.ts";
import type { Allocator, AllocatorName } from "../strategy/placement/static_split/allocator.ts";
import { exactAllocator } from "../strategy/placement/static_split/exact.ts";
import { greedyAllocator } from "../strategy/placement/static_split/greedy.ts";
import { quadraticAllocator } from "../strategy/placement/static_split/quadratic.ts";
import { recursiveAllocator } from "../strategy/placement/static_split/recursive.ts";
import { type Infeasible, staticSplit } from "../strategy/placement/static_split/static_split.ts";
import { immediate } from "./immediate.ts";
import { type FeeChoice, feeSchedule } from "../execution/fee_choice.ts";
import type { Point } from "../model/point.ts";

/** What makes a market out of a tape: plain data, for workers. */
export interface MarketSetup {
  readonly fees: FeeChoice;
  readonly snapshots: SnapshotOptions;
}

/** What one trial back-test holds fixed while its parameters are searched: plain data, for workers. */
export interface TrialSetup extends MarketSetup {
  readonly order: ParentOrder;
  readonly allocator: AllocatorName;
  /** Shares in a step of the lattice. */
  readonly step: number;
  readonly infeasible: Infeasible;
}

/** The router's result at one point. */
export interface Evaluation {
  /** All-in cash, 1e-9 dollars, decimal text (a `bigint` does not go into JSON). */
  readonly cashUnits: string;
  /** Shares traded above the order's quantity, the final crossing included; negative is below. */
  readonly excess: number;
  /** Digest of every fill: equal executions have equal digests. */
  readonly execution: string;
}

/** The market of a tape. */
export function trialMarket(tape: Tape, { fees, snapshots }: MarketSetup): SnapshotMarket {
  return new SnapshotMarket(tape, feeSchedule(fees), snapshots);
}

/** The trial's router at a point: immediate × static split. */
export function routeTrial(market: SnapshotMarket, setup: TrialSetup, point: Point): TrialExecution {
  const placement = staticSplit(makeAllocator(setup, point), setup.infeasible);
  return simulateSnapshots(market, setup.order, { schedule: immediate, placement });
}

/**
 * What of a point can change the router's fills, as text: points with equal keys are simulated once.
 * Only the quadratic cost reads its parameters. In the pseudocode's, a split that sums to the order and
 * never exceeds the displayed size has no under- or over-fill to penalise (see `exact.ts`).
 */
export function executionKey({ allocator }: TrialSetup, point: Point): string {
  if (allocator !== "quadratic") return "";
  return `${point.lambdaOver} ${point.lambdaUnder} ${point.thetaQueue}`;
}

/** Simulates the router at a point, for the search. */
export function evaluateTrial(market: SnapshotMarket, setup: TrialSetup, point: Point): Evaluation {
  const execution = routeTrial(market, setup, point);
  const { cashUnits, shares } = trialCostOf(execution, setup.order.side);
  const excess = shares - setup.order.quantity;
  return { cashUnits: cashUnits.toString(), excess, execution: executionDigest(execution) };
}

/** The allocator of this name, with a point's parameters where it reads them. */
export function makeAllocator(
  { allocator, step }: Pick<TrialSetup, "allocator" | "step">,
  point: Point,
): Allocator {
  switch (allocator) {
    case "exact":
      return exactAllocator({ step });
    case "recursive":
      return recursiveAllocator({ step, ...point });
    case "greedy":
      return greedyAllocator();
    case "quadratic":
      return quadraticAllocator({ step, ...point });
  }
}

/** Digest of an execution's fills and final crossing. */
export function executionDigest({ fills, residual }: TrialExecution): string {
  const hash = createHash("sha256");
  for (const column of [fills.timeNs, fills.venue, fills.price, fills.shares]) {
    hash.update(
      new Uint8Array(column.buffer.slice(0, fills.length * column.BYTES_PER_ELEMENT) as ArrayBuffer),
    );
  }
  hash.update(JSON.stringify([residual.shares, residual.price, residual.venue]));
  return hash.digest("hex").slice(0, 32);
}
