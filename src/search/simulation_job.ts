/** The job of a back-test's workers: to simulate orders. @module */

import { feeSchedule } from "../execution/fee_choice.ts";
import { Market } from "../execution/market.ts";
import type { LiveQuotes } from "../market/live_quotes.ts";
import type { Watch } from "../strategy/external/watch.ts";
import { OrderRun, type OrderRunSetup, type SimulationResult, type SimulationTask } from "./order_run.ts";
import { type TapeData, tapeOf } from "./tape_data.ts";

/** What workers are given once: plain data, whose columns they share. */
export interface SimulationJob extends TapeData {
  /** Which quotes can be believed, found out once. */
  readonly live: LiveQuotes;
  /** What all simulations have in common. */
  readonly setup: OrderRunSetup;
}

/**
 * Makes the function that does a job's tasks; it is the same in every thread.
 *
 * @param watch told what routers of a user's own are asked.
 */
export function simulatorOf(
  job: SimulationJob,
  watch?: Watch,
): (task: SimulationTask) => readonly SimulationResult[] {
  const market = new Market(tapeOf(job), feeSchedule(job.setup.fees), {}, job.live);
  const run = new OrderRun(market, job.setup, watch);
  return (task) => run.simulate(task);
}
