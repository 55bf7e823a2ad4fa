/** Trying points as work that threads can share. @module */

import type { Work } from "../search/pool.ts";
import type { TrialPoint } from "./grid.ts";
import { trialEvaluatorOf, type TrialJob } from "./job.ts";
import type { TrialEvaluation } from "./router.ts";

/** A job's points. Each is one order on one path, too short to be given out one by one. */
export function pointsOf(job: TrialJob): Work<TrialPoint, TrialEvaluation> {
  return {
    job,
    workerUrl: new URL("./worker.ts", import.meta.url),
    tasksATurn: 8,
    makeEvaluator: () => trialEvaluatorOf(job),
  };
}
