/** What a trial back-test found. @module */

import type { ParentOrder } from "../execution/parent_order.ts";
import type { TrialExecution } from "./execution.ts";
import type { SnapshotMarket, SnapshotSurvey } from "./market.ts";
import type { OfBaselines } from "./schema.ts";
import type { TrialSearchResult } from "./search.ts";

/** A strategy's execution, and the schedule and placement it is made of. */
export interface NamedExecution {
  readonly schedule: string;
  readonly placement: string;
  readonly execution: TrialExecution;
}

/** All that a trial back-test found. */
export interface TrialOutcome {
  readonly market: SnapshotMarket;
  readonly survey: SnapshotSurvey;
  readonly order: ParentOrder;
  readonly search: TrialSearchResult;
  /** The router at the best point. */
  readonly optimised: NamedExecution;
  /** Empty if they were skipped. */
  readonly baselines: OfBaselines<NamedExecution>;
}
