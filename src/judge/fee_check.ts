/** Fees that were charged, beside those that the schedule says. @module */

import { RESTED } from "../execution/fill_log.ts";
import type { Market } from "../execution/market.ts";
import { toDollars } from "../market/price.ts";

/** Above this, a share was charged something else, 1e-9 dollars: what is finer is rounding. */
const DIFFERS = 1e4;

/** What a venue charged, and what it should have. */
export interface FeeComparison {
  /** Fills whose file tells a fee. */
  readonly fills: number;
  /** Dollars; negative is a rebate. */
  readonly charged: number;
  /** By the schedule, dollars. */
  readonly due: number;
  /** Fills charged otherwise, by more than a thousandth of a cent a share. */
  readonly differing: number;
}

/** Compares charged with scheduled fees, by venue. */
export class FeeCheck {
  #market: Market;
  #venues: { fills: number; charged: number; due: number; differing: number }[];

  /** @param market whose venues' fees are the schedule's. */
  constructor(market: Market) {
    this.#market = market;
    this.#venues = market.venues.names.map(() => ({ fills: 0, charged: 0, due: 0, differing: 0 }));
  }

  /**
   * Adds a fill.
   *
   * @param fee charged for a share, 1e-9 dollars; `NaN`, and it is passed over, where that is not told.
   */
  add(venue: number, kind: number, shares: number, fee: number): void {
    if (Number.isNaN(fee)) return;
    const { takeFee, addRebate } = this.#market.fees;
    const due = kind === RESTED ? 0 - addRebate[venue]! : takeFee[venue]!;
    const sums = this.#venues[venue]!;
    sums.fills++;
    sums.charged += shares * fee;
    sums.due += shares * due;
    if (Math.abs(fee - due) > DIFFERS) sums.differing++;
  }

  /** By venue index. */
  finish(): FeeComparison[] {
    return this.#venues.map(({ charged, due, ...counts }) => ({
      ...counts,
      charged: toDollars(charged),
      due: toDollars(due),
    }));
  }
}
