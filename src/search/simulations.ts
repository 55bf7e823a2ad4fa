/** Simulating orders as work that threads can share. @module */

import type { SimulationResult, SimulationTask } from "./order_run.ts";
import type { Work } from "./pool.ts";
import { type SimulationJob, simulatorOf } from "./simulation_job.ts";

/** A job's simulations. Each is of many orders, long enough to be given out one by one. */
export function simulationsOf(job: SimulationJob): Work<SimulationTask, readonly SimulationResult[]> {
  return {
    job,
    workerUrl: new URL("./worker.ts", import.meta.url),
    tasksATurn: 1,
    makeEvaluator: () => simulatorOf(job),
  };
}
