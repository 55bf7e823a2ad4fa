/** The job of a trial back-test's workers: to try points. @module */

import { type TapeData, tapeOf } from "../search/tape_data.ts";
import type { TrialPoint } from "./grid.ts";
import { evaluateTrial, type TrialEvaluation, trialMarket, type TrialSetup } from "./router.ts";

/** What workers are given once: plain data, whose columns they share. */
export interface TrialJob extends TapeData {
  readonly setup: TrialSetup;
}

/** Makes the function that tries a job's points; it is the same in every thread. */
export function trialEvaluatorOf(job: TrialJob): (point: TrialPoint) => TrialEvaluation {
  const market = trialMarket(tapeOf(job), job.setup.rules);
  return (point) => evaluateTrial(market, job.setup, point);
}
