import { assertEquals } from "@std/assert";
import { Ledger } from "../../src/execution/ledger.ts";
import { type Market, NO_QUOTE } from "../../src/execution/market.ts";
import { makeOffers } from "../../src/execution/offers.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { type Level, print, quote, XNAS, XNYS } from "../market/_rows.ts";
import type { Row } from "../market/_tapes.ts";
import { marketOf } from "./_market.ts";

/** A ledger over a market whose quotes never die. */
class Book {
  readonly market: Market;
  readonly ledger: Ledger;
  #side: Side;

  constructor(rows: readonly Row[], side: Side = BUY) {
    this.market = marketOf(rows, { maxQuoteAgeNs: Infinity });
    this.ledger = new Ledger(this.market, 1e9);
    this.#side = side;
    this.ledger.begin(side);
  }

  #row(atSeconds: number, venue: number): number {
    return this.market.liveRow(venue, this.market.rowsThrough(atSeconds * 1e9), atSeconds * 1e9);
  }

  left(atSeconds: number, venue = 0): number {
    const rows = this.market.rowsThrough(atSeconds * 1e9);
    const row = this.#row(atSeconds, venue);
    const price = this.market.farPrice(row, this.#side);
    return this.ledger.left(venue, price, this.market.farSize(row, this.#side), rows);
  }

  take(atSeconds: number, shares: number, venue = 0): void {
    const price = this.market.farPrice(this.#row(atSeconds, venue), this.#side);
    this.ledger.take(venue, price, shares, this.market.rowsThrough(atSeconds * 1e9));
  }
}

/** Rows of XNAS that show these asks, at these seconds. */
const asks = (...shown: [at: number, ask: Level][]) =>
  shown.map(([at, ask]) => quote(at, XNAS, [9, 100], ask));

Deno.test("Ledger leaves of what is displayed what the order has not taken", () => {
  const book = new Book(asks([0, [10, 100]], [2, [10, 100]], [3, [10, 130]]));
  assertEquals(book.left(0), 100);
  book.take(0, 60);
  assertEquals([book.left(0), book.left(1), book.left(2), book.left(3)], [40, 40, 40, 70]);
  book.take(3, 20);
  assertEquals(book.left(3), 50);
});

Deno.test("Ledger lets no more be missing than a quote at the price displays", () => {
  const book = new Book(asks([0, [10, 100]], [1, [10, 30]], [2, [10, 100]]));
  book.take(0, 60);
  assertEquals([book.left(1), book.left(2)], [0, 70]);
});

Deno.test("Ledger sees a quote between two looks", () => {
  const book = new Book(asks([0, [10, 100]], [1, [10, 30]], [2, [10, 100]]));
  book.take(0, 60);
  assertEquals(book.left(2), 70);
});

Deno.test("Ledger keeps what was taken while the price only flickers", () => {
  const rows = asks([0, [10, 100]], [1, [10.01, 50]], [1.5, [9.99, 50]], [1.999, [10, 100]], [2, [
    10.01,
    50,
  ]]);
  const book = new Book([...rows, ...asks([2.9, [10, 100]])]);
  book.take(0, 60);
  assertEquals([book.left(1), book.left(1.999), book.left(2.9)], [50, 40, 40]);
});

Deno.test("Ledger forgets what was taken once the venue has shown other prices for the refresh time", () => {
  const book = new Book(asks([0, [10, 100]], [1, [10.01, 50]], [1.7, [9.99, 50]], [2, [10, 100]]));
  book.take(0, 60);
  assertEquals(book.left(2), 100);
});

Deno.test("Ledger takes no quote for no other price", () => {
  const rows = asks([0, [10, 100]], [1, null], [5, [10, 100]], [6, [10.01, 50]], [6.6, null], [6.8, [
    10.01,
    50,
  ]]);
  const book = new Book([...rows, ...asks([7.7, [10, 100]])]);
  book.take(0, 60);
  assertEquals([book.left(5), book.left(7.7)], [40, 40]);
});

Deno.test("Ledger counts quotes that were killed: they were shown", () => {
  const book = new Book([
    ...asks([0, [10, 100]], [1, [10.05, 50]]),
    quote(1.5, XNYS, [10.06, 100], [10.07, 100]),
    ...asks([2, [10, 100]]),
  ]);
  book.take(0, 60);
  assertEquals(book.left(2), 100);
});

Deno.test("Ledger keeps venues, prices and trades apart", () => {
  const book = new Book([
    quote(0, XNYS, [9, 100], [10, 500]),
    ...asks([0, [10, 100]], [1, [10.01, 50]], [1.5, [10, 100]]),
    print(1.6, XNAS, 10, 10, [null, [10.02, 7]]),
    quote(2, XNYS, [9, 100], [10, 20]),
  ]);
  book.take(0, 60);
  book.take(1, 50);
  assertEquals([book.left(1), book.left(1.5), book.left(2)], [0, 40, 40]);
  assertEquals([book.left(2, 1), book.left(0, 1)], [20, 500]);
});

Deno.test("Ledger forgets one price and remembers another, whichever it took first", () => {
  const first = new Book(asks([0, [10, 100]], [1, [10.01, 100]], [2.2, [10, 100]], [2.5, [10.01, 100]]));
  first.take(0, 60);
  first.take(1, 60);
  assertEquals([first.left(2.2), first.left(2.5)], [100, 40]);
  const second = new Book(
    asks([0, [10, 100]], [0.5, [10.01, 100]], [0.6, [10, 100]], [2, [10.01, 100]], [2.1, [10, 100]]),
  );
  second.take(0, 60);
  second.take(0.5, 60);
  assertEquals([second.left(2), second.left(2.1)], [100, 40]);
  second.take(2.1, 10);
  assertEquals(second.left(2.1), 30);
});

Deno.test("Ledger remembers many prices", () => {
  const prices = Array.from({ length: 40 }, (_, i) => 10 + i / 100);
  const there = prices.map((price, i): [number, Level] => [i / 100, [price, 100]]);
  const back = prices.map((price, i): [number, Level] => [0.9 + i / 100, [price, 100]]);
  const book = new Book(asks(...there, ...back));
  for (const [i, [at]] of there.entries()) book.take(at, i);
  assertEquals(back.map(([at]) => book.left(at)), prices.map((_, i) => 100 - i));
});

Deno.test("Ledger.show() writes what is left, and no price where nothing is", () => {
  const { market, ledger } = new Book(asks([0, [10, 100]], [1, null]));
  const [shown, oneSided] = [0, 2];
  const offers = makeOffers(1);
  const show = (row: number) => {
    ledger.show(offers, 0, row, market.rowsThrough(0));
    return [offers.price[0], offers.size[0]];
  };
  assertEquals(show(shown), [10e9, 100]);
  ledger.take(0, 10e9, 90, 2);
  assertEquals(show(shown), [10e9, 10]);
  ledger.take(0, 10e9, 10, 2);
  assertEquals(show(shown), [NaN, 0]);
  assertEquals(show(oneSided), [NaN, 0]);
  assertEquals(show(NO_QUOTE), [NaN, 0]);
});

Deno.test("Ledger.begin() forgets everything, and takes from the side it is told", () => {
  const book = new Book([quote(0, XNAS, [9, 70], [10, 100])], SELL);
  book.take(0, 20);
  assertEquals(book.left(0), 50);
  book.ledger.begin(SELL);
  assertEquals(book.left(0), 70);
});
