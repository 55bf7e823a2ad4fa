/** Simulating orders as work that threads can share. @module */

import type { SimulationResult, SimulationTask } from "./order_run.ts";
import type { Work } from "./pool.ts";
import { RouterFault } from "../strategy/external/fault.ts";
import { ownRouters, strategyText } from "../strategy/strategy_name.ts";
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

/**
 * The same where routers of a user's own take part: in threads that have nothing but the language.
 *
 * @param timeoutMs how long a router may take for a decision.
 */
export function confinedSimulationsOf(
  job: SimulationJob,
  timeoutMs: number,
): Work<SimulationTask, readonly SimulationResult[]> {
  return {
    ...simulationsOf(job),
    workerUrl: new URL("./confined_worker.ts", import.meta.url),
    confinement: {
      timeoutMs,
      faultOf({ strategy }, reason, call) {
        const router = call === undefined ? ownRouters(strategy)[0] : strategy[call.part];
        return new RouterFault(
          typeof router === "object" ? router.text : strategyText(strategy),
          reason,
          call,
        );
      },
    },
  };
}
