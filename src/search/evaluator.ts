import { Market } from "../execution/market.ts";
import type { LiveQuotes } from "../market/live_quotes.ts";
import { Tape, type TapeColumns } from "../market/tape.ts";
import { feeSchedule } from "../execution/fee_choice.ts";
import type { Point } from "../model/point.ts";
import { OrderRun, type OrderRunSetup, type SimulationResult, type SimulationTask } from "./order_run.ts";
import { evaluateTrial, type Evaluation, trialMarket, type TrialSetup } from "../trial/router.ts";

/** A tape as plain data on shared memory. */
export interface TapeData {
  readonly columns: TapeColumns;
  readonly originNs: bigint;
}

/** Evaluating points by trial rules. */
export interface TrialJob extends TapeData {
  readonly kind: "trial";
  readonly setup: TrialSetup;
}

/** Simulating orders by market rules. */
export interface MarketJob extends TapeData {
  readonly kind: "market";
  readonly setup: OrderRunSetup;
  readonly live: LiveQuotes;
}

/** What workers are given once: plain data, whose columns they share. */
export type Job = TrialJob | MarketJob;

/** A task of a job: a point, or points on some of the orders. */
export type TaskOf<J extends Job> = J extends TrialJob ? Point : SimulationTask;

/** What comes of it, point by point where there are several. */
export type ResultOf<J extends Job> = J extends TrialJob ? Evaluation : readonly SimulationResult[];

/** Makes the function that does a job's tasks; it is the same in every thread. */
export function evaluatorOf<J extends Job>(job: J): (task: TaskOf<J>) => ResultOf<J> {
  // The symbol plays no part in a simulation.
  const tape = new Tape(job.columns, { originNs: job.originNs, symbol: "" });
  return evaluatorOn(tape, job) as unknown as (task: TaskOf<J>) => ResultOf<J>;
}

function evaluatorOn(
  tape: Tape,
  job: Job,
): ((task: Point) => Evaluation) | ((task: SimulationTask) => readonly SimulationResult[]) {
  if (job.kind === "trial") {
    const market = trialMarket(tape, job.setup);
    return (point: Point) => evaluateTrial(market, job.setup, point);
  }
  const run = new OrderRun(new Market(tape, feeSchedule(job.setup.fees), {}, job.live), job.setup);
  return (task: SimulationTask) => run.simulate(task);
}
