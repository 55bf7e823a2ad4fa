import { hasPrice, NO_PRICE } from "./price.ts";
import { publisher } from "./publishers.ts";
import { ACTION_FILL, ACTION_TRADE, receiptTimes, type Tape } from "./tape.ts";
import { NS_PER_SECOND } from "./time.ts";
import { NO_VENUE, type Venues } from "./venues.ts";

/** A quote that nothing killed. */
export const NEVER = 0xffffffff;

/** Stamps that are all whole milliseconds are no finer than that. */
const COARSE_NS = 1e6;
/** Where carried books are crossed for more of the time than this, quotes grow too old to be believed. */
const MOST_CROSSED = 0.01;
/** Age at which they then expire. */
const EXPIRY_NS = NS_PER_SECOND;

/** How quotes die. */
export interface LiveQuoteOptions {
  /** Quotes older than this are dead, whatever the tape is like, ns. */
  readonly maxQuoteAgeNs?: number | undefined;
  /** Venue whose quotes do not expire; by default the one with most quote rows. */
  readonly referenceVenue?: number | undefined;
  /** Larger prints (auctions, mostly) never count. @default 10_000 shares */
  readonly maxPrint?: number | undefined;
}

/** What the quotes of a tape are like; times are parts of the tape's length. */
export interface QuoteSurvey {
  readonly quoteRows: number;
  readonly killed: number;
  readonly expired: number;
  /** Of the carried book, in which quotes live until the next one: what decides whether quotes expire. */
  readonly carriedCrossed: number;
  /** Of the live book. */
  readonly crossed: number;
  readonly locked: number;
  readonly oneSided: number;
}

/**
 * Which of a tape's quotes can be believed, and when: plain columns on shared memory, so that workers
 * get them without a copy. Carried state is full of ghosts: a venue that falls silent seems to show
 * yesterday's price for ever. A quote lives from its row until the venue's next one, unless before
 * - a newer quote of another venue crosses it (it is killed), or
 * - it is older than its venue's limit (it expires).
 *
 * A quote's row is one that is no trade, since trade rows repeat old quotes; if all rows are trades
 * (tbbo), each tells the book before it, and what it took is subtracted from the displayed size.
 *
 * State is asked for as "after so many rows, at such a time": `rows` are those applied, in order of
 * receipt, and `timeNs` settles what has expired.
 */
export interface LiveQuotes {
  /** When each row of the tape was received, ns after its origin; ascending. */
  readonly clockNs: Float64Array;
  /** 1, or 1e6 where all stamps are whole milliseconds. */
  readonly resolutionNs: number;
  /** Whether every row is a trade that tells the book before it. */
  readonly beforeTrades: boolean;
  /** Venue whose quotes do not expire. */
  readonly referenceVenue: number;
  /** By row of the tape: what its venue displays after it. */
  readonly bidPx: Float64Array;
  readonly askPx: Float64Array;
  readonly bidSz: Uint32Array;
  readonly askSz: Uint32Array;
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
  /** The consolidated touch, an entry a change: after `touchRows` rows, from `touchNs` on. */
  readonly touchRows: Uint32Array;
  readonly touchNs: Float64Array;
  /** Best live prices, 1e-9 dollars; `NaN` where there is none. */
  readonly touchBid: Float64Array;
  readonly touchAsk: Float64Array;
  /** Prints that count, of all venues and off exchange, in order. */
  readonly volumeRow: Uint32Array;
  /** Shares of all these prints so far; one entry more than prints. */
  readonly volumeShares: Float64Array;
  /** Price times shares of them, 1e-9 dollars. */
  readonly volumeNotional: Float64Array;
  /** The same, without prints off exchange. */
  readonly litShares: Float64Array;
  readonly litNotional: Float64Array;
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
  const venueOfRow = Int16Array.from(tape.columns.publisher, (id) => venues.of(id));
  const beforeTrades = tape.columns.action.every((action, row) =>
    isTrade(action) || venueOfRow[row] === NO_VENUE
  );
  const displayed = beforeTrades ? afterTrades(tape) : tape.columns;
  const quotes = byVenue(
    venueOfRow,
    venues.count,
    (row) => beforeTrades || !isTrade(tape.columns.action[row]!),
  );
  const isPrint = printFilter(tape, options.maxPrint ?? 10_000);
  const prints = byVenue(venueOfRow, venues.count, isPrint);
  const board = new Board(clockNs, venueOfRow, displayed, quotes);
  const carriedCrossed = board.run(new Float64Array(venues.count).fill(Infinity), { kills: false }).crossed;
  const referenceVenue = options.referenceVenue ?? busiest(quotes.start);
  const usualAgeNs = carriedCrossed > MOST_CROSSED ? EXPIRY_NS : Infinity;
  const maxAgeNs = shared(
    Float64Array,
    Array.from(
      { length: venues.count },
      (_, venue) => options.maxQuoteAgeNs ?? (venue === referenceVenue ? Infinity : usualAgeNs),
    ),
  );
  const { touch, killedAt, ...survey } = board.run(maxAgeNs, { kills: true });
  return {
    clockNs,
    resolutionNs: clockNs.every((ns) => ns % COARSE_NS === 0) ? COARSE_NS : 1,
    beforeTrades,
    referenceVenue,
    bidPx: displayed.bidPx,
    askPx: displayed.askPx,
    bidSz: displayed.bidSz,
    askSz: displayed.askSz,
    quotesOf: quotes.start,
    quoteRow: quotes.rows,
    killedAt,
    maxAgeNs,
    printsOf: prints.start,
    printRow: prints.rows,
    ...touch,
    ...volumeOf(tape, venueOfRow, isPrint),
    survey: { quoteRows: quotes.rows.length, carriedCrossed, ...survey },
  };
}

type Displayed = Pick<LiveQuotes, "bidPx" | "askPx" | "bidSz" | "askSz">;
type ArrayType<A> = { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number };

function shared<A extends Float64Array | Uint32Array>(type: ArrayType<A>, values: ArrayLike<number>): A {
  const array = new type(new SharedArrayBuffer(values.length * type.BYTES_PER_ELEMENT));
  array.set(values);
  return array;
}

function isTrade(action: number): boolean {
  return action === ACTION_TRADE || action === ACTION_FILL;
}

/** Prints that count: trades of an exchange or off exchange (others repeat them), none of a size beyond reason. */
function printFilter({ columns }: Tape, maxPrint: number): (row: number) => boolean {
  const counts = new Map<number, boolean>();
  for (const id of columns.publisher) {
    if (!counts.has(id)) counts.set(id, ["exchange", "off-exchange"].includes(publisher(id).kind));
  }
  return (row) =>
    columns.action[row] === ACTION_TRADE && columns.size[row]! <= maxPrint && hasPrice(columns.price[row]!) &&
    counts.get(columns.publisher[row]!)!;
}

/** The displayed sizes after the trade of each row, less what it took at the touch. */
function afterTrades({ columns }: Tape): Displayed {
  const left = (size: Uint32Array, touch: Float64Array): Uint32Array =>
    shared(
      Uint32Array,
      size.map((shown, row) =>
        columns.price[row] === touch[row] ? Math.max(0, shown - columns.size[row]!) : shown
      ),
    );
  const { bidPx, askPx } = columns;
  return { bidPx, askPx, bidSz: left(columns.bidSz, bidPx), askSz: left(columns.askSz, askPx) };
}

interface RowsByVenue {
  readonly start: Uint32Array;
  readonly rows: Uint32Array;
}

function byVenue(venueOfRow: Int16Array, venues: number, keeps: (row: number) => boolean): RowsByVenue {
  const start = shared(Uint32Array, new Uint32Array(venues + 1));
  const kept = (row: number): boolean => venueOfRow[row] !== NO_VENUE && keeps(row);
  for (let row = 0; row < venueOfRow.length; row++) if (kept(row)) start[venueOfRow[row]! + 1]!++;
  for (let venue = 0; venue < venues; venue++) start[venue + 1]! += start[venue]!;
  const rows = shared(Uint32Array, new Uint32Array(start[venues]!));
  const next = start.slice();
  for (let row = 0; row < venueOfRow.length; row++) if (kept(row)) rows[next[venueOfRow[row]!]!++] = row;
  return { start, rows };
}

function busiest(start: Uint32Array): number {
  let best = 0;
  for (let venue = 0; venue + 1 < start.length; venue++) {
    if (start[venue + 1]! - start[venue]! > start[best + 1]! - start[best]!) best = venue;
  }
  return best;
}

function volumeOf(
  { columns, length }: Tape,
  venueOfRow: Int16Array,
  isPrint: (row: number) => boolean,
): Pick<LiveQuotes, "volumeRow" | "volumeShares" | "volumeNotional" | "litShares" | "litNotional"> {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (isPrint(row)) rows.push(row);
  const sums = (worth: (row: number) => number): Float64Array => {
    const sum = shared(Float64Array, new Float64Array(rows.length + 1));
    for (const [i, row] of rows.entries()) sum[i + 1] = sum[i]! + worth(row);
    return sum;
  };
  const shares = (row: number): number => columns.size[row]!;
  const notional = (row: number): number => columns.size[row]! * columns.price[row]!;
  const lit = (worth: (row: number) => number) => (row: number) =>
    venueOfRow[row] === NO_VENUE ? 0 : worth(row);
  return {
    volumeRow: shared(Uint32Array, rows),
    volumeShares: sums(shares),
    volumeNotional: sums(notional),
    litShares: sums(lit(shares)),
    litNotional: sums(lit(notional)),
  };
}

type Touch = Pick<LiveQuotes, "touchRows" | "touchNs" | "touchBid" | "touchAsk">;
type BoardResult = Omit<QuoteSurvey, "quoteRows" | "carriedCrossed"> & {
  readonly touch: Touch;
  readonly killedAt: Uint32Array;
};

/** Walks all quotes once, in order, and notes when each dies and what the touch is. */
class Board {
  #clockNs: Float64Array;
  #venueOfRow: Int16Array;
  #shown: Displayed;
  #quotes: RowsByVenue;
  #venues: number;

  constructor(clockNs: Float64Array, venueOfRow: Int16Array, shown: Displayed, quotes: RowsByVenue) {
    this.#clockNs = clockNs;
    this.#venueOfRow = venueOfRow;
    this.#shown = shown;
    this.#quotes = quotes;
    this.#venues = quotes.start.length - 1;
  }

  run(maxAgeNs: Float64Array, { kills }: { kills: boolean }): BoardResult {
    const { start, rows } = this.#quotes;
    const killedAt = shared(Uint32Array, new Uint32Array(rows.length).fill(NEVER));
    const bid = new Float64Array(this.#venues).fill(NO_PRICE);
    const ask = new Float64Array(this.#venues).fill(NO_PRICE);
    const current = Int32Array.from(start.subarray(0, this.#venues), (first) => first - 1);
    const expiresNs = new Float64Array(this.#venues).fill(Infinity);
    const touch = new TouchLog(this.#clockNs[0] ?? 0);
    let killed = 0;
    let expired = 0;
    const remove = (venue: number): void => {
      bid[venue] = ask[venue] = NO_PRICE;
      expiresNs[venue] = Infinity;
    };
    const expireUntil = (timeNs: number, row: number): void => {
      for (let next = earliest(expiresNs); expiresNs[next]! <= timeNs; next = earliest(expiresNs)) {
        const atNs = expiresNs[next]!;
        remove(next);
        expired++;
        touch.note(row, atNs, highest(bid), lowest(ask));
      }
    };
    for (let row = 0; row < this.#clockNs.length; row++) {
      const venue = this.#venueOfRow[row]!;
      // Only quotes' rows matter here, and they come in order within each venue.
      if (
        venue === NO_VENUE || rows[current[venue]! + 1] !== row || current[venue]! + 1 >= start[venue + 1]!
      ) continue;
      const nowNs = this.#clockNs[row]!;
      expireUntil(nowNs, row);
      current[venue]!++;
      bid[venue] = this.#shown.bidSz[row]! > 0 ? this.#shown.bidPx[row]! : NO_PRICE;
      ask[venue] = this.#shown.askSz[row]! > 0 ? this.#shown.askPx[row]! : NO_PRICE;
      expiresNs[venue] = nowNs + maxAgeNs[venue]!;
      for (let other = 0; kills && other < this.#venues; other++) {
        if (other === venue || !(bid[venue]! > ask[other]! || ask[venue]! < bid[other]!)) continue;
        killedAt[current[other]!] = row + 1;
        remove(other);
        killed++;
      }
      touch.note(row + 1, nowNs, highest(bid), lowest(ask));
    }
    const endNs = this.#clockNs.at(-1) ?? 0;
    expireUntil(endNs, this.#clockNs.length);
    return { killed, expired, killedAt, ...touch.finish(endNs) };
  }
}

function earliest(timesNs: Float64Array): number {
  let best = 0;
  for (let i = 1; i < timesNs.length; i++) if (timesNs[i]! < timesNs[best]!) best = i;
  return timesNs[best] === Infinity ? -1 : best;
}

function highest(prices: Float64Array): number {
  let best = NO_PRICE;
  for (let i = 0; i < prices.length; i++) {
    if (hasPrice(prices[i]!) && !(prices[i]! <= best)) best = prices[i]!;
  }
  return best;
}

function lowest(prices: Float64Array): number {
  let best = NO_PRICE;
  for (let i = 0; i < prices.length; i++) {
    if (hasPrice(prices[i]!) && !(prices[i]! >= best)) best = prices[i]!;
  }
  return best;
}

/** Collects the changes of the touch, and for how long it was of which kind. */
class TouchLog {
  #rows: number[] = [];
  #ns: number[] = [];
  #bid: number[] = [];
  #ask: number[] = [];
  #startNs: number;
  #spentNs = { normal: 0, crossed: 0, locked: 0, oneSided: 0 };

  constructor(startNs: number) {
    this.#startNs = startNs;
  }

  note(rows: number, ns: number, bid: number, ask: number): void {
    const last = this.#rows.length - 1;
    if (last >= 0 && Object.is(this.#bid[last], bid) && Object.is(this.#ask[last], ask)) return;
    this.#spend(ns);
    this.#rows.push(rows);
    this.#ns.push(ns);
    this.#bid.push(bid);
    this.#ask.push(ask);
  }

  #spend(untilNs: number): void {
    const last = this.#rows.length - 1;
    const spentNs = untilNs - (last < 0 ? this.#startNs : this.#ns[last]!);
    this.#spentNs[last < 0 ? "oneSided" : kindOf(this.#bid[last]!, this.#ask[last]!)] += spentNs;
  }

  finish(endNs: number): { touch: Touch } & Pick<QuoteSurvey, "crossed" | "locked" | "oneSided"> {
    this.#spend(endNs);
    const { crossed, locked, oneSided } = this.#spentNs;
    const part = (ns: number): number => endNs > this.#startNs ? ns / (endNs - this.#startNs) : 0;
    return {
      touch: {
        touchRows: shared(Uint32Array, this.#rows),
        touchNs: shared(Float64Array, this.#ns),
        touchBid: shared(Float64Array, this.#bid),
        touchAsk: shared(Float64Array, this.#ask),
      },
      crossed: part(crossed),
      locked: part(locked),
      oneSided: part(oneSided),
    };
  }
}

function kindOf(bid: number, ask: number): "normal" | "crossed" | "locked" | "oneSided" {
  if (!hasPrice(bid) || !hasPrice(ask)) return "oneSided";
  return bid < ask ? "normal" : bid === ask ? "locked" : "crossed";
}
