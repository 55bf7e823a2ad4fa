import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { RESTED } from "../../../../src/execution/fill_log.ts";
import { type Market, NO_QUOTE } from "../../../../src/execution/market.ts";
import type { QueueName } from "../../../../src/execution/queue/models.ts";
import { Simulator } from "../../../../src/execution/simulator.ts";
import { hasPrice } from "../../../../src/market/price.ts";
import { randomInt } from "../../../../src/market/random.ts";
import { BUY, opposite, SELL, type Side } from "../../../../src/market/side.ts";
import type { Tape } from "../../../../src/market/tape.ts";
import { OutflowHistory } from "../../../../src/strategy/placement/cont_kukanov/outflow_history.ts";
import { generateTape } from "../../../../src/source/generated.ts";
import { seeds } from "../../../_seeds.ts";
import { forSeeds } from "../../../_tapes.ts";
import {
  marketOf,
  marketOn,
  mirrored,
  placing,
  randomMarketTape,
  rulesOf,
  slices,
} from "../../../execution/_market.ts";
import { print, quote, XNAS, XNYS } from "../../../market/_rows.ts";
import { withOtherFuture } from "../../schedule/_market.ts";

const SIDES = [BUY, SELL] as const;
const QUEUES: readonly QueueName[] = ["risk-averse", "prorata"];

function historyOf(
  market: Market,
  { seconds = 10, depthTicks = 0, queue = "risk-averse" as QueueName } = {},
): OutflowHistory {
  return new OutflowHistory(market, { lengthNs: seconds * 1e9, depthTicks, queue });
}

Deno.test("OutflowHistory counts what leaves the queue at the price, and what comes past any queue", () => {
  const bid = [9.99, 300] as const;
  const ask = [10.01, 200] as const;
  const market = marketOf([
    quote(0, XNAS, bid, ask),
    quote(0, XNYS, [9.98, 100], ask),
    // First window, 0 s to 10 s: 500 leave the queue at XNAS' bid, one print is inside the quote.
    print(1, XNAS, 9.99, 200),
    print(2, XNAS, 10, 1000),
    print(3, XNYS, 9.98, 1000),
    print(4, XNAS, 9.99, 300),
    // Second, 5 s to 15 s, and third, 10 s to 20 s: 70 shares go through, behind whatever queue.
    print(12, XNAS, 9.98, 70),
    // Fourth, 15 s to 25 s: an ask of 50 shares at the bid.
    quote(22, XNAS, [9.97, 100], [9.99, 50]),
    quote(40, XNAS, bid, ask),
  ]);
  const history = historyOf(market);
  const outflow = (window: number, queue: number): number => history.outflow(BUY, window, 0, queue);
  assertEquals([outflow(0, 0), outflow(0, 300), outflow(0, 900)], [500, 500, 500]);
  assertEquals([outflow(1, 0), outflow(1, 300)], [70, 370]);
  assertEquals([outflow(2, 0), outflow(2, 300)], [70, 370]);
  assertEquals([outflow(3, 0), outflow(3, 300)], [50, 350]);
  assertEquals([0, 1, 2, 3].map((window) => history.wouldFill(BUY, window, 0)), [true, true, true, true]);
  // The asks were never printed at.
  assertEquals([history.outflow(SELL, 0, 0, 0), history.wouldFill(SELL, 0, 0)], [0, false]);
  // XNYS' bid is a tick behind.
  assertEquals(history.outflow(BUY, 0, 1, 0), NaN);
  assert(!history.couldRest(BUY, 0, 1) && history.couldRest(SELL, 0, 1));
  assertEquals(historyOf(market, { depthTicks: 1 }).outflow(BUY, 0, 1, 0), 1000);
});

Deno.test("OutflowHistory begins windows twice in their length, and tells of them when they are over", () => {
  const market = marketOf([quote(0, XNAS, [9.99, 100], [10.01, 100]), quote(60, XNAS, null, null)]);
  const history = historyOf(market);
  assertEquals(history.windows, 11);
  assertEquals([history.startNs(0), history.startNs(3)], [0, 15e9]);
  assertEquals([0, 9.9e9, 10e9, 14.9e9, 15e9, 60e9, 1e12].map((ns) => history.endedBy(ns)), [
    0,
    0,
    1,
    1,
    2,
    11,
    11,
  ]);
});

Deno.test("OutflowHistory does not begin more windows than fit, however short slices are", () => {
  const market = marketOf([quote(0, XNAS, [9.99, 100], [10.01, 100]), quote(23_400, XNAS, null, null)]);
  const history = historyOf(market, { seconds: 1e-6 });
  assert(history.windows <= 50_001, `${history.windows} windows`);
  assertEquals(history.endedBy(23_400e9), history.windows);
});

Deno.test("OutflowHistory measures how the live mid moved, where it was known", () => {
  const market = marketOf([
    quote(0, XNAS, [9.99, 100], [10.01, 100]),
    quote(7, XNAS, [9.95, 100], [10.01, 100]),
    quote(12, XNAS, [9.95, 100], null),
    quote(30, XNAS, [9.95, 100], [9.99, 100]),
    quote(60, XNAS, null, null),
  ]);
  const history = historyOf(market);
  const moves = [0, 1, 2, 6].map((window) => history.midMove(window));
  assertEquals(moves, [-0.02e9, NaN, NaN, 0]);
});

/** What the rules say, in their words: walks all rows of the venue from the window's begin to its end. */
function reachesBack(
  market: Market,
  tape: Tape,
  startNs: number,
  endNs: number,
  venue: number,
  side: Side,
) {
  const rows = market.rowsThrough(startNs);
  const row = market.liveRow(venue, rows, startNs);
  if (row === NO_QUOTE) return undefined;
  const price = market.nearPrice(row, side);
  if (!hasPrice(price)) return undefined;
  let best = NaN;
  for (let other = 0; other < market.venues.count; other++) {
    const shown = market.liveRow(other, rows, startNs);
    const there = shown === NO_QUOTE ? NaN : market.nearPrice(shown, side);
    if (hasPrice(there) && !(side * there <= side * best)) best = there;
  }
  if (price !== best || side * market.farPrice(row, side) <= side * price) return undefined;
  const isPrint = new Set(market.live.printRow);
  const isQuote = new Set(market.live.quoteRow);
  let at = 0;
  let through = 0;
  for (let later = rows; later < market.rowsBefore(endNs); later++) {
    if (market.venues.of(tape.columns.publisher[later]!) !== venue) continue;
    if (isPrint.has(later)) {
      const { price: prices, size } = tape.columns;
      if (prices[later] === price) at += size[later]!;
      if (side * prices[later]! < side * price) through += size[later]!;
    }
    if (isQuote.has(later) && side * market.farPrice(later, side) <= side * price) {
      through += market.farSize(later, side);
    }
  }
  return { displayed: market.nearSize(row, side), at, through };
}

Deno.test("OutflowHistory agrees with a plain walk over random tapes", () => {
  let compared = 0;
  let filled = 0;
  const tapes = seeds(45, 150);
  forSeeds(1, tapes, (random, seed) => {
    const tape = randomMarketTape(random);
    const market = marketOn(tape);
    const seconds = [0.5, 2, 6][seed % 3]!;
    const history = historyOf(market, { seconds });
    for (let window = 0; window < Math.min(history.windows, 30); window++) {
      const startNs = history.startNs(window);
      for (let venue = 0; venue < market.venues.count; venue++) {
        for (const side of SIDES) {
          const expected = reachesBack(market, market.tape, startNs, startNs + seconds * 1e9, venue, side);
          const message = `window ${window}, venue ${venue}, side ${side}`;
          assertEquals(history.couldRest(side, window, venue), expected !== undefined, message);
          if (expected === undefined) continue;
          const { displayed, at, through } = expected;
          for (const queue of [0, displayed, 150]) {
            const reached = Math.max(0, at - queue) + through;
            assertEquals(Math.max(0, history.outflow(side, window, venue, queue) - queue), reached, message);
          }
          const fills = at > displayed || through > 0;
          assertEquals(history.wouldFill(side, window, venue), fills, message);
          compared++;
          if (fills) filled++;
        }
      }
    }
  });
  assert(compared > seeds(540, 2000) && filled > seeds(135, 500), `${compared} compared, ${filled} filled`);
});

/** Shares of an order that rests at a venue from a moment on, as the simulator has it. */
function simulatedFill(
  market: Market,
  simulator: Simulator,
  { side, venue, quantity, startNs, endNs }: {
    side: Side;
    venue: number;
    quantity: number;
    startNs: number;
    endNs: number;
  },
): number | undefined {
  const placement = placing(({ nearQuotes }, { rest }) => {
    if (hasPrice(nearQuotes.price[venue]!)) rest[venue] = quantity;
  }, { rests: true });
  const schedule = slices([startNs / 1e9, endNs / 1e9], [quantity]);
  const { fills, restsRefused } = simulator.run({ side, quantity, startNs, endNs }, { schedule, placement });
  // The decision sees a moment less than the arrival: in between, the touch may have moved.
  if (restsRefused > 0) return undefined;
  let rested = 0;
  for (let i = 0; i < fills.length; i++) if (fills.kind[i] === RESTED) rested += fills.shares[i]!;
  const row = market.liveRow(venue, market.rowsBefore(startNs), startNs);
  const couldRest = row !== NO_QUOTE && hasPrice(market.nearPrice(row, side));
  return couldRest ? rested : undefined;
}

Deno.test("OutflowHistory says what a real resting order gets, of any size, on both kinds of queue", () => {
  let compared = 0;
  let partly = 0;
  let fully = 0;
  const tapes = seeds(8, 24);
  forSeeds(1, tapes, (_, seed) => {
    const tape = generateTape({ seed, durationSeconds: 120, eventsPerSecond: 15, venues: 3 });
    for (const queue of QUEUES) {
      const market = marketOn(tape, { maxQuoteAgeNs: seed % 2 === 0 ? 2e9 : undefined });
      const history = historyOf(market, { seconds: 10, queue });
      const simulator = new Simulator(market, rulesOf(market, { queue, residual: "opportunity" }));
      for (let window = seed % 4; window < history.windows; window += 4) {
        const startNs = history.startNs(window);
        for (let venue = 0; venue < market.venues.count; venue++) {
          for (const side of SIDES) {
            if (!history.couldRest(side, window, venue)) continue;
            const row = market.liveRow(venue, market.rowsThrough(startNs), startNs);
            const ahead = market.nearSize(row, side);
            const reached = Math.max(0, history.outflow(side, window, venue, ahead) - ahead);
            for (const quantity of [1, 100, 1e6]) {
              const order = { side, venue, quantity, startNs, endNs: startNs + 10e9 };
              const rested = simulatedFill(market, simulator, order);
              if (rested === undefined) continue;
              assertEquals(
                rested,
                Math.min(quantity, reached),
                `${queue}, window ${window}, ${quantity} shares`,
              );
              compared++;
              if (rested > 0 && rested < quantity) partly++;
              if (rested === quantity) fully++;
            }
          }
        }
      }
    }
  });
  assert(
    compared > 50 * tapes && partly > tapes * 25 / 6 && fully > tapes,
    `${compared} compared, ${partly} partly, ${fully} fully`,
  );
});

Deno.test("OutflowHistory on prorata queues spreads cancels as resting orders do", () => {
  const bid = (size: number) => [9.99, size] as const;
  const ask = [10.01, 100] as const;
  const market = marketOf([
    quote(0, XNAS, bid(400), ask),
    // 200 of 400 cancel: 200 are left ahead; 150 are printed, 50 are left; 80 more come behind.
    quote(1, XNAS, bid(200), ask),
    print(2, XNAS, 9.99, 150),
    quote(2, XNAS, bid(50), ask),
    quote(3, XNAS, bid(130), ask),
    // Of 130 displayed 65 cancel, of 50 ahead 25.
    quote(4, XNAS, bid(65), ask),
    print(5, XNAS, 9.99, 60),
    quote(12, XNAS, bid(65), ask),
    quote(20, XNAS, bid(65), ask),
  ]);
  const prorata = historyOf(market, { queue: "prorata" });
  // 35 shares come past the 400 that were ahead.
  assertEquals(prorata.outflow(BUY, 0, 0, 400), 435);
  assert(prorata.wouldFill(BUY, 0, 0));
  assertEquals(historyOf(market).outflow(BUY, 0, 0, 400), 210);
});

Deno.test("OutflowHistory sees nothing of what comes after a window's end", () => {
  forSeeds(1, seeds(6, 20), (random, seed) => {
    const tape = generateTape({ seed, durationSeconds: 60, eventsPerSecond: 20, venues: 3 });
    const options = { maxQuoteAgeNs: 5e9, referenceVenue: 0 };
    const market = marketOn(tape, options);
    const nowNs = market.live.clockNs[0]! + 1e9 * (20 + randomInt(random, 30));
    const other = marketOn(withOtherFuture(tape, market.rowsBefore(nowNs), random), options);
    for (const queue of QUEUES) {
      const [before, after] = [market, other].map((each) => historyOf(each, { seconds: 4, queue }));
      const ended = before!.endedBy(nowNs);
      assertEquals(after!.endedBy(nowNs), ended);
      assert(ended > 5);
      for (let window = 0; window < ended; window++) {
        assertEquals(after!.midMove(window), before!.midMove(window));
        for (let venue = 0; venue < 3; venue++) {
          for (const side of SIDES) {
            for (const size of [0, 200]) {
              const outflows = [before!, after!].map((each) => each.outflow(side, window, venue, size));
              assertEquals(outflows[0], outflows[1]);
            }
          }
        }
      }
    }
  });
});

Deno.test("OutflowHistory of a mirrored tape is that of the other side", () => {
  forSeeds(1, seeds(4, 10), (_, seed) => {
    const tape = generateTape({ seed, durationSeconds: 60, eventsPerSecond: 20, venues: 3, price: 100e9 });
    const market = marketOn(tape);
    const mirror = marketOn(mirrored(tape, 100e9));
    for (const queue of QUEUES) {
      const [here, there] = [market, mirror].map((each) => historyOf(each, { seconds: 5, queue }));
      for (let window = 0; window < here!.windows; window++) {
        assertAlmostEquals(here!.midMove(window), -there!.midMove(window));
        for (let venue = 0; venue < 3; venue++) {
          for (const side of SIDES) {
            const outflow = here!.outflow(side, window, venue, 100);
            assertEquals(there!.outflow(opposite(side), window, venue, 100), outflow);
          }
        }
      }
    }
  });
});
