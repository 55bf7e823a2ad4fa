import { hasPrice } from "../market/price.ts";
import { BUY, type Side } from "../market/side.ts";
import { type FillLog, RESTED } from "./fill_log.ts";
import { firstRowFrom, type LiveMarket, NO_QUOTE } from "./live_market.ts";
import type { Marks } from "./marks.ts";

/**
 * How the queue ahead of a resting order shrinks.
 * - `risk-averse`: only by prints at its price. The bias: cancels ahead are taken for cancels behind, so
 *   fills come later than they would.
 * - `prorata`: also by that part of a decrease of the displayed size, no print explaining it, that stood
 *   ahead. The bias: traders far back cancel more than those in front, so fills come earlier.
 *
 * Either way the order trades nothing away from others: a print that reaches it is assumed to have
 * happened in its presence too, at the same size.
 */
export type QueueModel = "risk-averse" | "prorata";

/**
 * The resting child orders of one parent order. They stand at the back of their venue's displayed touch,
 * and only that venue's rows count: prints at the limit advance the queue, whatever their side; a print
 * through the limit fills up to its size; a fresh opposite quote at or through it fills all.
 */
export class RestingOrders {
  /** Shares at rest. */
  shares = 0;
  #market: LiveMarket;
  #marks: Marks;
  #prorata: boolean;
  #side: Side = BUY;
  #count = 0;
  #venue = new Uint16Array(16);
  #price = new Float64Array(16);
  #left = new Float64Array(16);
  #ahead = new Float64Array(16);
  // Rows seen, and when it is cancelled.
  #rows = new Uint32Array(16);
  #untilNs = new Float64Array(16);

  constructor(market: LiveMarket, marks: Marks, queue: QueueModel) {
    this.#market = market;
    this.#marks = marks;
    this.#prorata = queue === "prorata";
  }

  /** Forgets everything: a new parent order. */
  begin(side: Side): void {
    this.#side = side;
    this.#count = 0;
    this.shares = 0;
  }

  /**
   * Puts an order at rest, at the back of what its venue displays. It comes back where the venue's touch
   * is no longer this price, or could be taken at it.
   *
   * @param rows rows applied at its arrival.
   * @param untilNs when it is cancelled.
   * @returns whether it rests.
   */
  add(venue: number, price: number, shares: number, rows: number, nowNs: number, untilNs: number): boolean {
    const row = this.#market.liveRow(venue, rows, nowNs);
    if (nowNs >= untilNs || row === NO_QUOTE || this.#market.nearPrice(row, this.#side) !== price) {
      return false;
    }
    if (this.#side * this.#market.farPrice(row, this.#side) <= this.#side * price) return false;
    const i = this.#count++;
    if (i === this.#price.length) this.#grow();
    this.#venue[i] = venue;
    this.#price[i] = price;
    this.#left[i] = shares;
    this.#ahead[i] = this.#market.nearSize(row, this.#side) + this.#own(venue, price, i);
    this.#rows[i] = rows;
    this.#untilNs[i] = untilNs;
    this.shares += shares;
    return true;
  }

  /** Shares of the order's own that stand there already. */
  #own(venue: number, price: number, before: number): number {
    let shares = 0;
    for (let i = 0; i < before; i++) {
      if (this.#venue[i] === venue && this.#price[i] === price) shares += this.#left[i]!;
    }
    return shares;
  }

  /** Fills what rows up to the orders' cancellation fill, and forgets the orders. */
  finish(fills: FillLog): void {
    for (let i = 0; i < this.#count; i++) this.#work(i, fills);
    this.#count = 0;
    this.shares = 0;
  }

  /** Walks the venue's rows from the order's arrival to its end. */
  #work(i: number, fills: FillLog): void {
    const { printsOf, printRow, quotesOf, quoteRow, clockNs } = this.#market.live;
    const venue = this.#venue[i]!;
    const endPrint = printsOf[venue + 1]!;
    const endQuote = quotesOf[venue + 1]!;
    let print = firstRowFrom(printRow, printsOf[venue]!, endPrint, this.#rows[i]!);
    let quote = firstRowFrom(quoteRow, quotesOf[venue]!, endQuote, this.#rows[i]!);
    let shown = this.#shownAt(quote - 1);
    let printed = 0;
    while (this.#left[i]! > 0) {
      const printAt = print < endPrint ? printRow[print]! : Infinity;
      const quoteAt = quote < endQuote ? quoteRow[quote]! : Infinity;
      const row = Math.min(printAt, quoteAt);
      if (row === Infinity || clockNs[row]! >= this.#untilNs[i]!) return;
      // A row can be both: on tbbo; there the trade comes first.
      if (row === printAt) {
        printed += this.#print(i, row, fills);
        print++;
      }
      if (row === quoteAt) {
        const showsNow = this.#shownAt(quote);
        if (this.#prorata) this.#spread(i, shown, showsNow, printed);
        shown = showsNow;
        printed = 0;
        this.#quote(i, row, fills);
        quote++;
      }
    }
  }

  /** Row of a quote. */
  #shownAt(quote: number): number {
    return this.#market.live.quoteRow[quote]!;
  }

  /** A print at the venue; returns the shares of it that were printed at the order's price. */
  #print(i: number, row: number, fills: FillLog): number {
    const { price: prices, size: sizes } = this.#market.tape.columns;
    const size = sizes[row]!;
    const beyond = this.#side * (this.#price[i]! - prices[row]!);
    if (beyond > 0) this.#fill(i, Math.min(size, this.#left[i]!), row, fills);
    if (beyond !== 0) return 0;
    // The queue ahead may be a fraction, under prorata.
    const reaching = Math.floor(Math.max(0, size - this.#ahead[i]!));
    this.#ahead[i] = Math.max(0, this.#ahead[i]! - size);
    if (reaching > 0) this.#fill(i, Math.min(reaching, this.#left[i]!), row, fills);
    return size;
  }

  /** A decrease that no print explains was cancelled, ahead as much as behind. */
  #spread(i: number, before: number, now: number, printed: number): void {
    const market = this.#market;
    const price = this.#price[i]!;
    if (
      market.nearPrice(before, this.#side) !== price || market.nearPrice(now, this.#side) !== price
    ) return;
    const displayed = market.nearSize(before, this.#side) - printed;
    const cancelled = displayed - market.nearSize(now, this.#side);
    if (cancelled > 0) this.#ahead[i]! *= 1 - cancelled / displayed;
  }

  /** A fresh opposite quote at or through the limit would have traded with the order. */
  #quote(i: number, row: number, fills: FillLog): void {
    const opposite = this.#market.farPrice(row, this.#side);
    if (hasPrice(opposite) && this.#side * opposite <= this.#side * this.#price[i]!) {
      this.#fill(i, this.#left[i]!, row, fills);
    }
  }

  #fill(i: number, shares: number, row: number, fills: FillLog): void {
    if (shares <= 0) return;
    const { live, fees } = this.#market;
    const timeNs = live.clockNs[row]!;
    const venue = this.#venue[i]!;
    const addFee = 0 - fees.addRebate[venue]!;
    this.#marks.look(row, timeNs, this.#side);
    this.#left[i]! -= shares;
    fills.add(timeNs, venue, this.#price[i]!, shares, addFee, RESTED, this.#marks.mid, this.#marks.touch);
  }

  #grow(): void {
    const capacity = this.#price.length * 2;
    const enlarged = <A extends Float64Array | Uint16Array | Uint32Array>(
      from: A,
      to: A,
    ): A => (to.set(from), to);
    this.#venue = enlarged(this.#venue, new Uint16Array(capacity));
    this.#price = enlarged(this.#price, new Float64Array(capacity));
    this.#left = enlarged(this.#left, new Float64Array(capacity));
    this.#ahead = enlarged(this.#ahead, new Float64Array(capacity));
    this.#rows = enlarged(this.#rows, new Uint32Array(capacity));
    this.#untilNs = enlarged(this.#untilNs, new Float64Array(capacity));
  }
}
