/** How long random faults go on. @module */

import { seeds } from "../../_seeds.ts";

/** A moment, ten minutes in the long run, or as the variable says. */
export const FAULT_SECONDS = Number(Deno.env.get("SORLAB_TEST_FAULT_S") ?? seeds(8, 600));
