import { assert, assertEquals } from "@std/assert";
import { type LiveQuoteOptions, type LiveQuotes, liveQuotes, NEVER } from "../../src/market/live_quotes.ts";
import { ACTION_FILL, sortByReceipt } from "../../src/market/tape.ts";
import { venuesOf } from "../../src/market/venues.ts";
import { ARCX, FINRA, print, quote, XNAS, XNYS } from "./_rows.ts";
import { type Row, tapeOf } from "./_tapes.ts";

function liveOf(rows: readonly Row[], options?: LiveQuoteOptions): LiveQuotes {
  const tape = sortByReceipt(tapeOf(rows));
  return liveQuotes(tape, venuesOf(tape), options);
}

/** Only a crossing quote kills. */
const AGELESS = { maxQuoteAgeNs: Infinity };

type Entry = [atSeconds: number, bid: number | null, ask: number | null];

/** The touch as [seconds, bid, ask], an entry a change. */
function touches({ touchNs, touchBid, touchAsk }: LiveQuotes): Entry[] {
  const price = (units: number) => Number.isNaN(units) ? null : units / 1e9;
  return [...touchNs].map((ns, i) => [ns / 1e9, price(touchBid[i]!), price(touchAsk[i]!)]);
}

Deno.test("liveQuotes() lets a quote kill an older one of another venue that it crosses, both its sides", () => {
  const through = liveOf([
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(1, XNYS, [10.03, 100], [10.05, 100]),
  ]);
  assertEquals(touches(through), [[0, 10, 10.02], [1, 10.03, 10.05]]);
  assertEquals([...through.killedAt], [2, NEVER]);
  const below = liveOf([
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(1, XNYS, [9.97, 100], [9.99, 100]),
  ]);
  assertEquals(touches(below), [[0, 10, 10.02], [1, 9.97, 9.99]]);
});

Deno.test("liveQuotes() lets one quote kill several, and none that it only locks or that is its venue's own", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(0, ARCX, [10, 100], [10.01, 100]),
    quote(1, XNYS, [10.02, 100], [10.05, 100]), // kills ARCX, locks XNAS
    quote(2, XNYS, [10.04, 100], [10.03, 100]), // crosses itself; kills XNAS
    quote(3, XNYS, null, [10.05, 100]),
  ];
  const live = liveOf(rows, AGELESS);
  assertEquals(touches(live), [[0, 10, 10.02], [0, 10, 10.01], [1, 10.02, 10.02], [2, 10.04, 10.03], [
    3,
    null,
    10.05,
  ]]);
  assertEquals([live.survey.killed, live.survey.expired], [2, 0]);
  const both = liveOf([...rows.slice(0, 2), rows[3]!]);
  assertEquals([...both.killedAt], [3, NEVER, 3]);
});

Deno.test("liveQuotes() brings a killed venue back with its next quote, not with a trade", () => {
  const live = liveOf([
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(1, XNYS, [10.03, 100], [10.05, 100]),
    print(2, XNAS, 10.02, 50, [[10, 100], [10.02, 100]]),
    quote(3, XNAS, [10.03, 100], [10.04, 100]),
  ], AGELESS);
  assertEquals(touches(live), [[0, 10, 10.02], [1, 10.03, 10.05], [3, 10.03, 10.04]]);
});

/** XNAS and XNYS cross each other for so many of a hundred seconds; ARCX quotes once a minute. */
function crossedFor(seconds: number): Row[] {
  return [
    quote(0, XNYS, [10, 100], [10.02, 100]),
    quote(10, XNAS, [10.03, 100], [10.05, 100]),
    quote(10 + seconds, XNYS, [10.03, 100], [10.05, 100]),
    quote(30, ARCX, [10.04, 100], [10.05, 100]),
    quote(90, ARCX, [10.04, 100], [10.05, 100]),
    quote(100, XNYS, [10.03, 100], [10.06, 100]),
  ];
}

Deno.test("liveQuotes() lets quotes expire at a second where carried books are crossed over 1 % of the time", () => {
  const rare = liveOf(crossedFor(1));
  assertEquals([rare.survey.carriedCrossed, rare.survey.expired], [0.01, 0]);
  assertEquals([...rare.maxAgeNs], [Infinity, Infinity, Infinity]);
  const often = liveOf(crossedFor(1.1));
  assertEquals(often.survey.carriedCrossed.toFixed(9), "0.011000000");
  assertEquals([...often.maxAgeNs], [1e9, Infinity, 1e9]);
  assertEquals(often.referenceVenue, 1, "XNYS, which has most quotes");
  assertEquals(touches(often), [
    [0, 10, 10.02],
    [10, 10.03, 10.05], // XNYS is killed, but would not expire
    [11, null, null],
    [11.1, 10.03, 10.05],
    [30, 10.04, 10.05],
    [31, 10.03, 10.05],
    [90, 10.04, 10.05],
    [91, 10.03, 10.05],
    [100, 10.03, 10.06],
  ]);
  assertEquals(often.survey.expired, 3);
});

Deno.test("liveQuotes() exempts the reference venue it is told, and no venue from an age that it is told", () => {
  const { referenceVenue, maxAgeNs } = liveOf(crossedFor(5), { referenceVenue: 2 });
  assertEquals([referenceVenue, ...maxAgeNs], [2, 1e9, 1e9, Infinity]);
  assertEquals([...liveOf(crossedFor(5), { maxQuoteAgeNs: 5e9 }).maxAgeNs], [5e9, 5e9, 5e9]);
  const live = liveOf(crossedFor(1), { maxQuoteAgeNs: 5e9 });
  assertEquals(touches(live).slice(0, 4), [[0, 10, 10.02], [5, null, null], [10, 10.03, 10.05], [
    16,
    null,
    null,
  ]]);
});

Deno.test("liveQuotes() counts a quote's age from its row, whatever trades repeat it", () => {
  const repeated = [[10, 100], [10.02, 100]] as const;
  const live = liveOf([
    quote(0, XNAS, ...repeated),
    print(0.6, XNAS, 10.02, 10, repeated),
    print(1.2, XNAS, 10.02, 10, repeated),
    quote(5, XNYS, [10, 100], [10.02, 100]),
  ], { maxQuoteAgeNs: 1e9 });
  assertEquals(touches(live), [[0, 10, 10.02], [1, null, null], [5, 10, 10.02], [6, null, null]]);
  // After the first quote and before the trades: the touch is asked for by rows as well as by time.
  assertEquals([...live.touchRows], [1, 1, 4, 4]);
});

Deno.test("liveQuotes() lets quotes expire behind the tape's end, and does not count them", () => {
  const live = liveOf([
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(0, XNYS, [10.01, 100], [10.03, 100]),
    quote(3, XNYS, [10.01, 100], [10.03, 100]),
  ], { maxQuoteAgeNs: 2e9 });
  assertEquals(touches(live), [
    [0, 10, 10.02],
    [0, 10.01, 10.02],
    [2, null, null], // both at once
    [3, 10.01, 10.03],
    [5, null, null],
  ]);
  assertEquals(live.survey.expired, 2);
  assertEquals(live.survey.oneSided, 1 / 3);
});

Deno.test("liveQuotes() takes every row of a tape of trades for a quote, less what the trade took", () => {
  const live = liveOf([
    print(0, XNAS, 10.02, 30, [[10, 100], [10.02, 100]]),
    print(1, XNAS, 10, 40, [[10, 100], [10.02, 70]]),
    print(2, XNAS, 10.01, 40, [[10, 60], [10.02, 70]]),
    print(3, XNAS, 10.02, 70, [[10, 60], [10.02, 70]]),
    print(4, XNAS, 10.02, 90, [null, [10.02, 70]]),
    { ...print(5, FINRA, 10.02, 90), action: 78 }, // no venue: it need not be a trade
  ]);
  assert(live.beforeTrades);
  assertEquals([...live.bidSz].slice(0, 5), [100, 60, 60, 60, 0]);
  assertEquals([...live.askSz].slice(0, 5), [70, 70, 70, 0, 0]);
  assertEquals(touches(live), [[0, 10, 10.02], [3, 10, null], [4, null, null]]);
  assertEquals(live.survey.quoteRows, 5);
});

Deno.test("liveQuotes() takes no trade of a tape with quotes for one, and F rows for trades", () => {
  const live = liveOf([
    quote(0, XNAS, [10, 100], [10.02, 100]),
    print(1, XNAS, 10.02, 30, [[10.01, 100], [10.02, 70]]),
    { ...print(2, XNAS, 10.02, 30, [[10.01, 100], [10.02, 70]]), action: ACTION_FILL },
    quote(3, XNYS, [10, 100], [10.03, 100]),
  ]);
  assertEquals([live.beforeTrades, live.survey.quoteRows], [false, 2]);
  assertEquals(touches(live), [[0, 10, 10.02]]);
  assertEquals([...live.printRow], [1]);
});

Deno.test("liveQuotes() takes one feed of an exchange, and neither quotes nor prints of its others", () => {
  const live = liveOf([
    quote(0, XNAS, [10, 100], [10.02, 100]),
    quote(1, 66, [10.04, 100], [10.05, 100]),
    { ...quote(2, XNAS, [10, 100], [10.02, 100]), action: 84, price: 10e9, size: 5 },
    { ...quote(3, 66, [10, 100], [10.02, 100]), action: 84, price: 10e9, size: 5 },
  ]);
  assertEquals(touches(live), [[0, 10, 10.02]]);
  assertEquals([live.survey.killed, [...live.volumeRow]], [0, [2]]);
});

Deno.test("liveQuotes() knows no price of size 0, and no size without a price", () => {
  const live = liveOf([quote(0, XNAS, [10, 0], [10.02, 100]), { ...quote(1, XNAS, null, null), askSz: 100 }]);
  assertEquals(touches(live), [[0, null, 10.02], [1, null, null]]);
});

Deno.test("liveQuotes() remembers the last prices and mid that there were", () => {
  const { knownBid, knownAsk, knownMid } = liveOf([
    quote(0, XNAS, null, [10.02, 100]),
    quote(1, XNAS, [10, 100], [10.02, 100]),
    quote(2, XNAS, [10.01, 100], null),
    quote(3, XNAS, null, null),
  ]);
  assertEquals([...knownBid], [NaN, 10e9, 10.01e9, 10.01e9]);
  assertEquals([...knownAsk], [10.02e9, 10.02e9, 10.02e9, 10.02e9]);
  assertEquals([...knownMid], [NaN, 10.01e9, 10.01e9, 10.01e9]);
});

Deno.test("liveQuotes() counts prints of exchanges and off exchange, none beyond the largest", () => {
  const rows = [
    quote(0, XNAS, [10, 100], [10.02, 100]),
    print(1, XNAS, 10, 10_000),
    print(2, XNAS, 10, 10_001),
    print(3, FINRA, 11, 200),
    print(4, 59, 10, 300), // a consolidated feed repeats the others
    { ...print(5, XNAS, 10, 400), price: NaN },
    print(6, XNYS, 12, 500),
  ];
  const live = liveOf(rows);
  assertEquals([...live.volumeRow], [1, 3, 6]);
  assertEquals([...live.volumeShares], [0, 10_000, 10_200, 10_700]);
  assertEquals([...live.volumeNotional], [0, 100_000e9, 102_200e9, 108_200e9]);
  assertEquals([...live.litShares], [0, 10_000, 10_000, 10_500]);
  assertEquals([...live.litNotional], [0, 100_000e9, 100_000e9, 106_000e9]);
  assertEquals([[...live.printsOf], [...live.printRow]], [[0, 1, 2], [1, 6]]);
  assertEquals([...liveOf(rows, { maxPrint: 500 }).volumeRow], [3, 6]);
});

Deno.test("liveQuotes() surveys for how long the live book was crossed, locked and one-sided", () => {
  const { survey } = liveOf([
    quote(0, XNAS, null, [10.02, 100]),
    quote(4, XNAS, [10.03, 100], [10.02, 100]), // its own book
    quote(5, XNAS, [10.02, 100], [10.02, 100]),
    quote(7, XNAS, [10, 100], [10.02, 100]),
    print(10, XNAS, 10.02, 10),
  ]);
  assertEquals(survey, {
    quoteRows: 4,
    killed: 0,
    expired: 0,
    carriedCrossed: 0.1,
    crossed: 0.1,
    locked: 0.2,
    oneSided: 0.4,
  });
});

Deno.test("liveQuotes() reads the clock of receipt, and tells a coarse one", () => {
  const early = { ...quote(5, XNAS, [10, 100], [10.02, 100]), tsRecvNs: 2e9 };
  const live = liveOf([quote(3, XNAS, [9, 100], [9.02, 100]), early]);
  assertEquals([[...live.clockNs], live.resolutionNs], [[2e9, 3e9], 1e6]);
  assertEquals(liveOf([{ ...early, tsRecvNs: 2e9 + 1 }]).resolutionNs, 1);
});
