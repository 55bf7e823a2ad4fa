/** Options of an order and of the trial's router. @module */

import type { AllocatorName } from "../strategy/placement/static_split/allocator.ts";
import { BUY, SELL, type Side } from "../market/side.ts";
import { UsageError } from "./errors.ts";
import { choice, integer, type Values } from "./options.ts";

const MOST_SHARES = 1e9;

/** Options of the order and of the trial's router, for `backtest` and `allocate`. */
export const routerOptions = {
  orderSize: integer(5000, { min: 1, max: MOST_SHARES }, "shares of the parent order", {
    alias: "max-shares",
  }),
  side: choice(["buy", "sell"], "what to do"),
  allocator: choice(["exact", "recursive", "greedy"], "how a snapshot is split"),
  cost: choice(
    ["linear", "quadratic"],
    "the trial's cost, or its formal variant with squared penalties",
  ),
  step: integer(100, { min: 1, max: MOST_SHARES }, "shares of a lattice step; 1 reaches odd lots"),
};

/** The side as a sign. */
export function sideOf({ side }: Pick<Values<typeof routerOptions>, "side">): Side {
  return side === "buy" ? BUY : SELL;
}

/** The allocator that `--allocator` and `--cost` ask for together. */
export function allocatorOf(
  { allocator, cost }: Pick<Values<typeof routerOptions>, "allocator" | "cost">,
): AllocatorName {
  if (cost === "linear") return allocator;
  if (allocator === "exact") return "quadratic";
  throw new UsageError(
    `--allocator ${allocator} knows the linear cost only; leave it out with --cost quadratic`,
  );
}
