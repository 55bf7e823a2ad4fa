/** What a back-test found. @module */

import type { ResidualRule } from "../analysis/paired_saving.ts";
import type { Market } from "../execution/market.ts";
import type { LabResult, Measures } from "./lab.ts";
import type { Axis, SearchSettings } from "./parameters.ts";
import type { ParentOrders } from "../execution/parent_orders.ts";

/** All that a back-test under market rules found. */
export interface Outcome {
  readonly market: Market;
  readonly parentOrders: ParentOrders;
  readonly axes: readonly Axis[];
  readonly settings: SearchSettings;
  readonly folds: number;
  readonly residual: ResidualRule;
  /** Whether another strategy stood in for the usual one, as nothing can rest on this tape. */
  readonly usualReplaced: boolean;
  readonly lab: LabResult;
  /** The same strategies under other fees, by the name of the fees. */
  readonly whatIf: Readonly<Record<string, Measures>>;
}
