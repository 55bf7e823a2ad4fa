/** What the author of a router writes: the default export of a module, and what it is handed. @module */

import type { ChildOrders, Decision, SlicePlan } from "../../execution/strategy.ts";
import type { ParentOrder } from "../../execution/parent_order.ts";
import type { PastMarket } from "./past_market.ts";

/** A parameter that a router declares, for the search to tune. */
export interface DeclaredParameter {
  /** Its least and its greatest value. Where it is not searched it stands at the least. */
  readonly range: readonly [low: number, high: number];
  /** What a value is measured in, for readers of the artefact. */
  readonly unit?: string;
}

/** Values of a router's parameters, by name. */
export type ParameterValues = Readonly<Record<string, number>>;

/**
 * What a router of one's own knows when it decides: a {@linkcode Decision} whose market is the past alone. It is
 * handed copies; what it writes into them changes nothing.
 */
export interface RouterDecision extends Omit<Decision, "market"> {
  /** The market until now; looking further throws. */
  readonly market: PastMarket;
  /**
   * What the router put there at earlier decisions of this parent order: an empty object at the first. Nothing else
   * may be kept from one decision to another, since orders are worked by several threads.
   */
  readonly memory: Record<string, unknown>;
}

/**
 * A placement of one's own: the default export of a module.
 *
 * @example
 * ```ts
 * import type { RouterPlacement } from "./interface.ts";
 * const patient: RouterPlacement = {
 *   parameters: { patience: { range: [0, 1], unit: "part of a decision's shares" } },
 *   rests: true,
 *   place({ quantity, nearQuotes, market }, { rest }, { patience = 0 }) {
 *     const home = market.referenceVenue;
 *     if (nearQuotes.price[home]! > 0) rest[home] = Math.floor(patience * quantity);
 *   },
 * };
 * ```
 */
export interface RouterPlacement {
  /** What the search may tune. @default nothing */
  readonly parameters?: Readonly<Record<string, DeclaredParameter>>;
  /** Whether it goes from venue to venue, and decides again when the last answer is back. @default false */
  readonly sequential?: boolean;
  /** Whether child orders may rest. @default false */
  readonly rests?: boolean;
  /** Whether shares taken and at rest may sum to more than is left. @default false */
  readonly overfills?: boolean;
  /** Writes the child orders, which are all zero before. */
  place(decision: RouterDecision, orders: ChildOrders, values: ParameterValues): void;
}

/** A schedule of one's own: the default export of a module. */
export interface RouterSchedule {
  /** What the search may tune. @default nothing */
  readonly parameters?: Readonly<Record<string, DeclaredParameter>>;
  /** Plans one parent order, seeing the market before its start. The plan's `target` sees what came until its slice. */
  begin(order: ParentOrder, market: PastMarket, values: ParameterValues): SlicePlan;
}
