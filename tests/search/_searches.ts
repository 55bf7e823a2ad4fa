/**
 * A small search in which every point is a simulation of its own.
 *
 * @module
 */

import type { Job, TrialJob } from "../../src/search/evaluator.ts";
import type { Axes } from "../../src/trial/grid.ts";
import { type EvaluateJob, WorkerPool } from "../../src/search/pool.ts";
import type { TrialSetup } from "../../src/trial/router.ts";
import { BUY } from "../../src/market/side.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { orderFor } from "../_tapes.ts";

/** A minute of three venues, 10 dollars a share. */
export const tape = sortByEventTime(
  generateTape({ seed: 3, venues: 3, eventsPerSecond: 10, durationSeconds: 60, price: 10e9 }),
);

/** Buys 500 shares by the quadratic cost, in which the parameters matter. */
export const setup: TrialSetup = {
  fees: { kind: "flat", takeDollars: 0.003, addDollars: -0.002 },
  snapshots: {},
  order: orderFor(tape, BUY, 500),
  allocator: "quadratic",
  step: 100,
  infeasible: "wait",
};

/** λ_under about 10/(2·500), which makes a buy leave some; λ_over some 10/(2·100), which makes a sell stop. */
export const axes: Axes = {
  lambdaOver: [0, 0.05],
  lambdaUnder: [0.005, 0.01, 0.02, 0.1],
  thetaQueue: [0, 0.01, 1],
};

/** The job of a search, on this tape unless on another. */
export function jobOf(of: TrialSetup = setup, { columns, originNs }: Tape = tape): TrialJob {
  return { kind: "trial", columns, originNs, setup: of };
}

/** Does a job's tasks on workers of its own, which end with them. */
export function evaluateOnWorkers<J extends Job>(job: J, count: number): EvaluateJob<J> {
  return async (tasks, onResult) => {
    using pool = new WorkerPool(job, count);
    await pool.evaluate(tasks, onResult);
  };
}
