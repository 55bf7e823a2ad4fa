/** What a placement was told and what it sent, kept as it decides. @module */

import type { ChildOrders, Decision, Placement } from "../../execution/strategy.ts";
import { hasPrice } from "../../market/price.ts";

/** A child order as it was sent. */
export interface SentChild {
  /** Venue index. */
  readonly venue: number;
  readonly kind: "take" | "rest";
  readonly shares: number;
  /** The venue's price then, 1e-9 dollars; `NaN` is none. */
  readonly price: number;
  /** Shares displayed there: to take, or standing ahead. */
  readonly displayed: number;
  /** Fee of a share, 1e-9 dollars; negative is a rebate. */
  readonly fee: number;
  /** Its number in the log of fills. */
  readonly child: number;
}

/** A decision as it was made; prices in 1e-9 dollars, times in ns after the tape's origin. */
export interface MadeDecision extends
  Pick<
    Decision,
    | "index"
    | "side"
    | "nowNs"
    | "untilNs"
    | "quantity"
    | "overdue"
    | "leaves"
    | "isLast"
    | "takeLimit"
    | "mid"
  > {
  readonly children: readonly SentChild[];
  /** The least cost s·p + fee of a share to take then, at prices that are allowed; `NaN` where there are none. */
  readonly cheapest: number;
}

/**
 * A placement that keeps what it decides.
 *
 * @param latencyNs by venue: the simulator numbers child orders by when they arrive.
 */
export function keepingDecisions(
  placement: Placement,
  latencyNs: ArrayLike<number>,
): { readonly placement: Placement; readonly made: MadeDecision[] } {
  const made: MadeDecision[] = [];
  const venues = Array.from({ length: latencyNs.length }, (_, venue) => venue)
    .sort((a, b) => latencyNs[a]! - latencyNs[b]! || a - b);
  let sent = 0;
  return {
    made,
    placement: {
      ...placement,
      place(decision, orders) {
        placement.place(decision, orders);
        const children = childrenOf(decision, orders, venues, sent);
        sent += children.length;
        const { index, side, nowNs, untilNs, quantity, overdue, leaves, isLast, takeLimit, mid } = decision;
        const told = { index, side, nowNs, untilNs, quantity, overdue, leaves, isLast, takeLimit, mid };
        made.push({ ...told, children, cheapest: cheapestOf(decision) });
      },
    },
  };
}

function childrenOf(
  { offers, nearQuotes }: Decision,
  { take, rest }: ChildOrders,
  venues: readonly number[],
  sent: number,
): SentChild[] {
  const children: SentChild[] = [];
  for (const venue of venues) {
    if (take[venue]! > 0) {
      children.push({
        venue,
        kind: "take",
        shares: take[venue]!,
        price: offers.price[venue]!,
        displayed: offers.size[venue]!,
        fee: offers.takeFee[venue]!,
        child: sent + children.length + 1,
      });
    }
    if (rest[venue]! > 0) {
      children.push({
        venue,
        kind: "rest",
        shares: rest[venue]!,
        price: nearQuotes.price[venue]!,
        displayed: nearQuotes.size[venue]!,
        fee: 0 - nearQuotes.addRebate[venue]!,
        child: sent + children.length + 1,
      });
    }
  }
  return children;
}

function cheapestOf({ offers, side, takeLimit }: Decision): number {
  let best = NaN;
  for (let venue = 0; venue < offers.count; venue++) {
    const price = offers.price[venue]!;
    if (!hasPrice(price) || !(side * price <= side * takeLimit)) continue;
    const cost = side * price + offers.takeFee[venue]!;
    if (!(cost >= best)) best = cost;
  }
  return best;
}
