/** Where the money went: the parts of the shortfall by venue and by hour. @module */

import { type Part, PARTS, type Parts, partsOf } from "../analysis/attribution.ts";
import { RESTED, TAKEN } from "../execution/fill_log.ts";
import type { Execution } from "../execution/simulator.ts";
import { hasPrice, toDollars } from "../market/price.ts";

const NS_PER_HOUR = 3600e9;

/** What some of the fills cost, and of what that is made. */
export interface MoneySpent {
  /** How many were filled. */
  readonly shares: number;
  /** Shares at the mid when their order arrived, dollars. */
  readonly notional: number;
  /** All-in against that mid, dollars; positive is worse. */
  readonly cost: number;
  /** Dollars; they sum to the cost. */
  readonly parts: Parts<number>;
}

class Spent {
  shares = 0;
  notional = 0;
  parts: Record<Part, number> = { ...partsOf(() => 0) };

  finish(): MoneySpent {
    const parts = partsOf((part) => toDollars(this.parts[part]));
    return {
      shares: this.shares,
      notional: toDollars(this.notional),
      cost: PARTS.reduce((sum, part) => sum + parts[part], 0),
      parts,
    };
  }
}

/**
 * Adds up the parts of `attributionOf` by venue and by hour of the day (UTC): in doubles, whose last digit may differ
 * from the exact sum. What was left unfilled has no venue: it is the opportunity part of its order's last hour.
 */
export class MoneyTrail {
  #venues: readonly Spent[];
  #hours = new Map<number, Spent>();

  /** @param venues how many the view has. */
  constructor(venues: number) {
    this.#venues = Array.from({ length: venues }, () => new Spent());
  }

  /** Adds an execution; one without an arrival mid has no cost. */
  add({ order, fills, arrivalMid, endMid, unfilled }: Execution): void {
    if (!hasPrice(arrivalMid)) return;
    const { side } = order;
    for (let i = 0; i < fills.length; i++) {
      const signed = side * fills.shares[i]!;
      const [price, mid, touch] = [fills.price[i]!, fills.mid[i]!, fills.touch[i]!];
      const kind = fills.kind[i]!;
      for (const spent of [this.#venues[fills.venue[i]!]!, this.#hour(fills.timeNs[i]!)]) {
        spent.shares += fills.shares[i]!;
        spent.notional += fills.shares[i]! * arrivalMid;
        spent.parts.drift += signed * (mid - arrivalMid);
        spent.parts.fees += fills.shares[i]! * fills.fee[i]!;
        if (kind === TAKEN) {
          spent.parts.spread += signed * (touch - mid);
          spent.parts.venue += signed * (price - touch);
        } else spent.parts[kind === RESTED ? "passive" : "residual"] += signed * (price - mid);
      }
    }
    if (unfilled !== 0) {
      this.#hour(order.endNs).parts.opportunity += side * unfilled * (endMid - arrivalMid);
    }
  }

  /** By venue index. */
  byVenue(): MoneySpent[] {
    return this.#venues.map((spent) => spent.finish());
  }

  /** By hour: 0 is midnight of the tape's first day; in order. */
  byHour(): (readonly [hour: number, spent: MoneySpent])[] {
    return [...this.#hours].sort(([a], [b]) => a - b).map(([hour, spent]) => [hour, spent.finish()] as const);
  }

  #hour(timeNs: number): Spent {
    const hour = Math.floor(timeNs / NS_PER_HOUR);
    const known = this.#hours.get(hour);
    if (known !== undefined) return known;
    const spent = new Spent();
    this.#hours.set(hour, spent);
    return spent;
  }
}
