/** What a back-test found. @module */

import type { Outcome } from "../search/outcome.ts";

/** All that a back-test found; where the tape came from is not its business. */
export interface BacktestOutcome extends Omit<Outcome, "run"> {
  /** Whether another strategy stood in for the usual one, as nothing can rest on this tape. */
  readonly usualReplaced: boolean;
}
