/** What a price is held against: the reference venue's quote, or who stands in for it. */

import { collarWidth } from "../collar.ts";
import { hasPrice, NO_PRICE } from "../price.ts";
import type { Board } from "./board.ts";
import type { PriceLog } from "./touch_log.ts";

/** A reference price that is gone still holds for so long, ns. */
export const REFERENCE_HOLDS_NS = 1e9;

/** Whose quotes are the reference, and how far from them a quote is believed. */
export interface ReferenceRule {
  readonly venue: number;
  /** The two venues with most quotes: they stand in where the reference venue shows nothing. */
  readonly standIns: readonly number[];
  /** Basis points; `NO_COLLAR` believes every quote. */
  readonly collarBps: number;
}

/**
 * The reference prices of a walk through all quotes, side by side: the reference venue's live quote; if it has
 * none, the best live quote of the stand-ins; if they have none, the last there was, for a second.
 */
export class ReferencePrices {
  #board: Board;
  #rule: ReferenceRule;
  #log: PriceLog;
  // The prices noted last; `NaN` is none.
  #bid = NO_PRICE;
  #ask = NO_PRICE;
  // The last price that there was, and when it went.
  #lastBid = NO_PRICE;
  #lastAsk = NO_PRICE;
  #bidGoneNs = 0;
  #askGoneNs = 0;

  constructor(board: Board, rule: ReferenceRule, log: PriceLog) {
    this.#board = board;
    this.#rule = rule;
    this.#log = log;
  }

  /** Notes what the board now shows, after so many rows, at a moment. */
  see(applied: number, ns: number): void {
    const bid = this.#bidNow();
    const ask = this.#askNow();
    if (Object.is(bid, this.#bid) && Object.is(ask, this.#ask)) return;
    if (hasPrice(this.#bid)) [this.#lastBid, this.#bidGoneNs] = [this.#bid, ns];
    if (hasPrice(this.#ask)) [this.#lastAsk, this.#askGoneNs] = [this.#ask, ns];
    this.#bid = bid;
    this.#ask = ask;
    this.#log.add(applied, ns, bid, ask);
  }

  /** The highest bid that is believed at a moment; without a reference, any. */
  highestBid(ns: number): number {
    const reference = firstOf(this.#bidNow(), this.#bid, held(this.#lastBid, ns - this.#bidGoneNs));
    return hasPrice(reference) ? reference + collarWidth(reference, this.#rule.collarBps) : Infinity;
  }

  /** The lowest ask that is believed at a moment; without a reference, any. */
  lowestAsk(ns: number): number {
    const reference = firstOf(this.#askNow(), this.#ask, held(this.#lastAsk, ns - this.#askGoneNs));
    return hasPrice(reference) ? reference - collarWidth(reference, this.#rule.collarBps) : -Infinity;
  }

  #bidNow(): number {
    const bid = this.#board.bid[this.#rule.venue]!;
    return Number.isFinite(bid) ? bid : this.#standInBid();
  }

  #askNow(): number {
    const ask = this.#board.ask[this.#rule.venue]!;
    return Number.isFinite(ask) ? ask : this.#standInAsk();
  }

  #standInBid(): number {
    let best = -Infinity;
    for (const venue of this.#rule.standIns) best = Math.max(best, this.#board.bid[venue]!);
    return best === -Infinity ? NO_PRICE : best;
  }

  #standInAsk(): number {
    let best = Infinity;
    for (const venue of this.#rule.standIns) best = Math.min(best, this.#board.ask[venue]!);
    return best === Infinity ? NO_PRICE : best;
  }
}

function held(price: number, goneForNs: number): number {
  return goneForNs <= REFERENCE_HOLDS_NS ? price : NO_PRICE;
}

/** The first price that there is. */
function firstOf(now: number, before: number, last: number): number {
  return hasPrice(now) ? now : hasPrice(before) ? before : last;
}
