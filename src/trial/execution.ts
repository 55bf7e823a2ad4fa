/** What a parent order comes to by the trial's rules. @module */

import type { FillLog } from "../execution/fill_log.ts";

/** What became of one parent order by the trial's rules. */
export interface TrialExecution {
  /** Shares ordered. */
  readonly quantity: number;
  /** What the strategy filled. */
  readonly fills: FillLog;
  /** What it left, crossed at the end of the horizon; shares are 0 where nothing was left. */
  readonly residual: Residual;
  /** Shares left over even then, because no venue ever showed a price. */
  readonly unfilled: number;
  /** Snapshots that the order saw, until it was done or the horizon ended. */
  readonly snapshots: number;
}

/** The final crossing. */
export interface Residual {
  readonly shares: number;
  /** Last touch, 1e-9 dollars; `NaN` without shares. */
  readonly price: number;
  /** Fee of a share, 1e-9 dollars. */
  readonly fee: number;
  /** Venue index; -1 without shares. */
  readonly venue: number;
}
