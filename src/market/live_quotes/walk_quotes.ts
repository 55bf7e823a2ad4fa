/** One walk over a tape's quotes: when each is killed or expires, and how the touch changes. @module */

import { NO_PRICE } from "../price.ts";
import { NO_VENUE } from "../venues.ts";
import { Board } from "./board.ts";
import type { Displayed, RowsByVenue } from "./rows.ts";
import { sharedArray } from "./shared.ts";
import { ReferencePrices, type ReferenceRule } from "./reference_prices.ts";
import type { PriceLog } from "./touch_log.ts";

/** A quote that no other killed. */
export const NEVER = 0xffffffff;

/** A tape's quotes. */
interface Quotes {
  /** When each row was received, ns; ascending. */
  readonly clockNs: Float64Array;
  readonly venueOfRow: Int16Array;
  readonly displayed: Displayed;
  readonly byVenue: RowsByVenue;
}

/** What became of the quotes; times are parts of the tape's length. */
interface Walk {
  /** By quote: dead once so many rows are applied; empty where none kills. */
  readonly killedAt: Uint32Array;
  readonly killed: number;
  readonly expired: number;
  readonly crossed: number;
  readonly locked: number;
  readonly oneSided: number;
}

/** How to walk: carried quotes are left alone, live ones die and are held against the reference. */
interface LiveWalk {
  readonly reference: ReferenceRule;
  /** Gets the changes of the touch, at most two a quote. */
  readonly touchLog: PriceLog;
  /** Gets the changes of the reference prices, likewise. */
  readonly referenceLog: PriceLog;
}

/**
 * Walks all quotes once, in order of receipt, and tells when each is killed: a newer quote of another venue
 * kills those that it crosses, if it is believed itself.
 *
 * @param maxAgeNs by venue: age at which quotes expire.
 * @param live left out, no quote kills another, and all are believed.
 */
export function walkQuotes(
  { clockNs, venueOfRow, displayed, byVenue: { start, rows } }: Quotes,
  maxAgeNs: Float64Array,
  live?: LiveWalk,
): Walk {
  const { bidPx, askPx, bidSz, askSz } = displayed;
  const venues = start.length - 1;
  const board = new Board(venues);
  const times = new TouchTimes(clockNs[0] ?? 0);
  const reference = live && new ReferencePrices(board, live.reference, live.referenceLog);
  const killedAt = sharedArray(Uint32Array, live ? rows.length : 0).fill(NEVER);
  const next = start.slice();
  let applied = 0;
  let killed = 0;
  let expired = 0;
  const note = (ns: number): void => {
    reference?.see(applied, ns);
    const bestBid = reference ? board.bestBidUpTo(reference.highestBid(ns)) : board.bestBid;
    const bestAsk = reference ? board.bestAskFrom(reference.lowestAsk(ns)) : board.bestAsk;
    if (times.see(ns, bestBid, bestAsk)) live?.touchLog.add(applied, ns, finite(bestBid), finite(bestAsk));
  };
  const expireUntil = (untilNs: number): void => {
    while (board.nextExpiryNs <= untilNs) {
      const ns = board.nextExpiryNs;
      // Quotes that expire at the same moment are removed together, so that no touch between them is noted.
      for (; board.nextExpiryNs === ns; expired++) board.remove(board.nextToExpire);
      note(ns);
    }
  };
  for (let row = 0; row < clockNs.length; row++) {
    const venue = venueOfRow[row]!;
    // A venue's quotes are listed in order, so a row is a quote exactly if it is the next on its venue's list.
    if (venue === NO_VENUE || next[venue] === start[venue + 1] || rows[next[venue]!] !== row) continue;
    const nowNs = clockNs[row]!;
    if (board.nextExpiryNs <= nowNs) expireUntil(nowNs);
    applied = row + 1;
    next[venue]!++;
    const bid = bidSz[row]! > 0 ? orElse(bidPx[row]!, -Infinity) : -Infinity;
    const ask = askSz[row]! > 0 ? orElse(askPx[row]!, Infinity) : Infinity;
    board.set(venue, bid, ask, nowNs + maxAgeNs[venue]!);
    if (reference && (bid > board.bestAsk || ask < board.bestBid)) {
      const killingBid = bid > reference.highestBid(nowNs) ? -Infinity : bid;
      const killingAsk = ask < reference.lowestAsk(nowNs) ? Infinity : ask;
      for (let other = 0; other < venues; other++) {
        if (other === venue || !(killingBid > board.ask[other]! || killingAsk < board.bid[other]!)) continue;
        killedAt[next[other]! - 1] = applied;
        board.remove(other);
        killed++;
      }
    }
    note(nowNs);
  }
  const endNs = clockNs.at(-1) ?? 0;
  expireUntil(endNs);
  const walk = { killedAt, killed, expired, ...times.until(endNs) };
  // Quotes die after the tape's end too, when an order's horizon reaches beyond it; these are not counted.
  expireUntil(Number.MAX_VALUE);
  return walk;
}

function orElse(price: number, none: number): number {
  return price === price ? price : none;
}

function finite(price: number): number {
  return Number.isFinite(price) ? price : NO_PRICE;
}

type Kind = "normal" | "crossed" | "locked" | "oneSided";

/** For how long the touch was of which kind. */
class TouchTimes {
  #startNs: number;
  #sinceNs: number;
  #bid = -Infinity;
  #ask = Infinity;
  #spentNs: Record<Kind, number> = { normal: 0, crossed: 0, locked: 0, oneSided: 0 };

  constructor(startNs: number) {
    this.#startNs = startNs;
    this.#sinceNs = startNs;
  }

  /** Tells whether it is another touch than before. */
  see(nowNs: number, bid: number, ask: number): boolean {
    if (bid === this.#bid && ask === this.#ask) return false;
    this.#spend(nowNs);
    this.#bid = bid;
    this.#ask = ask;
    return true;
  }

  #spend(untilNs: number): void {
    this.#spentNs[kindOf(this.#bid, this.#ask)] += untilNs - this.#sinceNs;
    this.#sinceNs = untilNs;
  }

  /** Parts of all the time until then. */
  until(endNs: number): Omit<Record<Kind, number>, "normal"> {
    this.#spend(endNs);
    const { crossed, locked, oneSided } = this.#spentNs;
    const part = (ns: number): number => endNs > this.#startNs ? ns / (endNs - this.#startNs) : 0;
    return { crossed: part(crossed), locked: part(locked), oneSided: part(oneSided) };
  }
}

function kindOf(bid: number, ask: number): Kind {
  if (bid === -Infinity || ask === Infinity) return "oneSided";
  return bid < ask ? "normal" : bid === ask ? "locked" : "crossed";
}
