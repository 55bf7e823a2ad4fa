import { assertEquals } from "@std/assert";
import { Book, type Cross } from "../../src/market/book.ts";
import { randomInt, seededRandom } from "../../src/market/random.ts";
import { tapeOf } from "./_tapes.ts";
import { seeds } from "../_seeds.ts";

function bookOf(...quotes: [bid: number, ask: number][]): Book {
  const tape = tapeOf(quotes.map(([bidPx, askPx]) => ({ bidPx, askPx, bidSz: 1, askSz: 1 })));
  const book = new Book(quotes.length);
  quotes.forEach((_, venue) => book.commit(tape, venue, venue));
  return book;
}

Deno.test("Book starts without quotes", () => {
  const book = new Book(2);
  assertEquals([book.bestBid(), book.bestAsk(), book.cross()], [NaN, NaN, "one-sided"]);
  assertEquals([...book.bidSz, ...book.askSz], [0, 0, 0, 0]);
});

Deno.test("Book.bestBid() and bestAsk() leave venues without a quote out", () => {
  const book = bookOf([NaN, 12], [9, NaN], [8, 11], [NaN, NaN]);
  assertEquals([book.bestBid(), book.bestAsk()], [9, 11]);
});

Deno.test("trap: crossed, locked and one-sided books are told apart", () => {
  const cases: [Cross, [number, number][]][] = [
    ["normal", [[9, 10], [8, 11]]],
    ["locked", [[9, 11], [8, 9]]],
    ["crossed", [[10, 11], [8, 9]]],
    ["one-sided", [[NaN, 11], [NaN, 9]]],
    ["one-sided", [[9, NaN]]],
  ];
  for (const [cross, quotes] of cases) assertEquals(bookOf(...quotes).cross(), cross);
});

Deno.test("Book.expire() forgets quotes older than asked, to the nanosecond", () => {
  const tape = tapeOf([
    { tsEventNs: 10, bidPx: 9, bidSz: 1, askPx: 10, askSz: 2 },
    { tsEventNs: 11, bidPx: 8, bidSz: 3, askPx: 11, askSz: 4 },
  ]);
  const book = new Book(2);
  book.commit(tape, 0, 0);
  book.commit(tape, 1, 1);
  book.expire(10);
  assertEquals(book.bestBid(), 9);
  book.expire(11);
  assertEquals([[...book.bidPx], [...book.askPx]], [[NaN, 8], [NaN, 11]]);
  assertEquals([[...book.bidSz], [...book.askSz]], [[0, 3], [0, 4]]);
});

Deno.test("Book.bestBid() and bestAsk() agree with sorting", () => {
  const random = seededRandom(1);
  const price = () => random() < 0.2 ? NaN : 1 + randomInt(random, 20);
  for (let i = 0; i < seeds(500, 2000); i++) {
    const quotes = Array.from(
      { length: 1 + randomInt(random, 6) },
      (): [number, number] => [price(), price()],
    );
    const sorted = (side: 0 | 1) =>
      quotes.map((quote) => quote[side]).filter((px) => px > 0).sort((a, b) => a - b);
    const book = bookOf(...quotes);
    assertEquals([book.bestBid(), book.bestAsk()], [sorted(0).at(-1) ?? NaN, sorted(1)[0] ?? NaN]);
  }
});
