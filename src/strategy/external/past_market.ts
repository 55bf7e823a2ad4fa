/** The market as a router of a user's own may see it: its past. @module */

import type { Market } from "../../execution/market.ts";

/**
 * The market until a moment. Rows are those of the tape in order of receipt, counted from 0; a router may look at
 * rows below {@linkcode PastMarket.rows} and at times until {@linkcode PastMarket.nowNs}. Looking further throws,
 * and ends the run. Times are ns after the tape's origin, prices 1e-9 dollars, `NaN` where there is none.
 */
export interface PastMarket {
  /** Market identifiers by venue index: offers, near quotes and child orders have an entry for each. */
  readonly venues: readonly string[];
  /** Index of the venue that prices are held against. */
  readonly referenceVenue: number;
  /** Rows received before now. */
  readonly rows: number;
  /** Now. */
  readonly nowNs: number;
  /** When a row was received. */
  timeNs(row: number): number;
  /** Venue index of a row; −1 where its publisher is no venue. */
  venue(row: number): number;
  /** What the row tells of, as a byte of Databento's: 84, `T`, is a trade. */
  action(row: number): number;
  /** Price of the row's order or trade. */
  price(row: number): number;
  /** Its shares. */
  size(row: number): number;
  /** Best price to sell at that the row's venue then displays. */
  bid(row: number): number;
  /** Shares displayed there. */
  bidSize(row: number): number;
  /** Best price to buy at that the row's venue then displays. */
  ask(row: number): number;
  /** Shares displayed there. */
  askSize(row: number): number;
  /** Best live price to sell at over all venues, at a moment. */
  bestBid(timeNs: number): number;
  /** Best live price to buy at over all venues, at a moment. */
  bestAsk(timeNs: number): number;
  /** Shares printed from one moment to another, prints beyond reason left out. */
  printed(fromNs: number, toNs: number): number;
}

/** A {@linkcode PastMarket}, and what moves its end: out of the router's reach. */
export interface Past {
  /** What the router is handed. */
  readonly market: PastMarket;
  /** Shows what is before a number of rows and until a moment. */
  moveTo(rows: number, nowNs: number): void;
  /** The first look beyond the end since it was moved last: a router may have caught its error. */
  trespass(): string | undefined;
}

/**
 * The past of a market, nothing of it at first.
 *
 * @example
 * ```ts
 * import { pastOf } from "./past_market.ts";
 * import { Market } from "../../execution/market.ts";
 * import { FeeSchedule } from "../../market/fee_schedule.ts";
 * import { generateTape } from "../../source/generated.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 * const market = new Market(generateTape({ durationSeconds: 5 }), FeeSchedule.flat(0.003, 0.002), {});
 * const { market: past, moveTo } = pastOf(market);
 * moveTo(100, market.live.clockNs[100]!);
 * assertEquals(past.bid(99), market.live.bidPx[99]);
 * assertThrows(() => past.bid(100), RangeError, "looked at row 100; it sees rows 0 to 99");
 * ```
 */
export function pastOf(market: Market): Past {
  const { tape: { columns }, live, venues } = market;
  let seenRows = 0;
  let seenNs = -Infinity;
  let trespass: string | undefined;
  const refuse = (asked: string, seen: string): never => {
    const message = `looked at ${asked}; it sees ${seen}`;
    trespass ??= message;
    throw new RangeError(message);
  };
  const seen = (row: number): number =>
    row >= 0 && row < seenRows && Number.isInteger(row)
      ? row
      : refuse(`row ${row}`, seenRows === 0 ? "none yet" : `rows 0 to ${seenRows - 1}`);
  const past = (timeNs: number): number =>
    timeNs <= seenNs ? timeNs : refuse(`the time ${timeNs} ns`, `what came until ${seenNs} ns`);
  const printedUntil = (timeNs: number): number => {
    const rows = Math.min(seenRows, market.rowsThrough(past(timeNs)));
    return live.volumeShares[market.printsBy(rows)]!;
  };
  const view: PastMarket = {
    venues: Object.freeze([...venues.names]),
    referenceVenue: live.referenceVenue,
    get rows() {
      return seenRows;
    },
    get nowNs() {
      return seenNs;
    },
    timeNs: (row) => live.clockNs[seen(row)]!,
    venue: (row) => venues.of(columns.publisher[seen(row)]!),
    action: (row) => columns.action[seen(row)]!,
    price: (row) => columns.price[seen(row)]!,
    size: (row) => columns.size[seen(row)]!,
    bid: (row) => live.bidPx[seen(row)]!,
    bidSize: (row) => live.bidSz[seen(row)]!,
    ask: (row) => live.askPx[seen(row)]!,
    askSize: (row) => live.askSz[seen(row)]!,
    bestBid: (timeNs) => live.touchBid[market.touchEntry(seenRows, past(timeNs))] ?? NaN,
    bestAsk: (timeNs) => live.touchAsk[market.touchEntry(seenRows, past(timeNs))] ?? NaN,
    printed: (fromNs, toNs) => printedUntil(toNs) - printedUntil(fromNs),
  };
  return {
    market: Object.freeze(view),
    moveTo(rows, nowNs) {
      seenRows = rows;
      seenNs = nowNs;
      trespass = undefined;
    },
    trespass: () => trespass,
  };
}
