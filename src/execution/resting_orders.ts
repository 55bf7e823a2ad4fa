/** Child orders at rest. @module */

import { BUY, type Side } from "../market/side.ts";
import { NO_CHILD, RESTED } from "./fill_log.ts";
import { grown } from "./grown.ts";
import type { Ledger } from "./ledger.ts";
import { type Market, NO_QUOTE } from "./market.ts";
import { firstRowFrom } from "../market/sorted.ts";
import type { Marks } from "./marks.ts";
import { PriceLimits } from "./price_limits.ts";
import { queueModel, type QueueName } from "./queue/models.ts";
import type { QueueModel } from "./queue/queue_model.ts";

const NO_ORDER = -1;

/**
 * The resting child orders of one parent order. Each stands behind what its venue displays at its best price,
 * and only that venue's rows count: prints at the limit advance the queue, whatever their side; a print
 * through the limit fills up to its size; a fresh opposite quote at or through it, if it is believed, fills up
 * to its displayed size, and what the quote sold that way cannot be taken from it any more. Child orders of the
 * same parent share the size of a print or a quote: the better price goes first, then the earlier order.
 */
export class RestingOrders {
  /** Shares at rest. */
  shares = 0;
  #market: Market;
  #ledger: Ledger;
  #marks: Marks;
  #limits: PriceLimits;
  /** Numbers orders as the columns by order do. */
  #queue: QueueModel;
  #side: Side = BUY;
  // By venue: its first order, the best, from which `#next` leads on; the next print and the next quote to look at;
  // and the number of rows that precede the cancels.
  #first: Int32Array;
  #print: Uint32Array;
  #quote: Uint32Array;
  #untilRows: Float64Array;
  // By order.
  #count = 0;
  #next = new Int32Array(16);
  #price = new Float64Array(16);
  #left = new Float64Array(16);
  #child = new Uint32Array(16);

  /** @throws {RangeError} if the queue model does not fit the tape. */
  constructor(market: Market, ledger: Ledger, marks: Marks, queue: QueueName) {
    const venues = market.venues.count;
    this.#queue = queueModel(queue, market);
    this.#market = market;
    this.#ledger = ledger;
    this.#marks = marks;
    this.#limits = new PriceLimits(market);
    this.#first = new Int32Array(venues).fill(NO_ORDER);
    this.#print = new Uint32Array(venues);
    this.#quote = new Uint32Array(venues);
    this.#untilRows = new Float64Array(venues);
  }

  /** Forgets everything: a new parent order. */
  begin(side: Side): void {
    this.#side = side;
    this.#forget();
  }

  /**
   * Puts an order at rest, behind what its venue displays. It is refused where the venue's best price is no
   * longer this one, or where it would trade at once.
   *
   * @param rows rows applied at its arrival, as the venue's last {@linkcode work} had it.
   * @param untilNs when the venue's orders are cancelled.
   * @param child its number in the log of fills.
   * @returns whether it rests.
   */
  add(
    venue: number,
    price: number,
    shares: number,
    rows: number,
    nowNs: number,
    untilNs: number,
    child: number = NO_CHILD,
  ): boolean {
    const market = this.#market;
    const row = market.liveRow(venue, rows, nowNs);
    if (nowNs >= untilNs || row === NO_QUOTE || market.restPrice(row, this.#side) !== price) return false;
    if (this.#first[venue] === NO_ORDER) {
      const { printRow, printsOf, quoteRow, quotesOf } = market.live;
      this.#print[venue] = firstRowFrom(printRow, printsOf[venue]!, printsOf[venue + 1]!, rows);
      this.#quote[venue] = firstRowFrom(quoteRow, quotesOf[venue]!, quotesOf[venue + 1]!, rows);
      this.#untilRows[venue] = market.rowsBefore(untilNs);
    }
    const i = this.#count++;
    if (i === this.#price.length) this.#grow();
    this.#price[i] = price;
    this.#left[i] = shares;
    this.#child[i] = child;
    this.#queue.join(i, market.nearSize(row, this.#side), this.#lineUp(i, venue));
    this.shares += shares;
    return true;
  }

  /** Puts an order behind the venue's others that are no worse; returns the shares of those at its price. */
  #lineUp(i: number, venue: number): number {
    const price = this.#side * this.#price[i]!;
    let own = 0;
    let before = NO_ORDER;
    let after = this.#first[venue]!;
    for (; after !== NO_ORDER && this.#side * this.#price[after]! >= price; after = this.#next[after]!) {
      if (this.#price[after] === this.#price[i]) own += this.#left[after]!;
      before = after;
    }
    this.#next[i] = after;
    if (before === NO_ORDER) this.#first[venue] = i;
    else this.#next[before] = i;
    return own;
  }

  /** Fills what the first `rows` rows fill, as far as the venue's orders are not cancelled before. */
  work(venue: number, rows: number): void {
    const { printsOf, printRow, quotesOf, quoteRow } = this.#market.live;
    const endPrint = printsOf[venue + 1]!;
    const endQuote = quotesOf[venue + 1]!;
    while (this.#first[venue] !== NO_ORDER) {
      const print = this.#print[venue]!;
      const quote = this.#quote[venue]!;
      const printAt = print < endPrint ? printRow[print]! : Infinity;
      const quoteAt = quote < endQuote ? quoteRow[quote]! : Infinity;
      const row = Math.min(printAt, quoteAt);
      if (row >= rows || row >= this.#untilRows[venue]!) return;
      if (row === printAt) {
        this.#print[venue] = print + 1;
        this.#seePrint(venue, row);
      } else {
        this.#quote[venue] = quote + 1;
        this.#seeQuote(venue, row);
      }
    }
  }

  /** Fills what rows before the orders' cancellation fill, and forgets the orders. */
  finish(): void {
    for (let venue = 0; venue < this.#first.length; venue++) this.work(venue, Infinity);
    this.#forget();
  }

  #forget(): void {
    this.#first.fill(NO_ORDER);
    this.#count = 0;
    this.shares = 0;
  }

  #seePrint(venue: number, row: number): void {
    const { price: prices, size: sizes } = this.#market.tape.columns;
    const price = this.#side * prices[row]!;
    // Shares of the print that the orders visited so far left over, and those that orders of better prices left over.
    let rest = sizes[row]!;
    let atPrice = rest;
    for (let i = this.#first[venue]!; i !== NO_ORDER; i = this.#next[i]!) {
      const limit = this.#side * this.#price[i]!;
      if (limit < price) break;
      let reaching = rest;
      if (limit === price) {
        reaching = Math.min(rest, this.#queue.trade(i, atPrice, sizes[row]!));
      }
      const filled = Math.min(reaching, this.#left[i]!);
      this.#fill(i, venue, filled, row);
      rest -= filled;
      if (limit > price) atPrice = rest;
    }
    this.#dropFilled(venue);
  }

  #seeQuote(venue: number, row: number): void {
    const market = this.#market;
    // Shares of the opposite quote that no order has met yet; unknown until one is reached.
    let rest = NaN;
    for (let i = this.#first[venue]!; i !== NO_ORDER; i = this.#next[i]!) {
      const price = this.#price[i]!;
      this.#queue.quote(i, price, row, this.#side);
      if (!market.reaches(price, row, this.#side)) continue;
      if (Number.isNaN(rest)) rest = this.#isBelieved(row) ? market.farSize(row, this.#side) : 0;
      const filled = Math.min(rest, this.#left[i]!);
      if (filled === 0) continue;
      this.#fill(i, venue, filled, row);
      this.#ledger.take(venue, market.farPrice(row, this.#side), filled, row + 1);
      rest -= filled;
    }
    this.#dropFilled(venue);
  }

  /** Whether the opposite quote of a row is not too good to be true, the moment it came. */
  #isBelieved(row: number): boolean {
    const { live } = this.#market;
    this.#limits.look(row + 1, live.clockNs[row]!, this.#side);
    return this.#limits.believes(this.#market.farPrice(row, this.#side));
  }

  #fill(i: number, venue: number, shares: number, row: number): void {
    if (shares === 0) return;
    const { live, fees } = this.#market;
    const timeNs = live.clockNs[row]!;
    this.#marks.look(row, timeNs, this.#side);
    const fee = 0 - fees.addRebate[venue]!;
    this.#marks.log(timeNs, venue, this.#price[i]!, shares, fee, RESTED, this.#child[i]);
    this.#left[i]! -= shares;
    this.shares -= shares;
  }

  #dropFilled(venue: number): void {
    let before = NO_ORDER;
    for (let i = this.#first[venue]!; i !== NO_ORDER; i = this.#next[i]!) {
      if (this.#left[i]! > 0) before = i;
      else if (before === NO_ORDER) this.#first[venue] = this.#next[i]!;
      else this.#next[before] = this.#next[i]!;
    }
  }

  #grow(): void {
    this.#next = grown(this.#next);
    this.#price = grown(this.#price);
    this.#left = grown(this.#left);
    this.#child = grown(this.#child);
  }
}
