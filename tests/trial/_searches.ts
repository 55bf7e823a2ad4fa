/**
 * A small search in which every point is a simulation of its own.
 *
 * @module
 */

import { BUY } from "../../src/market/side.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { type Evaluate, type Work, WorkerPool } from "../../src/search/pool.ts";
import { generateTape } from "../../src/source/generated.ts";
import type { TrialAxes, TrialPoint } from "../../src/trial/grid.ts";
import { pointsOf } from "../../src/trial/points.ts";
import type { TrialEvaluation, TrialSetup } from "../../src/trial/router.ts";
import { orderFor } from "./_market.ts";

/** A minute of three venues, 10 dollars a share. */
export const tape = sortByEventTime(
  generateTape({ seed: 3, venues: 3, eventsPerSecond: 10, durationSeconds: 60, price: 10e9 }),
);

/** Buys 500 shares by the quadratic cost, in which the parameters matter. */
export const setup: TrialSetup = {
  rules: { fees: { kind: "flat", takeDollars: 0.003, addDollars: -0.002 }, snapshots: {} },
  order: orderFor(tape, BUY, 500),
  router: { allocator: "quadratic", step: 100, infeasible: "wait" },
};

/** The same with another router. */
export function routedBy(router: Partial<TrialSetup["router"]>): TrialSetup {
  return { ...setup, router: { ...setup.router, ...router } };
}

/** λ_under about 10/(2·500), which makes a buy leave some; λ_over some 10/(2·100), which makes a sell stop. */
export const axes: TrialAxes = {
  lambdaOver: [0, 0.05],
  lambdaUnder: [0.005, 0.01, 0.02, 0.1],
  thetaQueue: [0, 0.01, 1],
};

/** What a search has to do, on this tape unless on another. */
export function workOf(
  of: TrialSetup = setup,
  { columns, originNs }: Tape = tape,
): Work<TrialPoint, TrialEvaluation> {
  return pointsOf({ columns, originNs, setup: of });
}

/** Does work on workers of its own, which end with it. */
export function evaluateOnWorkers<Task, Result>(
  work: Work<Task, Result>,
  count: number,
): Evaluate<Task, Result> {
  return async (tasks, onResult) => {
    using pool = new WorkerPool(work, count);
    await pool.evaluate(tasks, onResult);
  };
}
