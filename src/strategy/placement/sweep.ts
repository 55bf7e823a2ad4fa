/** A placement that takes what is cheapest. @module */

import { type Placement, taking } from "../../execution/strategy.ts";
import { takeCheapest } from "../../execution/take_cheapest.ts";

/**
 * What is cheapest with fees first, over all venues at once, as much as each displays
 * and odd lots included. Ties break as in `exactAllocator`.
 */
export const sweep: Placement = taking({ name: "sweep", place: takeCheapest });
