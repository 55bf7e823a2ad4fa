import { assert, assertEquals, assertThrows } from "@std/assert";
import { Market, NO_QUOTE } from "../../src/execution/market.ts";
import { firstRowFrom } from "../../src/market/sorted.ts";
import { DataError } from "../../src/market/data_error.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { FINRA, type Level, print, quote, XNAS, XNYS } from "../market/_rows.ts";
import { marketOf } from "./_market.ts";

const BID: Level = [10, 100];
const ASK: Level = [10.02, 200];

/** Whether the venue's quote is alive, by itself and by what the touch says of a market with no other. */
function alive(market: Market, atSeconds: number): [byRow: boolean, byTouch: boolean] {
  const timeNs = atSeconds * 1e9;
  const rows = market.rowsThrough(timeNs);
  const mid = market.midOf(market.touchEntry(rows, timeNs));
  return [market.liveRow(0, rows, timeNs) !== NO_QUOTE, !Number.isNaN(mid)];
}

Deno.test("Market lets a quote die of age at one moment, for the row and the touch alike", () => {
  const repeated = [BID, ASK] as const;
  const market = marketOf([
    quote(1, XNAS, ...repeated),
    print(1.5, XNAS, 10, 10, repeated),
    print(1.9, FINRA, 10, 10),
    print(4, XNAS, 10, 10, repeated),
    quote(5, XNAS, ...repeated),
  ], { maxQuoteAgeNs: 1e9 });
  for (
    const [at, lives] of [[0.9, false], [1, true], [1.999, true], [2, false], [3, false], [4, false], [
      5,
      true,
    ]]
  ) {
    assertEquals(alive(market, Number(at)), [lives, lives], `${at}`);
  }
  assertEquals([alive(market, 5.999), alive(market, 6), alive(market, 99)], [
    [true, true],
    [false, false],
    [false, false],
  ]);
});

Deno.test("Market kills a quote with the row that crosses it, not before, at whatever time", () => {
  const market = marketOf([quote(1, XNAS, BID, ASK), quote(1, XNYS, [10.03, 100], [10.05, 100])]);
  // The fine row, then the two.
  assertEquals([market.liveRow(0, 2, 1e9), market.liveRow(1, 2, 1e9)], [1, NO_QUOTE]);
  assertEquals([market.liveRow(0, 3, 1e9), market.liveRow(1, 3, 1e9)], [NO_QUOTE, 2]);
  assertEquals([market.touchEntry(1, 1e9), market.touchEntry(2, 1e9), market.touchEntry(3, 1e9)], [-1, 0, 1]);
});

Deno.test("Market knows rows before a moment and through it", () => {
  const rows = [
    quote(1, XNAS, BID, ASK),
    quote(2, XNAS, BID, ASK),
    quote(2, XNYS, BID, ASK),
    quote(3, XNAS, BID, ASK),
  ];
  const fine = marketOf(rows);
  assertEquals([1e9, 1e9 + 0.5, 1e9 + 1, 2e9].map((ns) => fine.rowsBefore(ns)), [1, 1, 2, 2]);
  assertEquals([1e9 - 1, 1e9, 2e9, 9e9].map((ns) => fine.rowsThrough(ns)), [1, 2, 4, 5]);
  assertEquals([7, 7.2].map((ns) => fine.arrivalNs(ns)), [7, 8]);
  const coarse = marketOf(rows, { coarse: true });
  // A row of some millisecond may have come at its end.
  assertEquals([1e9, 1.0009e9, 1.001e9, 2.001e9].map((ns) => coarse.rowsBefore(ns)), [0, 0, 1, 3]);
  assertEquals([1e9 - 1, 1e9, 2e9, 9e9].map((ns) => coarse.rowsThrough(ns)), [0, 1, 3, 4]);
  assertEquals([1e9, 1e9 + 1, 1.0005e9].map((ns) => coarse.arrivalNs(ns)), [1e9, 1.001e9, 1.001e9]);
});

Deno.test("Market tells both sides of a row, and no price without a size", () => {
  const market = marketOf([quote(1, XNAS, BID, ASK), { ...quote(2, XNAS, BID, ASK), askSz: 0 }]);
  assertEquals([market.farPrice(1, BUY), market.farSize(1, BUY)], [10.02e9, 200]);
  assertEquals([market.nearPrice(1, BUY), market.nearSize(1, BUY)], [10e9, 100]);
  assertEquals([market.farPrice(1, SELL), market.nearSize(1, SELL)], [10e9, 200]);
  assertEquals([market.farPrice(2, BUY), market.nearPrice(2, SELL)], [NaN, NaN]);
});

Deno.test("Market lets no order rest where its venue's book is empty, locked or crossed", () => {
  const locked: Level = [10, 50];
  const market = marketOf([
    quote(1, XNAS, BID, ASK),
    quote(2, XNAS, BID, locked),
    quote(3, XNAS, BID, [9.99, 50]),
    quote(4, XNAS, BID, null),
    quote(5, XNAS, null, ASK),
  ]);
  const restPrices = (side: Side) => [1, 2, 3, 4, 5].map((row) => market.restPrice(row, side));
  assertEquals(restPrices(BUY), [10e9, NaN, NaN, 10e9, NaN]);
  assertEquals(restPrices(SELL), [10.02e9, NaN, NaN, NaN, 10.02e9]);
});

Deno.test("Market says whether an order would trade at once at a price", () => {
  const market = marketOf([quote(1, XNAS, BID, ASK), quote(2, XNAS, null, null)]);
  const prices = [9.99e9, 10e9, 10.01e9, 10.02e9, 10.03e9];
  const reached = (row: number, side: Side) => prices.filter((price) => market.reaches(price, row, side));
  assertEquals(reached(1, BUY), [10.02e9, 10.03e9]);
  assertEquals(reached(1, SELL), [9.99e9, 10e9]);
  assertEquals([...reached(2, BUY), ...reached(2, SELL)], []);
});

Deno.test("Market knows what is displayed at a price unless a better one hides it", () => {
  const market = marketOf([quote(1, XNAS, BID, ASK), quote(2, XNAS, null, null)]);
  const displayed = (row: number, side: Side) =>
    [9.99e9, 10e9, 10.02e9, 10.03e9].map((price) => market.displayedAt(price, row, side));
  assertEquals(displayed(1, BUY), [NaN, 100, 0, 0]);
  assertEquals(displayed(1, SELL), [0, 0, 200, NaN]);
  assertEquals(displayed(2, BUY), [NaN, NaN, NaN, NaN]);
});

Deno.test("Market finds a venue's last quote wherever it was asked before", () => {
  const rows = Array.from({ length: 50 }, (_, i) => quote(1 + i, i % 7 === 0 ? XNYS : XNAS, BID, ASK));
  const market = marketOf(rows);
  const { quoteRow, quotesOf } = market.live;
  const plain = (venue: number, before: number) => {
    const mine = [...quoteRow.subarray(quotesOf[venue]!, quotesOf[venue + 1]!)].filter((row) => row < before);
    return mine.length === 0 ? NO_QUOTE : quotesOf[venue]! + mine.length - 1;
  };
  for (const venue of [0, 1]) {
    for (let step = 1; step < 53; step++) {
      for (let asked = 0; asked < 53; asked++) {
        const before = asked * step % 53;
        assertEquals(market.lastQuote(venue, before), plain(venue, before), `${venue} before ${before}`);
      }
    }
  }
});

Deno.test("Market counts the prints among some rows", () => {
  const market = marketOf([print(1, XNAS, 10, 10), quote(2, XNAS, BID, ASK), print(3, FINRA, 10, 20)]);
  assertEquals([0, 1, 2, 3, 4].map((rows) => market.printsBy(rows)), [0, 0, 1, 1, 2]);
});

Deno.test("Market takes what another thread found out, which is on shared memory", () => {
  const { live, tape } = marketOf([quote(1, XNAS, BID, ASK)]);
  for (const column of Object.values(live)) {
    if (ArrayBuffer.isView(column)) assert(column.buffer instanceof SharedArrayBuffer);
  }
  const copy = structuredClone(live);
  const market = new Market(tape, FeeSchedule.flat(0, 0), {}, copy);
  assert(market.live === copy);
});

Deno.test("Market takes venues that were found already", () => {
  const { venues, tape } = marketOf([quote(1, XNAS, BID, ASK)]);
  assert(new Market(tape, FeeSchedule.flat(0, 0), { venues }).venues === venues);
});

Deno.test("Market refuses a tape without a venue", () => {
  assertThrows(() => marketOf([print(1, FINRA, 10, 10)]), DataError, "no venue");
});

Deno.test("firstRowFrom() finds the first row that is not below, in its range", () => {
  const rows = Uint32Array.of(1, 3, 3, 8, 2, 4);
  assertEquals([0, 1, 2, 3, 9].map((row) => firstRowFrom(rows, 0, 4, row)), [0, 0, 1, 1, 4]);
  assertEquals([2, 3, 5].map((row) => firstRowFrom(rows, 4, 6, row)), [4, 5, 6]);
  assertEquals(firstRowFrom(rows, 2, 2, 0), 2);
});
