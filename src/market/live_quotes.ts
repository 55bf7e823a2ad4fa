/** Which quotes of a tape can be believed, and when. @module */

import { NEVER, walkQuotes } from "./live_quotes/walk_quotes.ts";
import {
  afterTrades,
  busiest,
  byVenue,
  type Displayed,
  printRows,
  quoteRows,
  tellsBeforeTrades,
  venuesOfRows,
} from "./live_quotes/rows.ts";
import { shared } from "./live_quotes/shared.ts";
import { PriceLog, type Reference, type Touch } from "./live_quotes/touch_log.ts";
import { NO_COLLAR } from "./collar.ts";
import { type Volume, volumeOf } from "./live_quotes/volume.ts";
import { receiptTimes, type Tape } from "./tape.ts";
import { NS_PER_SECOND } from "./time.ts";
import type { TapeDepth } from "./tape_depth.ts";
import type { Venues } from "./venues.ts";

export { NEVER };

/** Stamps that are all whole milliseconds are no finer than that. */
const COARSE_NS = 1e6;
/** Where carried books are crossed for more of the time than this, quotes grow too old to be believed. */
const MOST_CROSSED = 0.01;
/** Age at which they then expire. */
const EXPIRY_NS = NS_PER_SECOND;
/** Venues with most quotes that stand in for the reference venue where it shows nothing. */
const STAND_INS = 2;
/** Larger prints come from auctions, mostly. */
const MAX_PRINT = 10_000;

/** When quotes stop being believed. */
export interface LiveQuoteOptions {
  /** Quotes older than this expire, ns; by default what the tape is like decides. */
  readonly maxQuoteAgeNs?: number | undefined;
  /** Venue whose quotes do not expire; by default the one with most quote rows. */
  readonly referenceVenue?: number | undefined;
  /** Venues that stand in where that one shows nothing; by default the two with most quote rows. */
  readonly standIns?: readonly number[] | undefined;
  /** Whether quotes expire where no age is given; by default what the tape is like decides. */
  readonly quotesExpire?: boolean | undefined;
  /** Larger prints (auctions, mostly) never count. @default 10_000 shares */
  readonly maxPrint?: number | undefined;
  /**
   * Quotes that are better than the reference venue's by more than so many basis points (and five ticks) are not
   * believed.
   *
   * @default Infinity
   */
  readonly collarBps?: number | undefined;
}

/** What a tape is like whose rows all tell the book before a trade, for messages. */
export const TRADES_ALONE = "the tape has a row per trade and no quotes between them";

/** What the quotes of a tape are like; times are parts of the tape's length. */
export interface QuoteSurvey {
  /** Rows that are quotes. */
  readonly quoteRows: number;
  /** Quotes that a newer one of another venue killed. */
  readonly killed: number;
  /** Quotes that grew too old. */
  readonly expired: number;
  /** Of the carried book, in which quotes live until the next one: `NaN` where it does not decide whether they expire. */
  readonly carriedCrossed: number;
  /** Of the live book. */
  readonly crossed: number;
  /** Of the live book. */
  readonly locked: number;
  /** Of the live book, in which one side has no quote. */
  readonly oneSided: number;
}

/**
 * Which of a tape's quotes can be believed, and when: plain columns on shared memory, so that workers get
 * them without a copy. Quotes that are only carried forward go stale: a venue that falls silent would show
 * its last price for ever. A quote lives from its row until the venue's next one, unless before that
 * - a newer quote of another venue crosses it (it is killed), or
 * - it is older than its venue's limit (it expires).
 * A side of it that is better than the reference price by more than the collar is not believed meanwhile: it is
 * no touch, has no part in the mid, kills nobody and cannot be taken.
 *
 * Where carried books are crossed for more than 1 % of the time, the limit is a second, but for the
 * reference venue, whose quotes never expire; elsewhere no quote does. What a whole tape is like decides
 * this, once and before any order.
 *
 * The bias: where quotes expire, a venue that quietly keeps its price looks empty, and less can be taken
 * than was there; where they do not, stale quotes that cross no other remain.
 *
 * A quote's row is one that is no trade, since trade rows repeat old quotes; if all rows are trades
 * (tbbo), each tells the book before it, and what it took is subtracted from the displayed size.
 *
 * Whoever asks for a state says after how many rows and at what time: `rows` are the rows applied, in order
 * of receipt, and `timeNs` decides which quotes have expired.
 */
export interface LiveQuotes extends Displayed, Touch, Reference, Volume {
  /** When each row of the tape was received, ns after its origin; ascending. */
  readonly clockNs: Float64Array;
  /** 1, or 1e6 where all stamps are whole milliseconds. */
  readonly resolutionNs: number;
  /** Whether every row is a trade that tells the book before it. */
  readonly beforeTrades: boolean;
  /** Venue whose quotes do not expire, and against which others are held. */
  readonly referenceVenue: number;
  /** Venues that stand in where that one shows nothing. */
  readonly standIns: readonly number[];
  /** How far from the reference price a quote is believed, basis points; `Infinity` is no limit. */
  readonly collarBps: number;
  /** Where each venue's quotes begin in `quoteRow`; one entry more than venues. */
  readonly quotesOf: Uint32Array;
  /** Rows of quotes, ascending within a venue. */
  readonly quoteRow: Uint32Array;
  /** By quote: dead once so many rows are applied; {@linkcode NEVER} where no other quote killed it. */
  readonly killedAt: Uint32Array;
  /** By venue: age at which quotes expire, ns. */
  readonly maxAgeNs: Float64Array;
  /** Where each venue's prints begin in `printRow`; one entry more than venues. */
  readonly printsOf: Uint32Array;
  /** Rows of prints that count, ascending within a venue. */
  readonly printRow: Uint32Array;
  /** What is displayed beyond the best quotes, where the tape keeps it. */
  readonly depth?: TapeDepth | undefined;
  /** What the quotes are like. */
  readonly survey: QuoteSurvey;
}

/**
 * Finds out which quotes of a tape are alive when.
 *
 * @param tape sorted by `sortByReceipt`.
 *
 * @example
 * ```ts
 * import { liveQuotes } from "./live_quotes.ts";
 * import { TapeBuilder } from "./tape.ts";
 * import { venuesOf } from "./venues.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * for (const [publisher, bid, ask] of [[2, 10e9, 11e9], [9, 12e9, 13e9]] as const) {
 *   const row = builder.next();
 *   Object.entries({ publisher, bidPx: bid, askPx: ask, bidSz: 100, askSz: 100 })
 *     .forEach(([name, value]) => builder.columns[name as "bidPx"][row] = value);
 * }
 * const tape = builder.finish({ originNs: 0n, symbol: "" });
 * const live = liveQuotes(tape, venuesOf(tape));
 * assertEquals([...live.touchBid], [10e9, 12e9]); // the second quote kills the first
 * assertEquals([...live.touchAsk], [11e9, 13e9]);
 * assertEquals(live.survey.killed, 1);
 * ```
 */
export function liveQuotes(tape: Tape, venues: Venues, options: LiveQuoteOptions = {}): LiveQuotes {
  const clockNs = shared(Float64Array, receiptTimes(tape));
  const venueOfRow = venuesOfRows(tape, venues);
  const beforeTrades = tellsBeforeTrades(tape, venueOfRow);
  const displayed = beforeTrades ? afterTrades(tape) : tape.columns;
  const quoted = byVenue(venueOfRow, venues.count, beforeTrades ? undefined : quoteRows(tape));
  const isPrint = printRows(tape, venues, options.maxPrint ?? MAX_PRINT);
  const prints = byVenue(venueOfRow, venues.count, isPrint);
  const quotes = { clockNs, venueOfRow, displayed, byVenue: quoted };
  const forEver = new Float64Array(venues.count).fill(Infinity);
  const { quotesExpire: settled } = options;
  const carriedCrossed = settled === undefined ? walkQuotes(quotes, forEver).crossed : NaN;
  const referenceVenue = options.referenceVenue ?? busiest(quoted)[0]!;
  const standIns = options.standIns ?? busiest(quoted).slice(0, STAND_INS);
  const quotesExpire = settled ?? carriedCrossed > MOST_CROSSED;
  const usualAgeNs = quotesExpire ? EXPIRY_NS : Infinity;
  const maxAgeNs = shared(Float64Array, forEver.fill(options.maxQuoteAgeNs ?? usualAgeNs));
  if (options.maxQuoteAgeNs === undefined) maxAgeNs[referenceVenue] = Infinity;
  const collarBps = options.collarBps ?? NO_COLLAR;
  const touchLog = new PriceLog(2 * quoted.rows.length);
  const referenceLog = new PriceLog(2 * quoted.rows.length);
  const reference = { venue: referenceVenue, standIns, collarBps };
  const { killedAt, ...survey } = walkQuotes(quotes, maxAgeNs, { reference, touchLog, referenceLog });
  return {
    clockNs,
    resolutionNs: clockNs.every((ns) => ns % COARSE_NS === 0) ? COARSE_NS : 1,
    beforeTrades,
    referenceVenue,
    standIns,
    collarBps,
    bidPx: displayed.bidPx,
    askPx: displayed.askPx,
    bidSz: displayed.bidSz,
    askSz: displayed.askSz,
    depth: beforeTrades ? undefined : tape.depth,
    quotesOf: quoted.start,
    quoteRow: quoted.rows,
    killedAt,
    maxAgeNs,
    printsOf: prints.start,
    printRow: prints.rows,
    ...touchLog.touch(),
    ...referenceLog.reference(),
    ...volumeOf(tape, venueOfRow, isPrint),
    survey: { quoteRows: quoted.rows.length, carriedCrossed, ...survey },
  };
}
