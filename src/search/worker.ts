/** A worker that simulates orders; see `simulations.ts`. @module */

import { serveTasks } from "./serve_tasks.ts";
import { simulatorOf } from "./simulation_job.ts";

serveTasks(simulatorOf);
