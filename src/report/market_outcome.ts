import type { ResidualRule } from "../analysis/paired_saving.ts";
import type { LiveMarket } from "../execution/live_market.ts";
import type { LabResult, Measures } from "../search/lab.ts";
import type { Axis, SearchSettings } from "../search/parameters.ts";
import type { ParentOrders } from "../search/parent_orders.ts";

/** All that a back-test under market rules found. */
export interface MarketOutcome {
  /** Whatever tells how the run can be repeated: version, source, digest, arguments. */
  readonly run: Readonly<Record<string, unknown>>;
  readonly market: LiveMarket;
  readonly parentOrders: ParentOrders;
  readonly axes: readonly Axis[];
  readonly settings: SearchSettings;
  readonly folds: number;
  readonly residual: ResidualRule;
  readonly lab: LabResult;
  /** The same strategies under other fees, by the name of the fees. */
  readonly whatIf: Readonly<Record<string, Measures>>;
}
