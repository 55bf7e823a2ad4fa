import { assert, assertEquals, assertThrows } from "@std/assert";
import { FillLog } from "../../src/execution/fill_log.ts";
import { Ledger } from "../../src/execution/ledger.ts";
import { Marks } from "../../src/execution/marks.ts";
import type { QueueName } from "../../src/execution/queue/models.ts";
import { RestingOrders } from "../../src/execution/resting_orders.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { type Level, print, quote, XNAS, XNYS } from "../market/_rows.ts";
import type { Row } from "../market/_tapes.ts";
import { marketOf, type MarketOptions } from "./_market.ts";

interface QueueOptions extends MarketOptions {
  readonly side?: Side;
  readonly queue?: QueueName;
  /** When the orders are cancelled, seconds. @default 100 */
  readonly until?: number;
}

/** Orders at rest, added as of a moment. */
class Queue {
  readonly resting: RestingOrders;
  readonly ledger: Ledger;
  readonly #market;
  readonly #fills = new FillLog();
  readonly #untilNs: number;

  constructor(
    rows: readonly Row[],
    { side = BUY, queue = "risk-averse", until = 100, ...options }: QueueOptions = {},
  ) {
    this.#market = marketOf(rows, { maxQuoteAgeNs: Infinity, ...options });
    this.#untilNs = until * 1e9;
    this.ledger = new Ledger(this.#market, 1e9);
    this.ledger.begin(side);
    this.resting = new RestingOrders(this.#market, this.ledger, new Marks(this.#market, this.#fills), queue);
    this.resting.begin(side);
  }

  add(atSeconds: number, price: number, shares: number, venue = 0): boolean {
    const rows = this.#market.rowsThrough(atSeconds * 1e9);
    this.resting.work(venue, rows);
    return this.resting.add(venue, Math.round(price * 1e9), shares, rows, atSeconds * 1e9, this.#untilNs);
  }

  /** All fills as [seconds, dollars, shares]. */
  finish(): [at: number, price: number, shares: number][] {
    this.resting.finish();
    this.#fills.sortByTime();
    const { length, timeNs, price, shares } = this.#fills;
    return Array.from({ length }, (_, i) => [timeNs[i]! / 1e9, price[i]! / 1e9, shares[i]!]);
  }

  get fills(): FillLog {
    return this.#fills;
  }
}

const BID: Level = [10, 300];
const ASK: Level = [10.02, 300];
const START = quote(0, XNAS, BID, ASK);

/** What an order for 100 at the bid, added at second 1, fills. */
function fillsAmong(rows: readonly Row[], options?: QueueOptions): [number, number, number][] {
  const queue = new Queue([START, ...rows], options);
  assert(queue.add(1, 10, 100));
  return queue.finish();
}

Deno.test("RestingOrders queue at the back of what is displayed, and prints at the limit advance them", () => {
  const fills = fillsAmong([
    print(0.5, XNAS, 10, 100), // before it was there
    print(2, XNAS, 10, 200),
    print(3, XNAS, 10, 100),
    print(4, XNAS, 10, 30),
    print(5, XNAS, 10, 100),
    print(6, XNAS, 10, 100),
  ]);
  assertEquals(fills, [[4, 10, 30], [5, 10, 70]]);
});

Deno.test("RestingOrders are reached by what a print has beyond the queue", () => {
  assertEquals(fillsAmong([print(2, XNAS, 10, 340)]), [[2, 10, 40]]);
  assertEquals(fillsAmong([print(2, XNAS, 10, 300)]), []);
  assertEquals(fillsAmong([print(2, XNAS, 10, 9999)]), [[2, 10, 100]]);
});

Deno.test("RestingOrders are advanced by prints of either side and of none", () => {
  for (const side of [65, 66, 78]) {
    assertEquals(fillsAmong([{ ...print(2, XNAS, 10, 340), side }]), [[2, 10, 40]]);
  }
});

Deno.test("RestingOrders ignore prints inside the touch, and auctions", () => {
  assertEquals(fillsAmong([print(2, XNAS, 10.01, 5000), print(3, XNAS, 10.02, 5000)]), []);
  assertEquals(fillsAmong([print(2, XNAS, 10, 10_001), print(3, XNAS, 9, 103_504)]), []);
  assertEquals(fillsAmong([print(2, XNAS, 10, 600)], { maxPrint: 500 }), []);
});

Deno.test("RestingOrders fill up to the size of a print through the limit, wherever they stand", () => {
  assertEquals(fillsAmong([print(2, XNAS, 9.995, 40), print(3, XNAS, 9.99, 500)]), [[2, 10, 40], [
    3,
    10,
    60,
  ]]);
});

Deno.test("RestingOrders fill up to the size of a fresh opposite quote at or through the limit", () => {
  assertEquals(fillsAmong([quote(2, XNAS, [9.99, 100], [10.01, 5])]), []);
  assertEquals(fillsAmong([quote(2, XNAS, [9.99, 100], [10, 5])]), [[2, 10, 5]]);
  assertEquals(fillsAmong([quote(2, XNAS, [9.9, 100], [9.95, 500])]), [[2, 10, 100]]);
  const again = [quote(2, XNAS, [9.9, 100], [9.95, 60]), quote(3, XNAS, [9.9, 100], [9.95, 60])];
  assertEquals(fillsAmong(again), [[2, 10, 60], [3, 10, 40]]);
  assertEquals(fillsAmong([quote(2, XNAS, [9.9, 100], null)]), []);
});

Deno.test("RestingOrders know only their own venue", () => {
  const fills = fillsAmong([
    print(2, XNYS, 10, 5000),
    print(3, XNYS, 9.99, 5000),
    quote(4, XNYS, [9.9, 100], [9.95, 100]),
    quote(5, XNYS, [10.05, 100], [10.06, 100]),
    print(6, 17, 9.99, 5000),
  ]);
  assertEquals(fills, []);
});

Deno.test("RestingOrders stay where the touch moves away, and are ignored by trades there", () => {
  const better = [quote(2, XNAS, [10.01, 100], ASK), print(3, XNAS, 10.01, 5000)];
  assertEquals(fillsAmong(better), []);
  assertEquals(fillsAmong([...better, quote(4, XNAS, BID, ASK), print(5, XNAS, 10, 310)]), [[5, 10, 10]]);
});

Deno.test("RestingOrders are risk-averse: cancels do not advance them", () => {
  const rows = [quote(2, XNAS, [10, 10], ASK), print(3, XNAS, 10, 290), quote(4, XNAS, [10, 100], ASK)];
  assertEquals(fillsAmong([...rows, print(5, XNAS, 10, 20)]), [[5, 10, 10]]);
});

Deno.test("RestingOrders fill by no row at or behind their cancellation", () => {
  const rows = [print(4.999999999, XNAS, 9.99, 10), print(5, XNAS, 9.99, 10), print(6, XNAS, 9.99, 10)];
  assertEquals(fillsAmong(rows, { until: 5 }), [[4.999999999, 10, 10]]);
  assertEquals(fillsAmong([quote(5, XNAS, [9, 1], [9.5, 1])], { until: 5 }), []);
});

Deno.test("RestingOrders that sell mirror those that buy", () => {
  const rows = [
    START,
    print(2, XNAS, 10.02, 310),
    print(3, XNAS, 10.03, 20),
    quote(4, XNAS, [10.02, 1], null),
  ];
  const queue = new Queue(rows, { side: SELL });
  assert(queue.add(1, 10.02, 100));
  assertEquals(queue.finish(), [[2, 10.02, 10], [3, 10.02, 20], [4, 10.02, 1]]);
});

Deno.test("RestingOrders.add() refuses what is not the live touch, or could be taken, or is too late", () => {
  const rests = (rows: Row[], { price = 10, ...options }: QueueOptions & { price?: number } = {}) => {
    const queue = new Queue(rows, options);
    const isAtRest = queue.add(1, price, 100);
    assertEquals([queue.resting.shares, queue.finish()], [isAtRest ? 100 : 0, []]);
    return isAtRest;
  };
  assert(rests([START]));
  assert(rests([quote(0, XNAS, BID, null)]));
  assert(!rests([START], { price: 9.99 }));
  assert(!rests([START], { price: NaN }));
  assert(!rests([quote(0, XNAS, null, ASK)]));
  assert(!rests([quote(0, XNAS, BID, [10, 100])]), "locked");
  assert(!rests([START, quote(0.5, XNYS, [10.03, 100], [10.05, 100])]), "killed");
  assert(!rests([START], { maxQuoteAgeNs: 1e9 }), "expired");
  assert(!rests([START], { until: 1 }), "cancelled before it arrives");
  assert(!rests([quote(2, XNAS, BID, ASK)]), "not there yet");
});

Deno.test("RestingOrders of one price queue behind each other, and share a print", () => {
  const queue = new Queue([
    START,
    print(3, XNAS, 10, 380),
    print(4, XNAS, 10, 90),
    print(5, XNAS, 9.99, 100),
  ]);
  queue.add(1, 10, 50);
  queue.add(2, 10, 100);
  // 300 displayed, 50 of the first, then the second: of 380, 30 are for it; of 90 the rest.
  assertEquals(queue.finish(), [[3, 10, 50], [3, 10, 30], [4, 10, 70]]);
});

Deno.test("RestingOrders count what is left of the own ahead when a later one arrives", () => {
  const queue = new Queue([START, print(2, XNAS, 10, 330), print(4, XNAS, 10, 340)]);
  queue.add(1, 10, 50);
  queue.add(3, 10, 100); // behind 300 displayed and 20 of the first
  assertEquals(queue.finish(), [[2, 10, 30], [4, 10, 20], [4, 10, 20]]);
});

Deno.test("RestingOrders of a better price go first, and only what they leave reaches the others", () => {
  const rows = [START, quote(2, XNAS, [10.01, 20], ASK), print(4, XNAS, 10, 400), print(5, XNAS, 9.99, 60)];
  const queue = new Queue(rows);
  queue.add(1, 10, 100);
  queue.add(3, 10.01, 80);
  // Through the better one; of the other 320 the queue has 300.
  assertEquals(queue.finish(), [[4, 10.01, 80], [4, 10, 20], [5, 10, 60]]);
  const through = new Queue(rows);
  through.add(1, 10, 100);
  through.add(3, 10.01, 450);
  assertEquals(through.finish(), [[4, 10.01, 400], [5, 10.01, 50], [5, 10, 10]]);
});

Deno.test("RestingOrders under prorata are advanced by their part of a cancel", () => {
  const prorata = { queue: "prorata" } as const;
  // A third is left of 300, all of them ahead.
  const cancelled = [quote(2, XNAS, [10, 100], ASK)];
  assertEquals(fillsAmong([...cancelled, print(3, XNAS, 10, 130)], prorata), [[3, 10, 30]]);
  // 300 more come behind; of 400 a half is left, so 50 ahead.
  const joined = [...cancelled, quote(3, XNAS, [10, 400], ASK), quote(4, XNAS, [10, 200], ASK)];
  assertEquals(fillsAmong([...joined, print(5, XNAS, 10, 60)], prorata), [[5, 10, 10]]);
  // The order stands behind 1/3 of a share more than whole ones: a part of a share is not reached.
  const odd = [quote(2, XNAS, [10, 100], ASK), quote(3, XNAS, [10, 300], ASK), quote(4, XNAS, [10, 1], ASK)];
  assertEquals(fillsAmong([...odd, print(5, XNAS, 10, 3)], prorata), [[5, 10, 2]]);
});

Deno.test("RestingOrders under prorata take no decrease that prints explain for a cancel", () => {
  const prorata = { queue: "prorata" } as const;
  const explained = [print(2, XNAS, 10, 100), quote(3, XNAS, [10, 200], ASK)];
  assertEquals(fillsAmong([...explained, print(4, XNAS, 10, 210)], prorata), [[4, 10, 10]]);
  // 200 of 300 were left, and half of these were cancelled.
  const both = [print(2, XNAS, 10, 100), quote(3, XNAS, [10, 100], ASK)];
  assertEquals(fillsAmong([...both, print(4, XNAS, 10, 110)], prorata), [[4, 10, 10]]);
  const elsewhere = [print(2, XNAS, 10.01, 100), quote(3, XNAS, [10, 150], ASK)];
  assertEquals(fillsAmong([...elsewhere, print(4, XNAS, 10, 160)], prorata), [[4, 10, 10]]);
});

Deno.test("RestingOrders under prorata are alone where the touch falls behind them, and wait where it hides them", () => {
  const prorata = { queue: "prorata" } as const;
  const behind = [quote(2, XNAS, [9.99, 100], ASK), quote(3, XNAS, [10, 50], ASK)];
  assertEquals(fillsAmong([...behind, print(4, XNAS, 10, 60)], prorata), [[4, 10, 60]]);
  for (const hides of [quote(2, XNAS, [10.01, 10], ASK), quote(2, XNAS, null, ASK)]) {
    assertEquals(fillsAmong([hides, print(4, XNAS, 10, 310)], prorata), [[4, 10, 10]]);
    const seenAgain = [hides, quote(3, XNAS, [10, 150], ASK), print(4, XNAS, 10, 160)];
    assertEquals(fillsAmong(seenAgain, prorata), [[4, 10, 10]]);
  }
});

Deno.test("RestingOrders refuse to be prorata on coarse stamps, and where every row is a trade", () => {
  assertThrows(
    () => new Queue([START], { queue: "prorata", coarse: true }),
    RangeError,
    "queues cannot tell cancels from trades: the tape's stamps are whole milliseconds",
  );
  assertThrows(
    () => new Queue([print(1, XNAS, 10, 100, [BID, ASK])], { queue: "prorata" }),
    RangeError,
    "queues cannot tell cancels from trades: the tape has a row per trade",
  );
});

Deno.test("RestingOrders mark their fills by the touch before the row, and earn the rebate", () => {
  const queue = new Queue([START, quote(2, XNAS, [9.9, 100], [9.94, 5])], { takeFee: 0.003, addFee: -0.002 });
  queue.add(1, 10, 100);
  queue.finish();
  const { mid, touch, fee, kind } = queue.fills;
  assertEquals([mid[0], touch[0], fee[0], kind[0]], [10.01e9, 10.02e9, -2e6, 1]);
});

Deno.test("RestingOrders take from the ledger what a fresh opposite quote sold them", () => {
  const queue = new Queue([
    START,
    quote(2, XNAS, [9.9, 100], [10, 130]),
    quote(3, XNAS, [9.9, 100], [10, 120]),
  ]);
  queue.add(1, 10, 100);
  queue.resting.work(0, 4);
  assertEquals([queue.ledger.left(0, 10e9, 130, 3), queue.ledger.left(0, 10e9, 120, 4)], [30, 20]);
});

Deno.test("RestingOrders.work() goes no further than told, and begin() and finish() forget", () => {
  const queue = new Queue([
    START,
    print(2, XNAS, 9.99, 10),
    print(3, XNAS, 9.99, 20),
    print(5, XNAS, 9.99, 40),
  ]);
  queue.add(1, 10, 100);
  queue.resting.work(0, 3);
  assertEquals([queue.fills.sharesFilled, queue.resting.shares], [10, 90]);
  queue.resting.begin(BUY);
  assertEquals(queue.resting.shares, 0);
  queue.add(4, 10, 100);
  assertEquals(queue.finish(), [[2, 10, 10], [5, 10, 40]]);
  assertEquals(queue.resting.shares, 0);
  assertEquals(queue.finish().length, 2);
});

Deno.test("RestingOrders can be many", () => {
  const queue = new Queue([START, print(50, XNAS, 9.99, 2000)]);
  for (let i = 1; i <= 40; i++) queue.add(i, 10, i);
  assertEquals(queue.resting.shares, 820);
  assertEquals(queue.finish().map(([, , shares]) => shares), Array.from({ length: 40 }, (_, i) => i + 1));
});
