/** A worker that simulates orders by routers of a user's own, with nothing but the language; see `simulations.ts`. @module */

import { confine } from "../strategy/external/confine.ts";
import { serveTasks } from "./serve_tasks.ts";
import { simulatorOf } from "./simulation_job.ts";

serveTasks(simulatorOf, { onReady: confine });
