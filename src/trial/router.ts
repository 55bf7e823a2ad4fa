/** The trial's router: immediate × static split, and what a search asks of it. @module */

import * as v from "valibot";
import type { ResultSchema } from "../search/checkpoint.ts";
import { createHash } from "node:crypto";
import { type FeeChoice, feeSchedule } from "../execution/fee_choice.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import type { SnapshotOptions } from "../market/snapshots.ts";
import type { Tape } from "../market/tape.ts";
import type { AllocatorName } from "../strategy/placement/static_split/allocator.ts";
import { makeAllocator } from "../strategy/placement/static_split/make_allocator.ts";
import { type Infeasible, staticSplit } from "../strategy/placement/static_split/static_split.ts";
import { trialCostOf } from "./cost.ts";
import type { TrialExecution } from "./execution.ts";
import { TRIAL_PARAMETERS, type TrialPoint } from "./grid.ts";
import { immediate } from "./immediate.ts";
import { SnapshotMarket } from "./market.ts";
import { simulateSnapshots } from "./simulator.ts";

/** What makes a market out of a tape: plain data, for workers. */
export interface TrialRules {
  readonly fees: FeeChoice;
  readonly snapshots: SnapshotOptions;
}

/** How the router splits what is left: plain data, for workers. */
export interface RouterSetup {
  readonly allocator: AllocatorName;
  /** Shares in a step of the lattice. */
  readonly step: number;
  readonly infeasible: Infeasible;
}

/** What a trial back-test holds fixed while its parameters are searched: plain data, for workers. */
export interface TrialSetup {
  readonly rules: TrialRules;
  readonly order: ParentOrder;
  readonly router: RouterSetup;
}

/** The router's result at one point. */
export interface TrialEvaluation {
  /** All-in cash, 1e-9 dollars, decimal text (a `bigint` does not go into JSON). */
  readonly cashUnits: string;
  /** Shares traded above the order's quantity, the final crossing included; negative is below. */
  readonly excess: number;
  /** Digest of every fill: equal executions have equal digests. */
  readonly execution: string;
}

/** A {@linkcode TrialEvaluation} that comes from elsewhere. */
export const STORED_EVALUATION: ResultSchema<TrialEvaluation> = v.object({
  cashUnits: v.pipe(v.string(), v.regex(/^-?\d{1,40}$/)),
  excess: v.pipe(v.number(), v.finite()),
  execution: v.pipe(v.string(), v.regex(/^[0-9a-f]{16,128}$/)),
});

/** The market of a tape. */
export function trialMarket(tape: Tape, { fees, snapshots }: TrialRules): SnapshotMarket {
  return new SnapshotMarket(tape, feeSchedule(fees), snapshots);
}

/** The trial's router at a point: immediate × static split. */
export function routeTrial(
  market: SnapshotMarket,
  { order, router: { allocator, step, infeasible } }: TrialSetup,
  point: TrialPoint,
): TrialExecution {
  const placement = staticSplit(makeAllocator(allocator, step, point), infeasible);
  return simulateSnapshots(market, order, { schedule: immediate, placement });
}

/**
 * What of a point can change the router's fills, as text: points with equal keys are simulated once.
 * Only the quadratic cost reads its parameters. In the pseudocode's, a split that sums to the order and
 * never exceeds the displayed size has no under- or over-fill to penalise (see `exact.ts`).
 */
export function executionKey(allocator: AllocatorName, point: TrialPoint): string {
  return allocator === "quadratic" ? TRIAL_PARAMETERS.map((name) => point[name]).join(" ") : "";
}

/** Simulates the router at a point, for the search. */
export function evaluateTrial(
  market: SnapshotMarket,
  setup: TrialSetup,
  point: TrialPoint,
): TrialEvaluation {
  const execution = routeTrial(market, setup, point);
  const { side, quantity } = setup.order;
  const { cashUnits, shares } = trialCostOf(execution, side);
  return {
    cashUnits: cashUnits.toString(),
    excess: shares - quantity,
    execution: executionDigest(execution),
  };
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
