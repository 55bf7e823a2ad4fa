/** What one parent order has taken of the displayed quotes. @module */

import { hasPrice, NO_PRICE } from "../market/price.ts";
import { BUY, type Side } from "../market/side.ts";
import { grown } from "./grown.ts";
import { type Market, NO_QUOTE } from "./market.ts";
import type { Offers } from "./offers.ts";

const NO_ENTRY = -1;

/**
 * What one parent order has taken, by venue and price, so that the same displayed shares are never taken
 * twice. Of what a venue displays, max(0, displayed − taken) is left. Each quote at that price lowers
 * `taken` to what it displays, since no more of it can be missing; `taken` is forgotten once the venue
 * has shown other prices for the refresh time on end. That time begins anew whenever the venue shows the
 * price again, or no price at all. Quotes that are dead by now count too, since they were displayed.
 *
 * The bias: what others add at that price counts as left only beyond `taken`, so a venue that refills at
 * once looks emptier than it is, for as long as it stays at the price.
 */
export class Ledger {
  #market: Market;
  #side: Side = BUY;
  #refreshNs: number;
  // An entry per venue and price, entries of a venue linked.
  #first: Int32Array;
  #count = 0;
  #next = new Int32Array(16);
  #price = new Float64Array(16);
  #taken = new Float64Array(16);
  // The last quote of the venue that the entry has seen, and since when the venue shows another price (`NaN`: it
  // shows the entry's).
  #quote = new Int32Array(16);
  #awayNs = new Float64Array(16);

  /** @param refreshNs how long other prices must show before what was taken is forgotten. */
  constructor(market: Market, refreshNs: number) {
    this.#market = market;
    this.#refreshNs = refreshNs;
    this.#first = new Int32Array(market.venues.count).fill(NO_ENTRY);
  }

  /** Forgets everything: a new parent order, which takes from the other side's quotes. */
  begin(side: Side): void {
    this.#side = side;
    this.#first.fill(NO_ENTRY);
    this.#count = 0;
  }

  /** Shares left of those that the venue's last quote displays, after so many rows, which may not go back. */
  left(venue: number, price: number, displayed: number, rows: number): number {
    const entry = this.#find(venue, price);
    if (entry === NO_ENTRY) return displayed;
    this.#advance(entry, venue, rows);
    return Math.max(0, displayed - this.#taken[entry]!);
  }

  /**
   * Writes what a venue whose live quote is this row (or {@linkcode NO_QUOTE}) has left to take: of the best of the
   * levels that the tape keeps at which anything is left.
   */
  show(offers: Offers, venue: number, row: number, rows: number): void {
    for (let level = 0; level < this.#market.levels; level++) {
      this.showLevel(offers, venue, venue, row, level, rows);
      if (offers.size[venue]! > 0) return;
    }
  }

  /** Writes what a level of a venue's live quote has left to take, as one entry of the offers. */
  showLevel(offers: Offers, entry: number, venue: number, row: number, level: number, rows: number): void {
    const price = row === NO_QUOTE ? NO_PRICE : this.#market.levelPrice(row, this.#side, level);
    const left = hasPrice(price)
      ? this.left(venue, price, this.#market.levelSize(row, this.#side, level), rows)
      : 0;
    offers.price[entry] = left > 0 ? price : NO_PRICE;
    offers.size[entry] = left;
  }

  /** Notes that shares were taken of what the venue displays after so many rows. */
  take(venue: number, price: number, shares: number, rows: number): void {
    let entry = this.#find(venue, price);
    if (entry === NO_ENTRY) entry = this.#add(venue, price);
    else this.#advance(entry, venue, rows);
    // Where nothing had been taken, only quotes after this one can show the shares again.
    if (this.#taken[entry] === 0) {
      this.#quote[entry] = this.#market.lastQuote(venue, rows);
      this.#awayNs[entry] = NaN;
    }
    this.#taken[entry]! += shares;
  }

  #find(venue: number, price: number): number {
    let entry = this.#first[venue]!;
    while (entry !== NO_ENTRY && this.#price[entry] !== price) entry = this.#next[entry]!;
    return entry;
  }

  #add(venue: number, price: number): number {
    const entry = this.#count++;
    if (entry === this.#price.length) this.#grow();
    this.#next[entry] = this.#first[venue]!;
    this.#first[venue] = entry;
    this.#price[entry] = price;
    this.#taken[entry] = 0;
    return entry;
  }

  /** Takes account of the venue's quotes since it last did, until nothing is missing any more. */
  #advance(entry: number, venue: number, rows: number): void {
    const { quoteRow, clockNs, quotesOf } = this.#market.live;
    const price = this.#price[entry]!;
    const endQuote = quotesOf[venue + 1]!;
    let next = this.#quote[entry]! + 1;
    let taken = this.#taken[entry]!;
    let awayNs = this.#awayNs[entry]!;
    for (; taken > 0 && next < endQuote && quoteRow[next]! < rows; next++) {
      const row = quoteRow[next]!;
      const displayed = this.#market.farSizeAt(row, this.#side, price);
      if (clockNs[row]! - awayNs >= this.#refreshNs) taken = 0;
      else if (displayed > 0) {
        taken = Math.min(taken, displayed);
        awayNs = NaN;
      } else if (!hasPrice(this.#market.farPrice(row, this.#side))) awayNs = NaN;
      else if (!hasPrice(awayNs)) awayNs = clockNs[row]!;
    }
    this.#quote[entry] = next - 1;
    this.#taken[entry] = taken;
    this.#awayNs[entry] = awayNs;
  }

  #grow(): void {
    this.#next = grown(this.#next);
    this.#price = grown(this.#price);
    this.#taken = grown(this.#taken);
    this.#quote = grown(this.#quote);
    this.#awayNs = grown(this.#awayNs);
  }
}
