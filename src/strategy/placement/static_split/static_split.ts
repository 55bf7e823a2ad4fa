/** A placement by an allocator. @module */

import type { Splitter } from "../../../execution/splitter.ts";
import { type Allocator, INFEASIBLE } from "./allocator.ts";
import { takeCheapest } from "../../../execution/take_cheapest.ts";

/** What to do at a snapshot that the allocator cannot split exactly. */
export type Infeasible = "wait" | "greedy";

/**
 * The placement of the trial's router: an allocator splits what is due. Where no split exists it waits for
 * another snapshot, as most published solutions do, or takes the cheapest shares displayed.
 */
export function staticSplit(allocator: Allocator, infeasible: Infeasible): Splitter {
  return {
    name: "static-split",
    place(quantity, offers, side, split) {
      const placed = allocator.allocate(quantity, offers, side, split);
      if (placed === INFEASIBLE && infeasible === "greedy") takeCheapest(quantity, offers, side, split);
    },
  };
}
