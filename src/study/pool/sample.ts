/** What a study pools: how many tapes, days and symbols, and which of them are scored. @module */

/** What was pooled. */
export interface Sample {
  readonly tapes: number;
  readonly days: number;
  readonly symbols: number;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Days that are scored: with points to choose from, all but the first. */
  readonly scoredDays: number;
  readonly scoredTapes: number;
  /** Orders of the tapes scored, compared or not. */
  readonly scoredOrders: number;
  /** Days before a day that its point is chosen on; `null`: all of them. */
  readonly trainDays: number | null;
  /** Whether the points were chosen on the orders that are scored: there is one day. */
  readonly inSample: boolean;
}
