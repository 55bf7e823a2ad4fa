/** The interfaces of strategies: schedules, placements, and what they are told. @module */

import type { Side } from "../market/side.ts";
import type { Market } from "./market.ts";
import type { Offers } from "./offers.ts";
import type { Splitter } from "./splitter.ts";
import type { ParentOrder } from "./parent_order.ts";

/** A strategy: when and how much, times where and how. */
export interface Strategy {
  /** When and how much. */
  readonly schedule: Schedule;
  /** Where and how. */
  readonly placement: Placement;
}

/** *When and how much*: slices of the order's window, and a target for each. */
export interface Schedule {
  /** As users write it. */
  readonly name: string;
  /** Plans one parent order. What it asks the market must lie before the order's start. */
  begin(order: ParentOrder, market: Market): SlicePlan;
}

/** A schedule's plan for one parent order. It may keep what it learnt at earlier slices. */
export interface SlicePlan {
  /** Number of slices, at least 1. */
  readonly slices: number;
  /** Start of a slice, ns after the tape's origin; of the slice behind the last, the window's end. */
  startNs(slice: number): number;
  /**
   * Shares that should be filled or at work once this slice's decision is made, 0 to the order's
   * quantity. It is asked slice after slice; those that end before the last answer is back are left out.
   *
   * @param rows rows of the tape seen so far; later ones must not be looked at.
   * @param filled shares filled so far.
   */
  target(slice: number, rows: number, filled: number): number;
}

/**
 * The quotes on an order's own side, behind which a child order may rest: a column per figure and an entry
 * per venue.
 */
export interface NearQuotes {
  /** Number of venues; the columns may be longer. */
  readonly count: number;
  /** Price to rest at, 1e-9 dollars; `NaN` where there is none, or the venue's book is locked or crossed. */
  readonly price: Float64Array;
  /** Shares displayed there, which stand ahead of whoever comes now; 0 where there is no price. */
  readonly size: Float64Array;
  /** Rebate for adding a share, 1e-9 dollars; negative is a fee. */
  readonly addRebate: Float64Array;
}

/** What a placement knows when it decides. The same object at every decision. */
export interface Decision {
  /** The market, of which only the past may be looked at. */
  readonly market: Market;
  /** Which decision of its parent order it is, from 0. */
  readonly index: number;
  /** Side of the parent order. */
  readonly side: Side;
  /** Time of the decision, ns after the tape's origin. */
  readonly nowNs: number;
  /** Rows of the tape seen: those received before `nowNs`. Later ones must not be looked at. */
  readonly rows: number;
  /** When the next slice begins: what rests is cancelled in time for it. */
  readonly untilNs: number;
  /** Whether none follows: what is left then crosses at the end of the horizon. */
  readonly isLast: boolean;
  /** Shares to place. */
  readonly quantity: number;
  /** Of them, what earlier slices were due and did not fill. */
  readonly overdue: number;
  /** Shares that the parent order has left, at least `quantity`. */
  readonly leaves: number;
  /** Live quotes to take from: asks for a buy. Sizes are what the order itself has left of them. */
  readonly offers: Offers;
  /**
   * What is left of all levels that the tape keeps, within the limit: see `makeLadder`. `undefined` where it keeps the
   * first alone, which is what `offers` shows.
   */
  readonly ladder?: Offers | undefined;
  /** Live quotes on the order's own side: bids for a buy. */
  readonly nearQuotes: NearQuotes;
  /** Live mid, 1e-9 dollars; `NaN` where one side has no quote. */
  readonly mid: number;
  /**
   * Worst price at which child orders take, 1e-9 dollars; `NaN` where none takes just now. What is sent to take at
   * a price beyond it comes back, and is due again at the next slice.
   */
  readonly takeLimit: number;
}

/** The child orders of one decision, an entry per venue; all zero when the placement gets them. */
export interface ChildOrders {
  /** Shares to take at once; what does not fill comes back. */
  readonly take: Float64Array;
  /** Worst price to take at, 1e-9 dollars; `NaN` (as handed over) takes at any. */
  readonly takeLimit: Float64Array;
  /** Shares to rest at the price that `nearQuotes` shows. */
  readonly rest: Float64Array;
}

/** *Where and how*: what child orders to send. */
export interface Placement {
  /** As users write it. */
  readonly name: string;
  /** Whether it goes from venue to venue, and decides again when the last answer is back. */
  readonly sequential: boolean;
  /** Whether child orders may rest. */
  readonly rests: boolean;
  /** Whether shares taken and at rest may sum to more than is left; what fills too much is unwound. */
  readonly overfills: boolean;
  /** How often something happened that the artefact should tell, if anything did. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Writes the child orders. */
  place(decision: Decision, orders: ChildOrders): void;
}

/** Placements that differ in their parameters alone, and share what they make of a decision. */
export interface PlacementFamily<Member extends Placement = Placement> {
  /** Each places what the family looked at last, as often as it is asked, and as if it were alone. */
  readonly members: readonly Member[];
  /** Takes a decision over, before any member places it. */
  look(decision: Decision): void;
}

/** The member of a family that has this index, as a placement by itself. */
export function alone<Member extends Placement>(
  { members, look }: PlacementFamily<Member>,
  index = 0,
): Member {
  const member = members[index]!;
  return {
    ...member,
    place(decision, orders) {
      look(decision);
      member.place(decision, orders);
    },
  };
}

/** A placement that takes only, at any price. */
export function taking(
  placement: Splitter,
  { sequential = false }: { sequential?: boolean } = {},
): Placement {
  return {
    name: placement.name,
    sequential,
    rests: false,
    overfills: false,
    place({ quantity, offers, side }, { take }) {
      placement.place(quantity, offers, side, take);
    },
  };
}
