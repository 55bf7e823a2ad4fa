/** The trial's schedules: one question at every snapshot. @module */

import type { Offers } from "../execution/offers.ts";
import type { ParentOrder } from "../execution/parent_order.ts";

/** *When and how much*: half of a strategy; the other half is a `Splitter`. */
export interface TrialSchedule {
  readonly name: string;
  /** State for working one parent order. */
  begin(order: ParentOrder): TrialScheduleRun;
}

/** A trial schedule at work. It is shown every snapshot, in order, and never a later one. */
export interface TrialScheduleRun {
  /**
   * Shares to send at this snapshot.
   *
   * @param nowNs time of the snapshot.
   * @param leaves shares not yet filled.
   * @param offers what the snapshot shows on the side to take from.
   * @returns a whole number from 0 to `leaves`.
   */
  due(nowNs: number, leaves: number, offers: Offers): number;
}
