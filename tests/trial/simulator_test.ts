import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { TrialExecution } from "../../src/trial/execution.ts";
import { FillLog } from "../../src/execution/fill_log.ts";
import { makeOffers, type Offers } from "../../src/execution/offers.ts";
import { simulateSnapshots, type TrialStrategy } from "../../src/trial/simulator.ts";
import { bestVenue } from "../../src/execution/offers.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import type { SnapshotMarket } from "../../src/trial/market.ts";
import { trialCostOf } from "../../src/trial/cost.ts";
import { randomInt } from "../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { bestQuote } from "../../src/trial/best_quote.ts";
import { exactAllocator } from "../../src/strategy/placement/static_split/exact.ts";
import { quadraticAllocator } from "../../src/strategy/placement/static_split/quadratic.ts";
import { staticSplit } from "../../src/strategy/placement/static_split/static_split.ts";
import { immediate } from "../../src/trial/immediate.ts";
import { twap } from "../../src/trial/twap.ts";
import { vwap } from "../../src/trial/vwap.ts";
import { generateTape } from "../../src/source/generated.ts";
import {
  ARCX,
  forSeeds,
  mirrored,
  perturbedFrom,
  randomTape,
  tapeOf,
  threeVenues,
  XNAS,
  XNYS,
} from "../_tapes.ts";
import {
  assertSame,
  fillsOf,
  hindsightStrategy,
  honestStrategies,
  marketOf,
  orderFor,
  randomOrder,
  referenceRows,
  run,
} from "./_market.ts";
import {
  referenceBestQuote,
  type ReferenceOrder,
  referenceRouter,
  referenceTwap,
  referenceVwap,
} from "../_reference.ts";
import { seeds } from "../_seeds.ts";

const MINUTE_NS = 60e9;
const router = staticSplit(exactAllocator(), "wait");
const eagerRouter = staticSplit(exactAllocator(), "greedy");

/** Cash in dollars, added up plainly. */
function cashOf({ fills, residual }: TrialExecution): number {
  let units = BigInt(residual.shares) * BigInt(residual.price || 0);
  for (let i = 0; i < fills.length; i++) units += BigInt(fills.price[i]!) * BigInt(fills.shares[i]!);
  return Number(units) / 1e9;
}

const tenOClock = 36_000;

/** Fills of the three venues' tape: seconds after ten. */
async function onThreeVenues(side: Side, quantity: number, ...strategy: Parameters<typeof run>[2][]) {
  const tape = await threeVenues();
  return run(tape, orderFor(tape, side, quantity), strategy[0]!);
}

function sinceTen(fills: [number, string, number, number][]): unknown[] {
  return fills.map(([at, ...rest]) => [at - tenOClock, ...rest]);
}

Deno.test("simulateSnapshots() buys at the best ask, one venue a snapshot, ties to the lowest publisher", async () => {
  const { execution, fills } = await onThreeVenues(BUY, 1000, immediate);
  assertEquals(sinceTen(fills), [
    [0, "XNAS", 10.01, 200],
    [10, "XNYS", 10, 130],
    [30, "XNYS", 10, 130],
    [60, "XNYS", 10, 130],
    [80, "XNYS", 10, 130],
    [160, "ARCX", 10, 280],
  ]);
  assertEquals([cashOf(execution), execution.snapshots], [10_002, 6]);
  assertEquals([execution.residual.shares, execution.unfilled], [0, 0]);
});

Deno.test("simulateSnapshots() sells at the best bid", async () => {
  const { execution, fills } = await onThreeVenues(SELL, 1000, immediate);
  assertEquals(sinceTen(fills), [
    [0, "XNAS", 9.99, 300],
    [10, "XNAS", 9.99, 300],
    [30, "XNAS", 9.99, 300],
    [60, "XNAS", 9.99, 100],
  ]);
  assertEquals(cashOf(execution), 9990);
});

Deno.test("simulateSnapshots() works TWAP: slices catch up, each has the first snapshot of its interval", async () => {
  const bought = await onThreeVenues(BUY, 1000, twap(MINUTE_NS));
  assertEquals(sinceTen(bought.fills), [
    [0, "XNAS", 10.01, 200],
    [60, "XNYS", 10, 130],
    [160, "ARCX", 10, 300],
    [210, "XNYS", 10.01, 370],
  ]);
  assertEquals(cashOf(bought.execution), 10_005.7);
  const sold = await onThreeVenues(SELL, 1000, twap(MINUTE_NS));
  assertEquals(sinceTen(sold.fills), [
    [0, "XNAS", 9.99, 250],
    [60, "XNAS", 9.99, 250],
    [160, "XNAS", 9.99, 250],
    [210, "ARCX", 10, 250],
  ]);
  assertEquals(cashOf(sold.execution), 9992.5);
});

Deno.test("simulateSnapshots() works VWAP by what was displayed so far", async () => {
  // d = 200, 200, (530·20 s + 830·40 s)/60 s = 730, and the last slice takes what is left.
  const { execution, fills } = await onThreeVenues(BUY, 400, vwap(MINUTE_NS));
  assertEquals(sinceTen(fills), [
    [0, "XNAS", 10.01, 100], // 400·200/(200 + 3·200)
    [60, "XNYS", 10, 100], // 300·200/(200 + 2·200)
    [160, "ARCX", 10, 132], // 200·730/(730 + 1·(200 + 200 + 730)/3)
    [210, "XNYS", 10.01, 68],
  ]);
  assertEquals(cashOf(execution), 4001.68);
});

Deno.test("simulateSnapshots() works VWAP in hindsight by what will be displayed", async () => {
  const tape = await threeVenues();
  const order = orderFor(tape, BUY, 400);
  const { schedule } = hindsightStrategy(marketOf(tape), order, MINUTE_NS);
  const { execution, fills } = run(tape, order, schedule);
  // Share-seconds 18,500, 43,800, 59,200 and 39,000: targets 46, 155, 303, 400.
  assertEquals(sinceTen(fills), [
    [0, "XNAS", 10.01, 46],
    [60, "XNYS", 10, 109],
    [160, "ARCX", 10, 148],
    [210, "XNYS", 10.01, 97],
  ]);
  assertEquals(cashOf(execution), 4001.43);
});

Deno.test("simulateSnapshots() routes: waits until the lattice has the whole order, takes it cheapest first", async () => {
  const tape = await threeVenues();
  const bought = run(tape, orderFor(tape, BUY, 1000), immediate, router);
  assertEquals(sinceTen(bought.fills), [
    [160, "XNAS", 10.02, 100],
    [160, "XNYS", 10.01, 600],
    [160, "ARCX", 10, 300],
  ]);
  assertEquals([cashOf(bought.execution), bought.execution.snapshots], [10_008, 6]);
  const sold = run(tape, orderFor(tape, SELL, 1000), immediate, router);
  assertEquals(sinceTen(sold.fills), [
    [80, "XNAS", 9.99, 300],
    [80, "XNYS", 9.98, 500],
    [80, "ARCX", 9.99, 200],
  ]);
  assertEquals([cashOf(sold.execution), sold.execution.snapshots], [9985, 5]);
});

Deno.test("simulateSnapshots() routes: takes the cheapest at once where that is asked for", async () => {
  const tape = await threeVenues();
  const { execution, fills } = run(tape, orderFor(tape, BUY, 1000), immediate, eagerRouter);
  assertEquals(sinceTen(fills), [
    [0, "XNAS", 10.01, 200],
    [10, "XNAS", 10.01, 200],
    [10, "XNYS", 10, 130],
    [30, "XNAS", 10.01, 200],
    [30, "XNYS", 10, 130],
    [60, "XNAS", 10.02, 10],
    [60, "XNYS", 10, 130],
  ]);
  assertEquals(cashOf(execution), 10_006.2);
});

Deno.test("simulateSnapshots() crosses what is left at the last touch, whole, and marks it", async () => {
  const tape = await threeVenues();
  const { execution } = run(tape, orderFor(tape, BUY, 2000), immediate, router);
  assertEquals(execution.fills.length, 0);
  assertEquals(execution.residual, { shares: 2000, price: 10.01e9, fee: 0, venue: 1 });
  assertEquals([cashOf(execution), execution.unfilled, execution.snapshots], [20_020, 0, 7]);
  const sold = run(tape, orderFor(tape, SELL, 5050), immediate, router).execution;
  assertEquals(sold.residual, { shares: 5050, price: 10e9, fee: 0, venue: 2 });
});

Deno.test("simulateSnapshots() crosses at the last touch that was shown, even if it is gone", () => {
  const tape = tapeOf(
    [0, XNAS, [9, 100], [10, 100]],
    [1, XNYS, [8, 100], null],
    [2, XNAS, [9, 100], null],
    [3, XNAS, null, null],
  );
  const { execution, fills } = run(tape, orderFor(tape, BUY, 500), immediate);
  assertEquals(fills, [[0, "XNAS", 10, 100]].concat([[1, "XNAS", 10, 100]]) as typeof fills);
  assertEquals(execution.residual, { shares: 300, price: 10e9, fee: 0, venue: 0 });
  assertEquals(execution.snapshots, 4);
});

Deno.test("simulateSnapshots() leaves shares unfilled where no touch was ever shown", () => {
  const tape = tapeOf([0, XNAS, [9, 100], null], [1, XNYS, [9, 100], null]);
  for (const strategy of Object.values(honestStrategies(MINUTE_NS))) {
    const execution = simulateSnapshots(marketOf(tape), orderFor(tape, BUY, 500), strategy);
    assertEquals([execution.fills.length, execution.unfilled], [0, 500]);
    assertEquals(execution.residual, { shares: 0, price: NaN, fee: 0, venue: -1 });
  }
});

Deno.test("simulateSnapshots() drops a venue without an ask from the snapshot, never the snapshot", () => {
  const tape = tapeOf(
    [0, XNAS, [9, 100], [10, 300]],
    [1, XNYS, [9.5, 100], null],
    [2, ARCX, null, [10, 200]],
  );
  const { fills } = run(tape, orderFor(tape, BUY, 500), immediate, router);
  assertEquals(fills, [[2, "XNAS", 10, 300], [2, "ARCX", 10, 200]]);
  const best = run(tape, orderFor(tape, BUY, 500), immediate);
  assertEquals(best.fills, [[0, "XNAS", 10, 300], [1, "XNAS", 10, 200]]);
});

Deno.test("simulateSnapshots() trades against the last row of an event only", () => {
  const tape = tapeOf(
    [0, XNAS, [9, 100], [10, 421], false],
    [0, XNAS, [9, 100], [10, 231], false],
    [0, XNAS, [9, 100], [10, 121]],
    [1, XNAS, [9, 100], [11, 1000]],
  );
  assertEquals(run(tape, orderFor(tape, BUY, 400), immediate).fills, [
    [0, "XNAS", 10, 121],
    [1, "XNAS", 11, 279],
  ]);
});

Deno.test("simulateSnapshots() waits with 5,050 shares for ever, or takes them odd lots and all", () => {
  const tape = tapeOf(
    [0, XNAS, null, [10, 4000]],
    [1, XNYS, null, [10.01, 4000]],
  );
  const order = orderFor(tape, BUY, 5050);
  assertEquals(run(tape, order, immediate, router).execution.residual.shares, 5050);
  assertEquals(run(tape, order, immediate, eagerRouter).fills, [[0, "XNAS", 10, 4000], [
    1,
    "XNAS",
    10,
    1050,
  ]]);
});

Deno.test("simulateSnapshots() fills an order of one share", async () => {
  const tape = await threeVenues();
  for (const [name, strategy] of Object.entries(honestStrategies(MINUTE_NS))) {
    if (name === "quadratic router") continue;
    const execution = simulateSnapshots(marketOf(tape), orderFor(tape, SELL, 1), strategy);
    const waits = ["router, waits", "recursive router"].includes(name);
    assertEquals([execution.fills.sharesFilled, execution.residual.shares], waits ? [0, 1] : [1, 0], name);
  }
});

Deno.test("simulateSnapshots() ends with an order that was overfilled; nothing is left or crossed", () => {
  const tape = tapeOf([0, XNAS, [10, 2000], null], [1, XNAS, [10, 2000], null]);
  const parameters = { lambdaOver: 0.01, lambdaUnder: 1, thetaQueue: 0 };
  const placement = staticSplit(quadraticAllocator(parameters), "wait");
  const { execution } = run(tape, orderFor(tape, SELL, 1000), immediate, placement);
  // 10/(2·0.01) = 500 shares more than the order, by the cost of its own.
  assertEquals([execution.fills.sharesFilled, execution.snapshots], [1500, 1]);
  assertEquals([execution.residual.shares, execution.unfilled], [0, 0]);
});

Deno.test("simulateSnapshots() stops at a limit of snapshots and crosses at that touch", async () => {
  const tape = await threeVenues();
  const strategy = { schedule: immediate, placement: bestQuote };
  const execution = simulateSnapshots(marketOf(tape, { limit: 3 }), orderFor(tape, BUY, 1000), strategy);
  assertEquals([execution.fills.sharesFilled, execution.snapshots], [460, 3]);
  assertEquals(execution.residual, { shares: 540, price: 10e9, fee: 0, venue: 1 });
});

Deno.test("simulateSnapshots() takes no quote past its age, but crosses at the last touch that was shown", () => {
  const tape = tapeOf(
    [0, XNAS, null, [10, 100]],
    [5, XNYS, [9, 100], null],
    [20, XNYS, [9, 100], null],
  );
  const market = marketOf(tape, { maxQuoteAgeNs: 10e9 });
  const strategy = { schedule: immediate, placement: bestQuote };
  const execution = simulateSnapshots(market, orderFor(tape, BUY, 500), strategy);
  assertEquals(fillsOf(execution, market), [[0, "XNAS", 10, 100], [5, "XNAS", 10, 100]]);
  assertEquals(execution.residual, { shares: 300, price: 10e9, fee: 0, venue: 0 });
});

Deno.test("simulateSnapshots() notes each venue's fee with its fills and the crossing", () => {
  const tape = tapeOf([0, XNAS, null, [10, 100]]);
  const market = marketOf(tape, { takeFee: 0.003 });
  const strategy = { schedule: immediate, placement: bestQuote };
  const { fills, residual } = simulateSnapshots(market, orderFor(tape, BUY, 150), strategy);
  assertEquals([fills.fee[0], residual.fee], [3e6, 3e6]);
});

Deno.test("bestVenue() takes the best price, of equal ones the first, never a venue without shares", () => {
  const offers = makeOffers(4);
  assertEquals(bestVenue(offers, BUY), -1);
  offers.price.set([NaN, 10e9, 10e9, 9e9]);
  offers.size.set([0, 100, 200, 0]);
  assertEquals(bestVenue(offers, BUY), 1);
  offers.size[3] = 1;
  assertEquals(bestVenue(offers, BUY), 3);
  assertEquals(bestVenue(offers, SELL), 1);
  offers.count = 1;
  assertEquals(bestVenue(offers, SELL), -1);
});

Deno.test("FillLog holds more fills than it was made for", () => {
  const fills = new FillLog();
  for (let i = 0; i < 1000; i++) fills.add(i, i % 300, 1e9 + i, i + 1, -i);
  assertEquals([fills.length, fills.sharesFilled], [1000, 500_500]);
  for (let i = 0; i < 1000; i++) {
    const fill = [fills.timeNs[i], fills.venue[i], fills.price[i], fills.shares[i], fills.fee[i]];
    assertEquals(fill, [i, i % 300, 1e9 + i, i + 1, -i]);
  }
});

const INTERVAL_NS = 10e9;

/** Random tapes of no market, with some generated ones between. */
function someTape(random: () => number, seed: number): Tape {
  if (seed % 20 > 0) return randomTape(random);
  const venues = 1 + randomInt(random, 5);
  const shape = { seed, venues, eventsPerSecond: 20, durationSeconds: 60, price: 20e9 };
  return sortByEventTime(generateTape(shape));
}

function allStrategies(market: SnapshotMarket, order: ParentOrder): Record<string, TrialStrategy> {
  return {
    ...honestStrategies(INTERVAL_NS),
    "vwap in hindsight": hindsightStrategy(market, order, INTERVAL_NS),
  };
}

interface Seen {
  nowNs: number;
  leaves: number;
  price: number[];
  size: number[];
}

/** Runs the strategy and notes what its schedule was shown. */
function watched(market: SnapshotMarket, order: ParentOrder, strategy: TrialStrategy) {
  const seen: Seen[] = [];
  const schedule = {
    name: strategy.schedule.name,
    begin(begun: ParentOrder) {
      const run = strategy.schedule.begin(begun);
      return {
        due(nowNs: number, leaves: number, offers: Offers) {
          seen.push({ nowNs, leaves, price: [...offers.price], size: [...offers.size] });
          const due = run.due(nowNs, leaves, offers);
          assert(Number.isInteger(due) && due >= 0 && due <= leaves, `due ${due} of ${leaves}`);
          return due;
        },
      };
    },
  };
  return { execution: simulateSnapshots(market, order, { ...strategy, schedule }), seen };
}

/** Every fill belongs to a snapshot: at its time and price, for no more than shown, one a venue. */
function checkFills({ fills, quantity }: TrialExecution, seen: Seen[]): void {
  let fill = 0;
  let filled = 0;
  for (const [i, { nowNs, price, size }] of seen.entries()) {
    const filledAfter = i + 1 < seen.length ? quantity - seen[i + 1]!.leaves : fills.sharesFilled;
    const venues = new Set<number>();
    while (filled < filledAfter) {
      const venue = fills.venue[fill]!;
      assert(!venues.has(venue), "two fills at one venue and snapshot");
      venues.add(venue);
      assertEquals([fills.timeNs[fill], fills.price[fill]], [nowNs, price[venue]]);
      assert(fills.shares[fill]! > 0 && fills.shares[fill]! <= size[venue]!, "filled more than shown");
      filled += fills.shares[fill++]!;
    }
  }
  assertEquals([fill, filled], [fills.length, fills.sharesFilled]);
  const times = fills.timeNs.slice(0, fills.length);
  assertEquals(times, times.slice().sort());
}

Deno.test("simulateSnapshots() accounts for every share and cent, on any tape, with any strategy", () => {
  forSeeds(1, seeds(20, 400), (random, seed) => {
    const tape = someTape(random, seed);
    const order = randomOrder(tape, random);
    const market = marketOf(tape, { takeFee: (randomInt(random, 9) - 4) / 1000 });
    for (const [name, strategy] of Object.entries(allStrategies(market, order))) {
      const { execution, seen } = watched(market, order, strategy);
      const { fills, residual, unfilled } = execution;
      const over = Math.max(0, fills.sharesFilled - order.quantity);
      assertEquals(fills.sharesFilled + residual.shares + unfilled, order.quantity + over, name);
      assert(over === 0 || name === "quadratic router", `${name} took ${over} too many`);
      checkFills(execution, seen);
      const cost = trialCostOf(execution, order.side);
      assertEquals(Number(cost.grossUnits) / 1e9, cashOf(execution), name);
      assertEquals(cost.shares, fills.sharesFilled + residual.shares);
    }
  });
});

Deno.test("simulateSnapshots() buys on a tape as it sells on the mirrored one", () => {
  const AROUND = 100e9;
  forSeeds(1000, seeds(20, 400), (random, seed) => {
    const tape = someTape(random, seed);
    const order = randomOrder(tape, random);
    const market = marketOf(tape, { takeFee: 0.001 });
    const otherMarket = marketOf(mirrored(tape, AROUND), { takeFee: 0.001 });
    const otherOrder: ParentOrder = { ...order, side: order.side === BUY ? SELL : BUY };
    const strategies = allStrategies(market, order);
    const otherStrategies = allStrategies(otherMarket, otherOrder);
    for (const name of Object.keys(strategies)) {
      if (name === "quadratic router") continue; // it counts whole prices: see its documentation
      const one = simulateSnapshots(market, order, strategies[name]!);
      const other = simulateSnapshots(otherMarket, otherOrder, otherStrategies[name]!);
      const prices = (
        execution: TrialExecution,
      ) => [...execution.fills.price.slice(0, execution.fills.length)];
      const mirror = (price: number) => 2 * AROUND - price;
      assertEquals(prices(one), prices(other).map(mirror), name);
      for (const column of ["timeNs", "venue", "shares", "fee"] as const) {
        assertEquals(one.fills[column], other.fills[column], `${name}: ${column}`);
      }
      assertEquals(one.residual, { ...other.residual, price: mirror(other.residual.price) }, name);
      assertEquals([one.unfilled, one.snapshots], [other.unfilled, other.snapshots], name);
    }
  });
});

/** Fills before a moment. */
function fillsBefore({ fills }: TrialExecution, ns: number): number[][] {
  return Array.from(
    { length: fills.length },
    (_, i) => [fills.timeNs[i]!, fills.venue[i]!, fills.price[i]!, fills.shares[i]!],
  ).filter(([timeNs]) => timeNs! < ns);
}

Deno.test("simulateSnapshots() never looks ahead: what comes later changes no fill, except in hindsight", () => {
  let compared = 0;
  let changedInHindsight = 0;
  forSeeds(2000, seeds(30, 400), (random, seed) => {
    const tape = someTape(random, seed);
    if (tape.length < 2) return;
    const order = randomOrder(tape, random);
    const cut = 1 + randomInt(random, tape.length - 1);
    const cutNs = tape.columns.tsEventNs[cut]!;
    const market = marketOf(tape);
    const otherMarket = marketOf(perturbedFrom(tape, cut, random));
    const before = (on: SnapshotMarket, strategy: TrialStrategy) =>
      fillsBefore(simulateSnapshots(on, order, strategy), cutNs);
    for (const [name, strategy] of Object.entries(honestStrategies(INTERVAL_NS))) {
      const fills = before(market, strategy);
      compared += fills.length;
      assertEquals(before(otherMarket, strategy), fills, name);
    }
    const foresight = before(market, hindsightStrategy(market, order, INTERVAL_NS));
    const otherForesight = before(otherMarket, hindsightStrategy(otherMarket, order, INTERVAL_NS));
    if (JSON.stringify(foresight) !== JSON.stringify(otherForesight)) changedInHindsight++;
  });
  assert(compared > 1000, `only ${compared} fills were compared`);
  assertNotEquals(changedInHindsight, 0);
});

Deno.test("simulateSnapshots() agrees with the plain reference on any tape", () => {
  forSeeds(3000, seeds(25, 600), (random, seed) => {
    const tape = someTape(random, seed);
    const order = randomOrder(tape, random);
    const market = marketOf(tape);
    const rows = referenceRows(tape);
    const plainOrder: ReferenceOrder = {
      side: order.side === BUY ? "buy" : "sell",
      quantity: order.quantity,
      from: tape.tsEvent(0),
      to: tape.tsEvent(tape.length - 1),
    };
    const strategies = honestStrategies(INTERVAL_NS);
    const interval = BigInt(INTERVAL_NS);
    const references = {
      "best quote": referenceBestQuote(rows, plainOrder),
      "router, waits": referenceRouter(rows, plainOrder),
      "recursive router": referenceRouter(rows, plainOrder),
      "twap": referenceTwap(rows, plainOrder, interval),
      "vwap": referenceVwap(rows, plainOrder, interval),
    };
    for (const [name, expected] of Object.entries(references)) {
      assertSame(simulateSnapshots(market, order, strategies[name]!), expected, market, name);
    }
  });
});
