import type { Side } from "../market/side.ts";
import type { Offers } from "./offers.ts";

/** An order to be worked: so many shares on one side, within a window. */
export interface ParentOrder {
  readonly side: Side;
  /** Shares. */
  readonly quantity: number;
  /** Start of the window, ns after the tape's origin. */
  readonly startNs: number;
  /** End of the window. */
  readonly endNs: number;
}

/** *When and how much*: half of a strategy; the other half is a `Placement`. */
export interface Schedule {
  readonly name: string;
  /** State for working one parent order. */
  begin(order: ParentOrder): ScheduleRun;
}

/** A schedule at work. It is shown every snapshot, in order, and never a later one. */
export interface ScheduleRun {
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
