import { hasPrice } from "../market/price.ts";
import type { Side } from "../market/side.ts";
import { type LiveMarket, NO_QUOTE } from "./live_market.ts";

/**
 * What one parent order has taken, by venue and price, so that the same displayed shares are never taken
 * twice. Of what a venue displays, max(0, displayed − taken) is left. Each quote at that price lowers
 * `taken` to what it displays, since no more of it can be missing; `taken` is forgotten once the venue
 * has shown another price for the refresh time on end, which a flicker does not reach.
 *
 * The bias: shares that somebody adds behind those taken count as left only beyond `taken`, so a venue
 * that refills at once looks emptier than it is.
 */
export class Ledger {
  #market: LiveMarket;
  #side: Side = 1;
  #refreshNs: number;
  // An entry per venue and price, entries of a venue linked.
  #first: Int32Array;
  #count = 0;
  #next = new Int32Array(16);
  #price = new Float64Array(16);
  #taken = new Float64Array(16);
  // The venue's quote that the entry came to, and since when that venue shows another price (`NaN`: it does not).
  #quote = new Int32Array(16);
  #awayNs = new Float64Array(16);

  /** @param refreshNs how long another price must show before what was taken is forgotten. */
  constructor(market: LiveMarket, refreshNs: number) {
    this.#market = market;
    this.#refreshNs = refreshNs;
    this.#first = new Int32Array(market.venues.count);
  }

  /** Forgets everything: a new parent order, which takes from the other side's quotes. */
  begin(side: Side): void {
    this.#side = side;
    this.#first.fill(-1);
    this.#count = 0;
  }

  /** Shares of those displayed that are left, after so many rows at a moment. */
  left(venue: number, price: number, displayed: number, rows: number, timeNs: number): number {
    for (let entry = this.#first[venue]!; entry >= 0; entry = this.#next[entry]!) {
      if (this.#price[entry] !== price) continue;
      this.#advance(entry, venue, rows, timeNs);
      return Math.max(0, displayed - this.#taken[entry]!);
    }
    return displayed;
  }

  /** Notes that shares were taken; to be asked right after {@linkcode left}. */
  take(venue: number, price: number, shares: number, rows: number): void {
    for (let entry = this.#first[venue]!; entry >= 0; entry = this.#next[entry]!) {
      if (this.#price[entry] !== price) continue;
      this.#taken[entry]! += shares;
      return;
    }
    const entry = this.#count++;
    if (entry === this.#price.length) this.#grow();
    this.#next[entry] = this.#first[venue]!;
    this.#first[venue] = entry;
    this.#price[entry] = price;
    this.#taken[entry] = shares;
    this.#quote[entry] = this.#market.lastQuote(venue, rows);
    this.#awayNs[entry] = NaN;
  }

  /** Takes account of the venue's quotes since it last did. */
  #advance(entry: number, venue: number, rows: number, timeNs: number): void {
    const { quoteRow, clockNs, quotesOf } = this.#market.live;
    const price = this.#price[entry]!;
    const endQuote = quotesOf[venue + 1]!;
    let quote = this.#quote[entry]!;
    let taken = this.#taken[entry]!;
    let awayNs = this.#awayNs[entry]!;
    for (; quote !== NO_QUOTE && quote + 1 < endQuote && quoteRow[quote + 1]! < rows; quote++) {
      const row = quoteRow[quote + 1]!;
      if (clockNs[row]! - awayNs >= this.#refreshNs) taken = 0;
      const shown = this.#market.farPrice(row, this.#side);
      if (shown === price) {
        taken = Math.min(taken, this.#market.farSize(row, this.#side));
        awayNs = NaN;
      } else if (!hasPrice(shown)) awayNs = NaN;
      else if (!hasPrice(awayNs)) awayNs = clockNs[row]!;
    }
    if (timeNs - awayNs >= this.#refreshNs) taken = 0;
    this.#quote[entry] = quote;
    this.#taken[entry] = taken;
    this.#awayNs[entry] = awayNs;
  }

  #grow(): void {
    const capacity = this.#price.length * 2;
    const enlarged = <A extends Int32Array | Float64Array>(from: A, to: A): A => (to.set(from), to);
    this.#next = enlarged(this.#next, new Int32Array(capacity));
    this.#price = enlarged(this.#price, new Float64Array(capacity));
    this.#taken = enlarged(this.#taken, new Float64Array(capacity));
    this.#quote = enlarged(this.#quote, new Int32Array(capacity));
    this.#awayNs = enlarged(this.#awayNs, new Float64Array(capacity));
  }
}
