/** A worker that tries points; see `points.ts`. @module */

import { serveTasks } from "../search/serve_tasks.ts";
import { trialEvaluatorOf } from "./job.ts";

serveTasks(trialEvaluatorOf);
