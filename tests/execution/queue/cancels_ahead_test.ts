import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { CancelsAheadQueue } from "../../../src/execution/queue/cancels_ahead.ts";
import { BUY, SELL } from "../../../src/market/side.ts";
import { ARCX, dollars, type Level, print, quote, XNAS, XNYS } from "../../market/_rows.ts";
import { marketOf } from "../_market.ts";

const PRICE = dollars(10);
const ASK: Level = [10.02, 100];

/** An even-handed queue on a market of these bids, one a row, and what tells it of the next one. */
function queueOn(...bids: readonly Level[]) {
  return sharing(1, bids);
}

/** The same of another share of cancels. */
function sharing(share: number, bids: readonly Level[]) {
  const market = marketOf(bids.map((bid, i) => quote(i + 1, XNAS, bid, ASK)));
  const queue = new CancelsAheadQueue(market, share);
  // The market's first row is off exchange: it makes the clock fine.
  let row = 1;
  return { queue, next: (order = 0) => queue.quote(order, PRICE, row++, BUY) };
}

Deno.test("CancelsAheadQueue of share 1 leaves as much of what is ahead as of what is displayed", () => {
  const { queue, next } = queueOn([10, 100], [10, 400], [10, 200]);
  queue.join(0, 300, 0);
  next();
  assertEquals(queue.ahead(0), 100);
  // 300 more come behind it; of the 400, half cancel.
  next();
  assertEquals(queue.ahead(0), 100);
  next();
  assertEquals(queue.ahead(0), 50);
});

Deno.test("CancelsAheadQueue of share 1 counts the order's own shares ahead, which the venue does not display", () => {
  const { queue, next } = queueOn([10, 150]);
  queue.join(0, 300, 60);
  assertEquals(queue.ahead(0), 360);
  next();
  assertEquals(queue.ahead(0), 180);
});

Deno.test("CancelsAheadQueue of share 1 takes no decrease for a cancel that prints explain, whoever they filled", () => {
  const { queue, next } = queueOn([10, 200], [10, 50]);
  queue.join(0, 300, 0);
  assertEquals(queue.trade(0, 100, 100), 0);
  next();
  assertEquals(queue.ahead(0), 200);
  // Of a print of 50 better orders of its own had 20: all 50 are gone from the display, 30 from the queue.
  assertEquals(queue.trade(0, 30, 50), 0);
  next();
  assertEquals(queue.ahead(0), 170 * 50 / 150);
});

Deno.test("CancelsAheadQueue of share 1 is alone where its venue's touch falls behind, and learns nothing where that hides it", () => {
  const behind = queueOn([9.99, 500], [10, 70]);
  behind.queue.join(0, 300, 0);
  behind.next();
  assertEquals(behind.queue.ahead(0), 0);
  // What comes then comes behind.
  behind.next();
  assertEquals([behind.queue.ahead(0), behind.queue.trade(0, 40, 40)], [0, 40]);
  for (const hides of [[10.01, 5], null] as const) {
    const { queue, next } = queueOn(hides, [10, 150]);
    queue.join(0, 300, 0);
    next();
    assertEquals(queue.ahead(0), 300);
    // Seen again, what is missing since then was cancelled.
    next();
    assertEquals(queue.ahead(0), 150);
  }
});

Deno.test("CancelsAheadQueue of share 1 sees the asks where an order sells", () => {
  const market = marketOf([quote(1, XNAS, [10, 900], [10.02, 25])]);
  const queue = new CancelsAheadQueue(market, 1);
  queue.join(0, 100, 0);
  queue.quote(0, dollars(10.02), 1, SELL);
  assertEquals(queue.ahead(0), 25);
});

Deno.test("CancelsAheadQueue of share 1 lets no part of a share be reached", () => {
  const { queue, next } = queueOn([10, 100], [10, 300], [10, 1]);
  queue.join(0, 300, 0);
  for (let i = 0; i < 3; i++) next();
  assertAlmostEquals(queue.ahead(0), 1 / 3);
  assertEquals(queue.trade(0, 3, 3), 2);
});

Deno.test("CancelsAheadQueue of share 1 loses no share to rounding: 7/25 of 25 shares are 7", () => {
  const { queue, next } = queueOn([10, 7]);
  queue.join(0, 25, 0);
  next();
  assertEquals([queue.ahead(0), queue.trade(0, 10, 10)], [7, 3]);
});

Deno.test("CancelsAheadQueue of share 1 keeps what it knows of each order as more of them come", () => {
  const { queue, next } = queueOn([10, 100], [10, 100], [10, 100]);
  queue.join(0, 200, 0);
  queue.trade(0, 60, 60);
  for (let order = 1; order < 40; order++) queue.join(order, 200, order);
  next(0);
  next(39);
  next(20);
  assertAlmostEquals(queue.ahead(0), 140 * 100 / 140);
  assertEquals([queue.ahead(20), queue.ahead(39)], [110, 119.5]);
});

Deno.test("CancelsAheadQueue of share 1 refuses tapes that cannot tell cancels from trades", () => {
  assertThrows(
    () => new CancelsAheadQueue(marketOf([quote(1, XNYS, [10, 100], ASK)], { coarse: true }), 1),
    RangeError,
    "queues cannot tell cancels from trades: the tape's stamps are whole milliseconds",
  );
  assertThrows(
    () => new CancelsAheadQueue(marketOf([print(1, ARCX, 10, 100, [[10, 100], ASK])]), 1),
    RangeError,
    "queues cannot tell cancels from trades: the tape has a row per trade",
  );
});

Deno.test("CancelsAheadQueue takes its share of what an even spread would take, and none of share 0", () => {
  const bids = [[10, 100], [10, 50]] as const;
  // 200 of 300 cancel, then half of what is left: an even spread leaves 100 and 50.
  for (const [share, first, second] of [[0, 300, 300], [0.5, 200, 150], [0.25, 250, 218.75]] as const) {
    const { queue, next } = sharing(share, bids);
    queue.join(0, 300, 0);
    next();
    assertEquals(queue.ahead(0), first);
    next();
    assertEquals(queue.ahead(0), second);
  }
});
