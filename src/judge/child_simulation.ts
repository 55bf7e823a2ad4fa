/** One child order, simulated again: same venue, price, time and shares. @module */

import { FillLog } from "../execution/fill_log.ts";
import { Ledger } from "../execution/ledger.ts";
import { type Market, NO_QUOTE } from "../execution/market.ts";
import { Marks } from "../execution/marks.ts";
import { PriceLimits } from "../execution/price_limits.ts";
import type { QueueName } from "../execution/queue/models.ts";
import { RestingOrders } from "../execution/resting_orders.ts";
import { hasPrice } from "../market/price.ts";
import { whyNothingRests } from "../market/resting.ts";
import type { Side } from "../market/side.ts";

/** A child order as it reached its venue. */
export interface ArrivedChild {
  /** Venue index. */
  readonly venue: number;
  readonly side: Side;
  /** 1e-9 dollars; `NaN`: at any price. */
  readonly price: number;
  readonly shares: number;
  /** When it reached its venue, ns after the tape's origin. */
  readonly atNs: number;
  /** When it was cancelled. */
  readonly untilNs: number;
  /** Whether it was to take at once or to be cancelled. */
  readonly takes: boolean;
}

/** What a child order came to. */
export interface ChildFill {
  readonly shares: number;
  /** Price times shares, 1e-9 dollars. */
  readonly notional: number;
  /** When its first share was filled; `NaN`: none was. */
  readonly firstNs: number;
}

/** A child order, what the simulator makes of it, and what became of it. */
export interface ComparedChild {
  readonly child: ArrivedChild;
  /** Whether it takes at once. */
  readonly takes: boolean;
  /** Shares displayed ahead of it as it arrived, where it rests. */
  readonly queue: number;
  /** Start of its parent order, or its own time where that is not known. */
  readonly startNs: number;
  readonly predicted: ChildFill;
  readonly real: ChildFill;
}

/** Why a child order is not simulated. */
export const NOT_SIMULATED = [
  "no_live_quote",
  "not_at_the_touch",
  "nothing_can_rest",
  "venue_not_on_the_tape",
  "outside_the_tape",
] as const;

/** One of {@linkcode NOT_SIMULATED}. */
export type NotSimulated = (typeof NOT_SIMULATED)[number];

const NOTHING: ChildFill = { shares: 0, notional: 0, firstNs: NaN };

/**
 * Simulates child orders one by one, by the rules that orders of a back-test fill by. Nothing that other child orders
 * took is remembered: their real traces are on the tape.
 */
export class ChildSimulation {
  #market: Market;
  #log = new FillLog();
  #ledger: Ledger;
  #resting: RestingOrders;
  #limits: PriceLimits;
  #nothingRests: boolean;

  /** @throws {RangeError} if the queue model does not fit the tape. */
  constructor(market: Market, refreshNs: number, queue: QueueName) {
    this.#market = market;
    this.#ledger = new Ledger(market, refreshNs);
    this.#resting = new RestingOrders(market, this.#ledger, new Marks(market, this.#log), queue);
    this.#limits = new PriceLimits(market);
    this.#nothingRests = whyNothingRests(market) !== undefined;
  }

  /** Whether it takes at once: it was to, or its price reaches what its venue displays. */
  takes({ venue, side, price, atNs, takes }: ArrivedChild): boolean {
    if (takes) return true;
    const row = this.#market.liveRow(venue, this.#market.rowsThrough(atNs), atNs);
    return row !== NO_QUOTE && this.#market.reaches(price, row, side);
  }

  /** Shares displayed at its price as it arrives. */
  queueAt({ venue, side, atNs }: ArrivedChild): number {
    const row = this.#market.liveRow(venue, this.#market.rowsThrough(atNs), atNs);
    return row === NO_QUOTE ? 0 : this.#market.nearSize(row, side);
  }

  /** What it comes to, or why that is not simulated. */
  run(child: ArrivedChild): ChildFill | NotSimulated {
    const { venue, side, price, shares, atNs, untilNs } = child;
    const market = this.#market;
    const rows = market.rowsThrough(atNs);
    const row = market.liveRow(venue, rows, atNs);
    if (row === NO_QUOTE) return "no_live_quote";
    if (this.takes(child)) return this.#take(child, row, rows);
    if (this.#nothingRests) return "nothing_can_rest";
    this.#log.clear();
    this.#ledger.begin(side);
    this.#resting.begin(side);
    if (!this.#resting.add(venue, price, shares, rows, atNs, untilNs)) return "not_at_the_touch";
    this.#resting.finish();
    const { sharesFilled, timeNs, length } = this.#log;
    return { shares: sharesFilled, notional: sharesFilled * price, firstNs: length > 0 ? timeNs[0]! : NaN };
  }

  #take({ side, price, shares, atNs }: ArrivedChild, row: number, rows: number): ChildFill {
    const far = this.#market.farPrice(row, side);
    this.#limits.look(rows, atNs, side);
    if (!hasPrice(far) || side * far > side * price || !this.#limits.believes(far)) return NOTHING;
    const filled = Math.min(shares, this.#market.farSize(row, side));
    return { shares: filled, notional: filled * far, firstNs: filled > 0 ? atNs : NaN };
  }
}

/** Whether what a simulation returned is a reason. */
export function isReason(outcome: ChildFill | NotSimulated): outcome is NotSimulated {
  return typeof outcome === "string";
}
