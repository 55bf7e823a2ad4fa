import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Market } from "../../../../src/execution/market.ts";
import { hasPrice } from "../../../../src/market/price.ts";
import { randomInt } from "../../../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../../../src/market/side.ts";
import { seeds } from "../../../_seeds.ts";
import type { Row } from "../../../market/_tapes.ts";
import { OutflowHistory } from "../../../../src/strategy/placement/cont_kukanov/outflow_history.ts";
import { OutflowSample } from "../../../../src/strategy/placement/cont_kukanov/outflow_sample.ts";
import { generateTape } from "../../../../src/source/generated.ts";
import { forSeeds } from "../../../_tapes.ts";
import { marketOf, marketOn } from "../../../execution/_market.ts";
import { ARCX, print, quote, XNAS, XNYS } from "../../../market/_rows.ts";

/** Windows of 10 s begin every 5 s, so that window w lasts from 5·w s to 5·w + 10 s. */
function sampleOf(market: Market, seconds = 10): { history: OutflowHistory; sample: OutflowSample } {
  const options = { lengthNs: seconds * 1e9, depthTicks: 0, queue: "risk-averse" } as const;
  const history = new OutflowHistory(market, options);
  return { history, sample: new OutflowSample(history, market.venues.count) };
}

/** The samples, row by row. */
function take(
  sample: OutflowSample,
  nowNs: number,
  venues: readonly number[],
  queue: readonly number[],
  side: Side = BUY,
): number[][] {
  sample.take(side, nowNs, Uint16Array.from(venues), Float64Array.from(queue), venues.length);
  return Array.from(
    { length: sample.samples },
    (_, i) => [...sample.outflow.subarray(i * venues.length, (i + 1) * venues.length)],
  );
}

const BID = [9.99, 300] as const;
const BEHIND = [9.98, 300] as const;
const ASK = [10.01, 300] as const;

Deno.test("OutflowSample takes the windows that are over, ninety of them at most, and leaves out the blind", () => {
  const rows: Row[] = [quote(0, XNAS, BID, ASK)];
  // When window 4 (20 s to 30 s) begins, there is no bid.
  for (let at = 9; at < 500; at += 10) rows.push(print(at, XNAS, 9.99, at));
  rows.push(quote(19.5, XNAS, null, ASK), quote(24.5, XNAS, BID, ASK), quote(500, XNAS, BID, ASK));
  const { sample } = sampleOf(marketOf(rows));
  assertEquals(take(sample, 9e9, [0], [300]), []);
  assertEquals(take(sample, 20e9, [0], [300]), [[9], [9], [19]]);
  assertEquals(take(sample, 35e9, [0], [300]), [[9], [9], [19], [19], [29]]);
  const trailing = take(sample, 500e9, [0], [300]);
  assertEquals([trailing.length, trailing[0], trailing.at(-1)], [90, [49], [499]]);
});

Deno.test("OutflowSample lends a thin history the venue of the window's median outflow, behind its own queue", () => {
  const rows: Row[] = [
    quote(0, XNAS, BID, ASK),
    quote(0, XNYS, BID, ASK),
    quote(0, ARCX, BEHIND, ASK),
    // Window 0: 100 leave XNAS, 700 XNYS; window 1 only sees 400 at XNYS; in window 2 40 shares go through it.
    print(1, XNAS, 9.99, 100),
    print(2, XNYS, 9.99, 300),
    print(6, XNYS, 9.99, 400),
    print(16, XNYS, 9.98, 40),
    quote(15, XNAS, BEHIND, ASK),
    quote(100, XNAS, BEHIND, ASK),
  ];
  const { sample } = sampleOf(marketOf(rows));
  // ARCX was never at the touch: the lower of two, XNAS', in windows 0 to 2; then XNYS' alone.
  assertEquals(take(sample, 20e9, [0, 1, 2], [300, 300, 900]), [[100, 700, 100], [0, 400, 0], [0, 340, 0]]);
  assertEquals(take(sample, 25e9, [0, 1, 2], [300, 300, 900]).at(-1), [340, 340, 940]);
  // XNAS and XNYS tell of themselves, whoever else is asked for.
  assertEquals(take(sample, 20e9, [1, 0], [300, 300]), [[700, 100], [400, 0], [340, 0]]);
});

Deno.test("OutflowSample fills a longer history's gaps from its own window before, else the one after", () => {
  // XNYS prints 10 more each window; XNAS prints 1000 and is behind in windows 0, 1, 8 and 9.
  const rows: Row[] = [quote(0, XNAS, BEHIND, ASK), quote(0, XNYS, BID, ASK)];
  for (let window = 0; window < 20; window++) {
    rows.push(print(5 * window + 1, XNYS, 9.99, 10 * window));
    rows.push(print(5 * window + 1, XNAS, 9.99, 1000 + window));
  }
  rows.push(quote(9.9, XNAS, BID, ASK), quote(39.9, XNAS, BEHIND, ASK), quote(49.9, XNAS, BID, ASK));
  rows.push(quote(100, XNAS, BID, ASK));
  const { sample } = sampleOf(marketOf(rows));
  const thin = take(sample, 49e9, [0, 1], [300, 300]);
  // Six windows of its own, so the others are those of XNYS: of window w, prints of w and w + 1.
  assertEquals(thin.map(([xnas]) => xnas), [10, 30, 2005, 2007, 2009, 2011, 2013, 2015]);
  const long = take(sample, 105e9, [0, 1], [300, 300]);
  const own = [2005, 2005, 2005, 2007, 2009, 2011, 2013, 2015, 2015, 2015, 2021];
  assertEquals(long.slice(0, 11).map(([xnas]) => xnas), own);
  assertEquals(long[8]![1], 170);
});

Deno.test("OutflowSample.adverseMoves() is positive where the mid moves against what fills, and is shrunk", () => {
  const market = marketOf([
    quote(0, XNAS, BID, ASK),
    quote(0, XNYS, BID, ASK),
    // Window 0: both venues' queues are gone, and the mid is down 1 cent by 10 s.
    print(1, XNAS, 9.99, 400),
    print(2, XNYS, 9.99, 400),
    quote(9, XNAS, [9.98, 300], [10, 300]),
    quote(9, XNYS, [9.98, 300], [10, 300]),
    // Windows 1 and 2: only XNAS fills; the mid is down 1 cent from 5 s to 15 s, up half a cent from 10 s to 20 s.
    print(11, XNAS, 9.98, 301),
    quote(19, XNAS, [9.99, 300], [10, 300]),
    quote(30, XNAS, [9.99, 300], [10, 300]),
  ]);
  const { sample } = sampleOf(market);
  const moves = new Float64Array(2);
  sample.adverseMoves(BUY, 10e9, moves);
  assertEquals([...moves], [0.01e9, 0.01e9]);
  sample.adverseMoves(BUY, 20e9, moves);
  // Moves of 1, 1 and −½ cents at XNAS, of 1 at XNYS.
  const mean = 0.025e9 / 4;
  assertAlmostEquals(moves[0]!, (0.015e9 + 10 * mean) / 13, 1e-3);
  assertAlmostEquals(moves[1]!, (0.01e9 + 10 * mean) / 11, 1e-3);
  // Nothing filled on the other side.
  sample.adverseMoves(SELL, 20e9, moves);
  assertEquals([...moves], [0, 0]);
});

Deno.test("OutflowSample agrees with a plain account of random markets", () => {
  forSeeds(1, seeds(4, 12), (random, seed) => {
    const tape = generateTape({ seed, durationSeconds: 300, eventsPerSecond: 8, venues: 4 });
    const market = marketOn(tape, { maxQuoteAgeNs: [1e9, Infinity][seed % 2], referenceVenue: 0 });
    const { history, sample } = sampleOf(market, 6);
    for (let round = 0; round < 10; round++) {
      const side = round % 2 === 0 ? BUY : SELL;
      const nowNs = market.live.clockNs[0]! + 1e9 * randomInt(random, 300);
      const venues = [0, 1, 2, 3].filter(() => random() < 0.7);
      const queue = venues.map(() => 100 * randomInt(random, 8));
      const end = history.endedBy(nowNs);
      const windows = Array.from({ length: Math.min(90, end) }, (_, i) => end - Math.min(90, end) + i)
        .filter((window) => [0, 1, 2, 3].some((venue) => history.couldRest(side, window, venue)));
      const expected = windows.map((window) =>
        venues.map((venue, i) => {
          const own = windows.filter((each) => history.couldRest(side, each, venue));
          if (own.includes(window)) return history.outflow(side, window, venue, queue[i]!);
          if (own.length >= 10) {
            const nearest = own.filter((each) => each < window).at(-1) ?? own[0]!;
            return history.outflow(side, nearest, venue, queue[i]!);
          }
          const known = [0, 1, 2, 3].filter((other) => history.couldRest(side, window, other))
            .map((other) => ({ other, shares: history.outflow(side, window, other, 0) }))
            .sort((a, b) => a.shares < b.shares ? -1 : a.shares > b.shares ? 1 : 0);
          return history.outflow(side, window, known[(known.length - 1) >> 1]!.other, queue[i]!);
        })
      );
      assertEquals(take(sample, nowNs, venues, queue, side), expected, `round ${round}`);
      const moves = new Float64Array(4);
      sample.adverseMoves(side, nowNs, moves);
      const fills = windowsOf(end).flatMap((window) =>
        [0, 1, 2, 3].filter((venue) =>
          history.wouldFill(side, window, venue) && hasPrice(history.midMove(window))
        )
          .map((venue) => ({ venue, adverse: -side * history.midMove(window) }))
      );
      const mean = fills.length === 0
        ? 0
        : fills.reduce((sum, { adverse }) => sum + adverse, 0) / fills.length;
      for (let venue = 0; venue < 4; venue++) {
        const own = fills.filter((fill) => fill.venue === venue);
        const sum = own.reduce((total, { adverse }) => total + adverse, 10 * mean);
        assertAlmostEquals(moves[venue]!, sum / (own.length + 10), 1e-3);
      }
    }
  });
});

function windowsOf(end: number): number[] {
  return Array.from({ length: Math.min(90, end) }, (_, i) => end - Math.min(90, end) + i);
}

Deno.test("OutflowSample borrows from venues that it is not asked for, too", () => {
  const rows = [quote(0, XNAS, BID, ASK), quote(0, XNYS, BEHIND, ASK), print(1, XNAS, 9.99, 400)];
  const { sample } = sampleOf(marketOf([...rows, quote(60, XNAS, BID, ASK)]));
  assertEquals(take(sample, 20e9, [1], [100]), [[400], [0], [0]]);
});
