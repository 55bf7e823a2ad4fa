import { assert, assertEquals, assertThrows } from "@std/assert";
import { RESTED, TAKEN, UNWOUND } from "../../../../src/execution/fill_log.ts";
import type { Market } from "../../../../src/execution/market.ts";
import type { Decision, Placement, Schedule } from "../../../../src/execution/strategy.ts";
import { type Execution, Simulator } from "../../../../src/execution/simulator.ts";
import type { ParentOrder } from "../../../../src/execution/parent_order.ts";
import { hasPrice, tickOf } from "../../../../src/market/price.ts";
import { randomInt } from "../../../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../../../src/market/side.ts";
import { ImpactHistory } from "../../../../src/strategy/placement/cont_kukanov/impact_history.ts";
import { restAt, TAKE } from "../../../../src/model/cont_kukanov/model.ts";
import { OutflowHistory } from "../../../../src/strategy/placement/cont_kukanov/outflow_history.ts";
import { OutflowSample } from "../../../../src/strategy/placement/cont_kukanov/outflow_sample.ts";
import {
  contKukanov,
  type ContKukanovOptions,
  type ModelCounts,
  type Multipliers,
} from "../../../../src/strategy/placement/cont_kukanov/placement.ts";
import { Solver } from "../../../../src/model/cont_kukanov/solver.ts";
import { makeLadder } from "../../../../src/model/cont_kukanov/taking_ladder.ts";
import { twap } from "../../../../src/strategy/schedule/twap.ts";
import { generateTape } from "../../../../src/source/generated.ts";
import { seeds } from "../../../_seeds.ts";
import { forSeeds } from "../../../_tapes.ts";
import type { Row } from "../../../market/_tapes.ts";
import {
  marketOf,
  marketOn,
  type MarketOptions,
  mirrored,
  placing,
  rulesOf,
  type RunOptions,
  slices,
} from "../../../execution/_market.ts";
import { ARCX, print, quote, XNAS, XNYS } from "../../../market/_rows.ts";
import { withOtherFuture } from "../../schedule/_market.ts";
import { childOrders } from "../_decision.ts";

const USUAL: Multipliers = { lambdaUnder: 2, lambdaOver: 1.5, thetaQueue: 0.1 };
const PLAIN: ContKukanovOptions = {
  depthTicks: 0,
  adverseSelection: false,
  shortfall: "roll",
  overfill: "refuse",
};

/** The placement, of slices of ten seconds. */
function placementOn(
  market: Market,
  multipliers: Partial<Multipliers> = {},
  options: Partial<ContKukanovOptions> = {},
): Placement & { readonly counts: ModelCounts } {
  const all = { ...PLAIN, ...options };
  const history = new OutflowHistory(market, {
    lengthNs: 10e9,
    depthTicks: all.depthTicks,
    queue: "risk-averse",
  });
  return contKukanov(market, { outflow: history }, { ...USUAL, ...multipliers }, all);
}

/** What the simulator tells a placement at a moment, of a slice that others follow: the decision, as it was then. */
function decisionAt(market: Market, atSeconds: number, quantity: number, side: Side = BUY): Decision {
  const order = { side, quantity, startNs: atSeconds * 1e9, endNs: (atSeconds + 10) * 1e9 };
  let seen: Decision | undefined;
  const look = placing((decision) => {
    const { offers, nearQuotes } = decision;
    const copy = <Quotes extends Decision["nearQuotes"]>(from: Quotes): Quotes => ({
      ...from,
      price: from.price.slice(),
      size: from.size.slice(),
    });
    seen = { ...decision, isLast: false, offers: copy(offers), nearQuotes: copy(nearQuotes) };
  });
  const schedule = slices([atSeconds, atSeconds + 10], [quantity]);
  new Simulator(market, rulesOf(market)).run(order, { schedule, placement: look });
  return seen!;
}

function runOn(
  market: Market,
  order: ParentOrder,
  schedule: Schedule,
  placement: Placement,
  options: RunOptions = {},
): Execution {
  return new Simulator(market, rulesOf(market, options)).run(order, { schedule, placement });
}

function sharesOf({ fills }: Execution, kind: number): number {
  let shares = 0;
  for (let i = 0; i < fills.length; i++) if (fills.kind[i] === kind) shares += fills.shares[i]!;
  return shares;
}

function sumOf(shares: Float64Array): number {
  return shares.reduce((sum, each) => sum + each, 0);
}

const BID = [9.99, 300] as const;
const ASK = [10.01, 300] as const;

/** Two minutes in which so many shares leave XNAS' bid in every five seconds, and none XNYS'. */
function steady(shares: number, more: readonly Row[] = []): Row[] {
  const rows: Row[] = [quote(0, XNAS, BID, ASK), quote(0, XNYS, BID, ASK)];
  for (let at = 1; at < 120; at += 5) rows.push(print(at, XNAS, 9.99, shares));
  return [...rows, ...more, quote(130, XNYS, BID, ASK)].sort((a, b) => a.tsEventNs! - b.tsEventNs!);
}

Deno.test("contKukanov() rests what the past filled, and takes the rest where that is worth it", () => {
  // 500 shares leave in ten seconds, 300 of them ahead: 200 are sure to fill.
  const market = marketOf(steady(250));
  const decision = decisionAt(market, 110, 260);
  const { take, rest } = childOrders(placementOn(market, { lambdaUnder: 4 }), decision);
  assertEquals([[...rest], sumOf(take)], [[200, 0], 60]);
  // Where a share missed is hardly dearer than one taken, the same: it would be missed for sure.
  assertEquals(sumOf(childOrders(placementOn(market, { lambdaUnder: 1.05 }), decision).take), 60);
  assertEquals([...childOrders(placementOn(market), decisionAt(market, 110, 150)).rest], [150, 0]);
});

Deno.test("contKukanov() takes cheapest first, over all displayed quotes with their fees", () => {
  const market = marketOf(
    [
      quote(0, XNAS, [9.99, 100], [10.01, 100]),
      quote(0, XNYS, [9.98, 100], [10.02, 100]),
      quote(0, ARCX, [9.9, 100], [10.1, 100]),
    ],
  );
  // No window is over: nothing can rest. h + f is 1 cent, the venues cost 1, 2 and 10.
  const takesAt = (lambdaUnder: number, quantity = 1000) => [
    ...childOrders(placementOn(market, { lambdaUnder }), decisionAt(market, 1, quantity)).take,
  ];
  assertEquals(takesAt(1.5), [100, 0, 0]);
  assertEquals(takesAt(2.5), [100, 100, 0]);
  assertEquals(takesAt(2.5, 130), [100, 30, 0]);
  assertEquals(takesAt(11), [100, 100, 100]);
});

/** The problem of a decision, put together again from the market itself; dollars are 1e-9 ones. */
function problemOf(
  decision: Decision,
  { lambdaUnder, lambdaOver, thetaQueue }: Multipliers,
  { depthTicks }: ContKukanovOptions,
) {
  const { market, side, nowNs, rows, quantity, leaves } = decision;
  const at = [...market.venues.names.keys()].map((venue) => ({
    venue,
    row: market.liveRow(venue, rows, nowNs),
  }))
    .filter(({ row }) => row >= 0);
  const near = at.map(({ venue, row }) => ({
    venue,
    price: market.nearPrice(row, side),
    size: market.nearSize(row, side),
  }))
    .filter(({ price }) => hasPrice(price));
  const far = at.map(({ venue, row }) => ({
    venue,
    price: market.farPrice(row, side),
    size: market.farSize(row, side),
  }))
    .filter(({ price }) => hasPrice(price));
  const best = near.map(({ price }) => side * price).reduce((a, b) => Math.max(a, b), -Infinity);
  const opposite = far.map(({ price }) => side * price).reduce((a, b) => Math.min(a, b), Infinity);
  const mid = (best + opposite) / 2;
  const { takeFee, addRebate } = market.fees;
  const halfSpread = Math.max((opposite - best) / 2, tickOf(Math.abs(mid)) / 2);
  const quotes = far.map(({ venue, price, size }) => ({
    venue,
    size,
    cost: side * price - mid + takeFee[venue]!,
  }))
    .sort((a, b) => a.cost - b.cost);
  const posts = near.filter(({ price, venue }) =>
    best - side * price <= depthTicks * tickOf(Math.abs(best)) &&
    !far.some((other) => other.venue === venue && side * other.price <= side * price)
  );
  const rebate = posts.map(({ venue, price }) => addRebate[venue]! + best - side * price);
  const taking = halfSpread + takeFee[quotes[0]!.venue]!;
  return {
    posts,
    quotes,
    problem: {
      quantity,
      halfSpread,
      takeFee: takeFee[quotes[0]!.venue]!,
      addRebate: Float64Array.from(rebate),
      queue: Float64Array.from(posts, ({ size }) => size),
      ladder: makeLadder(quotes),
      lambdaUnder: lambdaUnder * taking,
      lambdaOver: lambdaOver * Math.max(halfSpread + Math.max(...rebate), tickOf(Math.abs(mid)) / 2),
      thetaQueue: thetaQueue * halfSpread,
      mostSent: leaves,
      whole: true,
    },
  };
}

Deno.test("contKukanov() solves the problem that the market poses, on both sides and at any depth", () => {
  let solved = 0;
  let rested = 0;
  let taken = 0;
  const tapes = seeds(4, 12);
  forSeeds(1, tapes, (random, seed) => {
    const tape = generateTape({ seed, durationSeconds: 300, eventsPerSecond: 15, venues: 4 });
    const market = marketOn(tape, {
      takeFee: 0.003,
      addFee: -0.002,
      maxQuoteAgeNs: seed % 3 === 0 ? 3e9 : undefined,
    });
    const options = { ...PLAIN, depthTicks: seed % 3 };
    const queue = "risk-averse" as const;
    const history = new OutflowHistory(market, { lengthNs: 10e9, depthTicks: options.depthTicks, queue });
    const learnt = new ImpactHistory(market, history);
    const startSeconds = market.live.clockNs[0]! / 1e9;
    for (let round = 0; round < 8; round++) {
      const multipliers = {
        lambdaUnder: 1.05 + 2 * random(),
        lambdaOver: 1.05 + random(),
        thetaQueue: random() / 2,
      };
      const side = round % 2 === 0 ? BUY : SELL;
      const at = Math.round(startSeconds + 65 + 220 * random());
      const decision = decisionAt(market, at, 1 + randomInt(random, 2000), side);
      if (!hasPrice(decision.mid)) continue;
      const impact = round % 4 < 2 ? undefined : learnt;
      const placement = contKukanov(market, { outflow: history, impact }, multipliers, options);
      const { take, rest } = childOrders(placement, decision);
      const { posts, quotes, problem } = problemOf(decision, multipliers, options);
      const sample = new OutflowSample(history, market.venues.count);
      sample.take(
        side,
        decision.nowNs,
        Uint16Array.from(posts, ({ venue }) => venue),
        problem.queue,
        posts.length,
      );
      if (sample.samples < 10) continue;
      const outflow = sample.outflow.slice(0, sample.samples * posts.length);
      const expected = new Float64Array(posts.length + 1);
      const places = [quotes[0]!.venue, ...posts.map(({ venue }) => venue)];
      const byPlace = impact &&
        Float64Array.from(places, (venue) => impact.impact(venue, problem.quantity, decision.nowNs));
      const thetaQueue = byPlace?.[0] ?? problem.thetaQueue;
      new Solver().solve({ ...problem, outflow, thetaQueue, impact: byPlace }, expected, { kicks: 0 });
      const message = `round ${round}`;
      assertEquals(posts.map(({ venue }) => rest[venue]!), [...expected.subarray(restAt(0))], message);
      assertEquals(sumOf(rest), sumOf(expected.subarray(restAt(0))), message);
      assertEquals(sumOf(take), expected[TAKE], message);
      let left = expected[TAKE]!;
      for (const { venue, size } of quotes) {
        assertEquals(take[venue], Math.min(left, size), message);
        left -= take[venue]!;
      }
      assertEquals(placement.counts.solved, 1, message);
      solved++;
      if (sumOf(rest) > 0) rested++;
      if (sumOf(take) > 0) taken++;
    }
  });
  assert(
    solved > 5 * tapes && Math.min(rested, taken) > tapes * 10 / 3,
    `${solved} solved, ${rested} rest, ${taken} take`,
  );
});

Deno.test("contKukanov() posts nothing on a thin history, and counts that", () => {
  const market = marketOf(steady(250));
  // Windows of ten seconds every five: ten of them are over after 55 s.
  const placement = placementOn(market);
  assertEquals(sumOf(childOrders(placement, decisionAt(market, 54, 100)).rest), 0);
  assertEquals([placement.counts.thinHistory, placement.counts.solved], [1, 0]);
  assertEquals(sumOf(childOrders(placement, decisionAt(market, 56, 100)).rest), 100);
  assertEquals([placement.counts.thinHistory, placement.counts.solved], [1, 1]);
});

Deno.test("contKukanov() posts where impact is known to be low, and nowhere before it is known", () => {
  /** Both bids lose their queues; after prints at XNAS the mid falls by 3 cents for a while. */
  const rows: Row[] = [quote(0, XNAS, [9.9, 300], [10.1, 300]), quote(0, XNYS, [9.9, 300], [10.1, 300])];
  for (let at = 1; at < 200; at += 5) {
    rows.push(print(at, XNYS, 9.9, 400), print(at + 2, XNAS, 9.9, 400));
    for (const publisher of [XNAS, XNYS]) {
      rows.push(
        quote(at + 2.5, publisher, [9.87, 300], [10.07, 300]),
        quote(at + 4, publisher, [9.9, 300], [10.1, 300]),
      );
    }
  }
  const market = marketOf(rows.sort((a, b) => a.tsEventNs! - b.tsEventNs!));
  const outflow = new OutflowHistory(market, { lengthNs: 10e9, depthTicks: 0, queue: "risk-averse" });
  const impact = new ImpactHistory(market, outflow);
  const placement = contKukanov(market, { outflow, impact }, USUAL, PLAIN);
  const decision = decisionAt(market, 180, 300);
  assert(impact.impact(0, 300, 180e9) > 0.01e9 + impact.impact(1, 300, 180e9));
  assertEquals([...childOrders(placement, decision).rest], [0, 300]);
  assertEquals([placement.counts.solved, placement.counts.thinHistory], [1, 0]);
  assertEquals([...childOrders(contKukanov(market, { outflow }, USUAL, PLAIN), decision).rest], [200, 100]);
  // Without a print that counts there is no volume, and no prior.
  const blind = new ImpactHistory(marketOf(rows.filter(({ size = 0 }) => size === 0)), outflow);
  const cautious = contKukanov(market, { outflow, impact: blind }, USUAL, PLAIN);
  assertEquals(sumOf(childOrders(cautious, decision).rest), 0);
  assertEquals([cautious.counts.solved, cautious.counts.thinHistory], [0, 1]);
});

Deno.test("contKukanov() does not post where that would not earn (A1), and counts the venues", () => {
  const market = (addFee: number) => marketOf(steady(250), { addFee });
  // h is 1 cent.
  for (const [addFee, rests, violated] of [[0.0099, 100, 0], [0.01, 0, 2], [0.02, 0, 2]] as const) {
    const placement = placementOn(market(addFee), { lambdaUnder: 4 });
    const orders = childOrders(placement, decisionAt(market(addFee), 110, 100));
    assertEquals([sumOf(orders.rest), placement.counts.violatedA1], [rests, violated], `${addFee}`);
    assertEquals(sumOf(orders.rest) + sumOf(orders.take), 100);
  }
});

Deno.test("contKukanov() raises λ_over (A2) and λ_under (A3) to their bounds, and counts that", () => {
  const market = marketOf(steady(250), { takeFee: 0.003, addFee: -0.002 });
  const decision = decisionAt(market, 110, 260);
  const countsWith = (multipliers: Partial<Multipliers>) => {
    const placement = placementOn(market, multipliers);
    const { take, rest } = childOrders(placement, decision);
    assertEquals(rest[0], 200);
    return { ...placement.counts, taken: sumOf(take) };
  };
  const none = countsWith({});
  assertEquals([none.solved, none.raisedA2, none.raisedA3, none.taken], [1, 0, 0, 60]);
  const over = countsWith({ lambdaOver: 0.5 });
  assertEquals([over.raisedA2, over.raisedA3], [1, 0]);
  const under = countsWith({ lambdaUnder: 0.5 });
  // Just above what taking costs: 60 shares are missed for sure, and taking them is still cheaper.
  assertEquals([under.raisedA2, under.raisedA3, under.taken], [0, 1, 60]);
  const exactly = countsWith({ lambdaUnder: 1, lambdaOver: 1 });
  assertEquals([exactly.raisedA2, exactly.raisedA3], [1, 1]);
});

Deno.test("contKukanov() raises λ_under where the order itself took what was cheap (A3)", () => {
  const market = marketOf(steady(250));
  const decision = decisionAt(market, 110, 260);
  // All that is left costs 3 cents.
  const offers = { ...decision.offers, price: Float64Array.of(10.03e9, NaN), size: Float64Array.of(300, 0) };
  const placement = placementOn(market, { lambdaUnder: 2 });
  const { take } = childOrders(placement, { ...decision, offers });
  assertEquals([placement.counts.raisedA3, sumOf(take)], [1, 60]);
});

Deno.test("contKukanov() refuses parameters that are no multiples", () => {
  const market = marketOf(steady(250));
  for (
    const bad of [{ lambdaUnder: NaN }, { lambdaOver: Infinity }, { thetaQueue: -0.1 }, { lambdaOver: -1 }]
  ) {
    assertThrows(() => placementOn(market, bad), RangeError, "not a multiple");
  }
});

Deno.test("contKukanov() sends nothing without a live mid, but crosses what it has to", () => {
  const market = marketOf(steady(250, [quote(90, XNAS, null, ASK), quote(90, XNYS, null, ASK)]));
  const decision = { ...decisionAt(market, 110, 100), overdue: 40 };
  assert(!hasPrice(decision.mid));
  const rolling = placementOn(market);
  const orders = childOrders(rolling, decision);
  assertEquals([sumOf(orders.take), sumOf(orders.rest), rolling.counts.withoutMid], [0, 0, 1]);
  const crossing = placementOn(market, {}, { shortfall: "cross" });
  assertEquals([...childOrders(crossing, decision).take], [40, 0]);
});

Deno.test("contKukanov() rolls what a slice left into the next decision, or crosses it first", () => {
  // 600 shares leave XNAS in ten seconds, but none after 110 s.
  const rows = steady(300).filter(({ tsEventNs, size = 0 }) => size === 0 || tsEventNs! < 110e9);
  const market = marketOf(rows);
  const order = { side: BUY, quantity: 200, startNs: 110e9, endNs: 130e9 };
  const schedule = slices([110, 120, 130], [100, 200]);
  const sent: number[][] = [];
  for (const shortfall of ["roll", "cross"] as const) {
    const placement = placementOn(market, {}, { shortfall });
    const watched: Placement = {
      ...placement,
      place(decision, orders) {
        placement.place(decision, orders);
        sent.push([decision.quantity, decision.overdue, sumOf(orders.take), sumOf(orders.rest)]);
      },
    };
    runOn(market, order, schedule, watched);
  }
  assertEquals(sent, [[100, 0, 0, 100], [200, 100, 0, 200], [100, 0, 0, 100], [200, 100, 100, 100]]);
});

Deno.test("contKukanov() prices what the last slice misses at the final crossing, where shortfalls roll", () => {
  // 50 shares cost a cent, 300 more five, and as many again six; nothing fills at rest.
  const market = marketOf([
    quote(0, XNAS, [9.99, 1e6], [10.01, 50]),
    quote(0, XNYS, [9.97, 1e6], [10.05, 300]),
    quote(130, XNAS, [9.99, 1e6], [10.01, 50]),
  ]);
  const decision = decisionAt(market, 110, 650);
  const takenBy = (changes: Partial<Decision>, options: Partial<ContKukanovOptions> = {}) =>
    sumOf(childOrders(placementOn(market, {}, options), { ...decision, ...changes }).take);
  // A share missed costs two cents: 2·(h + f). All 650 cost (50 + 300·5 + 300·6)/650 = 5.15 cents each.
  assertEquals([takenBy({ isLast: false }), takenBy({ isLast: true })], [50, 350]);
  // 350 cost less than five cents each on average, though the last of them does not.
  assertEquals(takenBy({ isLast: true, quantity: 350, leaves: 350 }), 50);
  assertEquals(takenBy({ isLast: true }, { shortfall: "cross" }), 50);
});

Deno.test("contKukanov() crosses past what is displayed at the best price before it decides on the rest", () => {
  const rows = [
    ...steady(250),
    quote(100, XNAS, BID, [10.01, 50]),
    quote(100, XNYS, BID, [10.02, 80]),
  ].sort((a, b) => a.tsEventNs! - b.tsEventNs!);
  const market = marketOf(rows);
  const decision = { ...decisionAt(market, 110, 400), overdue: 70 };
  const placement = placementOn(market, { lambdaUnder: 10 }, { shortfall: "cross" });
  // 70 are crossed; of 330 more 200 rest, and 60 are there to take.
  const { take, rest } = childOrders(placement, decision);
  assertEquals([[...take], [...rest]], [[50, 80], [200, 0]]);
  assertEquals([...childOrders(placement, { ...decision, overdue: 200 }).take], [50, 80]);
});

/** XNAS and XNYS lose their queues now and then, never both: a share is best sent to both. */
function eitherOr(): Row[] {
  const rows: Row[] = [quote(0, XNAS, BID, ASK), quote(0, XNYS, BID, ASK)];
  for (let i = 0; i < 30; i++) rows.push(print(1 + 10 * i, i % 2 === 0 ? XNAS : XNYS, 9.99, 800));
  // Then both are printed at.
  rows.push(print(301, XNAS, 9.99, 800), print(302, XNYS, 9.99, 800), quote(330, XNAS, BID, ASK));
  return rows;
}

Deno.test("contKukanov() may send more than is left where it may overfill, and what is too much is unwound", () => {
  const market = marketOf(eitherOr());
  const order = { side: BUY, quantity: 100, startNs: 300e9, endNs: 310e9 };
  const schedule = slices([300, 310], [100]);
  const keen = { lambdaUnder: 8, lambdaOver: 1.05, thetaQueue: 0 };
  const allowed = runOn(market, order, schedule, placementOn(market, keen, { overfill: "allow" }));
  assertEquals([sharesOf(allowed, RESTED), sharesOf(allowed, UNWOUND)], [200, -100]);
  assertEquals([allowed.unfilled, allowed.fills.sharesFilled], [0, 100]);
  const refused = runOn(market, order, schedule, placementOn(market, keen));
  assertEquals([sharesOf(refused, TAKEN), sharesOf(refused, UNWOUND)], [100, 0]);
});

Deno.test("contKukanov() sends at most what is left, unless it may overfill", () => {
  const sentMore = { refuse: 0, allow: 0 };
  const unwound = { refuse: 0, allow: 0 };
  const keen = { lambdaUnder: 8, lambdaOver: 1.05, thetaQueue: 0 };
  const tapes = seeds(1, 4);
  forSeeds(1, tapes, (_, seed) => {
    const tape = generateTape({ seed, durationSeconds: 300, eventsPerSecond: 15, venues: 4 });
    const market = marketOn(tape);
    const firstNs = market.live.clockNs[0]! + 80e9;
    for (const overfill of ["refuse", "allow"] as const) {
      const placement = placementOn(market, keen, { overfill, depthTicks: 1 });
      const watched: Placement = {
        ...placement,
        place(decision, orders) {
          placement.place(decision, orders);
          if (sumOf(orders.take) + sumOf(orders.rest) > decision.leaves) sentMore[overfill]++;
        },
      };
      for (let slice = 0; slice < 40; slice++) {
        const startNs = firstNs + 5e9 * slice;
        const order = { side: slice % 2 === 0 ? BUY : SELL, quantity: 400, startNs, endNs: startNs + 10e9 };
        const execution = runOn(market, order, twap(10e9), watched, { latencyNs: 5e5 });
        assertEquals(execution.fills.sharesFilled + execution.unfilled, 400);
        unwound[overfill] -= sharesOf(execution, UNWOUND);
      }
    }
  });
  assertEquals([sentMore.refuse, unwound.refuse], [0, 0]);
  assert(
    sentMore.allow > 2.5 * tapes && unwound.allow > 25 * tapes,
    `${sentMore.allow} times, ${unwound.allow} shares`,
  );
});

Deno.test("contKukanov() takes adverse moves off the rebate: buys when the mid falls after fills, sells when it rises", () => {
  /** The mid moves by so many cents in the second half of every ten seconds, after the bid's queue is gone, and back. */
  const swinging = (cents: number, side: Side) => {
    const rows: Row[] = [];
    for (let i = 0; i < 14; i++) {
      const [start, move] = [10 * i, -side * cents / 100];
      rows.push(quote(start, XNAS, [9.9, 300], [10.1, 300]));
      rows.push(print(start + 1, XNAS, side === BUY ? 9.9 : 10.1, 900));
      rows.push(quote(start + 7, XNAS, [9.9 + move, 300], [10.1 + move, 300]));
    }
    return marketOf(rows);
  };
  for (const side of [BUY, SELL]) {
    const [falls, rises] = [4, -4].map((cents) => swinging(cents, side));
    const restsOn = (market: Market, addRebate: number) => {
      const decision = decisionAt(market, 121, 100, side);
      const nearQuotes = { ...decision.nearQuotes, addRebate: Float64Array.of(addRebate) };
      const placement = placementOn(market, {}, { adverseSelection: true });
      const rested = sumOf(childOrders(placement, { ...decision, nearQuotes }).rest);
      return [rested, placement.counts.violatedA1];
    };
    // h is 10 cents. Windows that begin with the print see the mid move by 4 cents, those in between by none.
    assertEquals(restsOn(falls!, -0.07e9), [100, 0], `side ${side}`);
    assertEquals(restsOn(falls!, -0.09e9), [0, 1], `side ${side}`);
    assertEquals(restsOn(rises!, -0.11e9), [100, 0], `side ${side}`);
    assertEquals(restsOn(rises!, -0.13e9), [0, 1], `side ${side}`);
  }
});

Deno.test("contKukanov() posts as deep as it may, and credits a better price", () => {
  const rows: Row[] = [quote(0, XNAS, BID, ASK), quote(0, XNYS, [9.98, 300], ASK)];
  for (let at = 1; at < 120; at += 5) rows.push(print(at, XNYS, 9.98, 450));
  const market = marketOf([...rows, quote(130, XNAS, BID, ASK)], { addFee: 0.015 });
  const decision = decisionAt(market, 110, 100);
  // 1.5 cents to add: at the touch that would not earn, a tick behind it earns half a cent.
  for (const [depthTicks, rested, violated] of [[0, 0, 1], [1, 100, 1]] as const) {
    const placement = placementOn(market, { lambdaUnder: 4 }, { depthTicks });
    const { rest } = childOrders(placement, decision);
    assertEquals([rest[1], placement.counts.violatedA1], [rested, violated], `${depthTicks} ticks`);
  }
});

Deno.test("contKukanov() decides the same whatever comes after", () => {
  forSeeds(1, seeds(4, 8), (random, seed) => {
    const tape = generateTape({ seed, durationSeconds: 200, eventsPerSecond: 15, venues: 3 });
    const options: MarketOptions = { maxQuoteAgeNs: 5e9, takeFee: 0.003, addFee: -0.002 };
    const market = marketOn(tape, options);
    const startNs = market.live.clockNs[0]! + 70e9;
    const cutNs = startNs + 10e9 * (1 + randomInt(random, 9)) + 5e9;
    const other = marketOn(withOtherFuture(tape, market.rowsBefore(cutNs), random), options);
    const decided = [market, other].map((each) => {
      const decisions: unknown[] = [];
      const placement = placementOn(each, {}, { adverseSelection: seed % 2 === 0, depthTicks: seed % 3 });
      const watched: Placement = {
        ...placement,
        place(decision, orders) {
          placement.place(decision, orders);
          if (decision.nowNs > cutNs) return;
          decisions.push([decision.nowNs, decision.quantity, [...orders.take], [...orders.rest]]);
        },
      };
      runOn(each, { side: BUY, quantity: 2000, startNs, endNs: startNs + 120e9 }, twap(10e9), watched);
      return decisions;
    });
    assertEquals(decided[0], decided[1]);
    assert(decided[0]!.length >= 2);
  });
});

Deno.test("contKukanov() sells on a mirrored tape as it buys on the tape", () => {
  let rested = 0;
  const tapes = seeds(2, 8);
  forSeeds(1, tapes, (_, seed) => {
    const tape = generateTape({ seed, durationSeconds: 200, eventsPerSecond: 15, venues: 3, price: 100e9 });
    const fees = { takeFee: 0.003, addFee: -0.002, maxQuoteAgeNs: 20e9 };
    const runs = ([[tape, BUY], [mirrored(tape, 100e9), SELL]] as const).map(([each, side]) => {
      const market = marketOn(each, fees);
      const startNs = market.live.clockNs[0]! + 70e9;
      const placement = placementOn(market, {}, { adverseSelection: seed % 2 === 0, overfill: "allow" });
      const order = { side, quantity: 2000, startNs, endNs: startNs + 120e9 };
      const { fills } = runOn(market, order, twap(10e9), placement, { latencyNs: 5e5 });
      rested += [...fills.kind.subarray(0, fills.length)].filter((kind) => kind === RESTED).length;
      return Array.from({ length: fills.length }, (_, i) => [
        fills.timeNs[i]!,
        fills.venue[i]!,
        side * (fills.price[i]! - 100e9),
        fills.shares[i]!,
        fills.fee[i]!,
        fills.kind[i]!,
      ]);
    });
    assertEquals(runs[0], runs[1]);
  });
  assert(rested > 6.25 * tapes, `${rested} rested fills`);
});

Deno.test("contKukanov() finds without kicks what there is to find with many", () => {
  // Costs of decisions on one sample, as parts of what taking all at once would cost.
  const gaps: number[] = [];
  const tapes = seeds(1, 4);
  forSeeds(1, tapes, (random, seed) => {
    const tape = generateTape({ seed, durationSeconds: 500, eventsPerSecond: 20, venues: 6 });
    const market = marketOn(tape, { takeFee: 0.003, addFee: -0.002 });
    const options = { ...PLAIN, depthTicks: 2 };
    const history = new OutflowHistory(market, { lengthNs: 10e9, depthTicks: 2, queue: "risk-averse" });
    const startSeconds = market.live.clockNs[0]! / 1e9;
    for (let round = 0; round < 20; round++) {
      const multipliers = {
        lambdaUnder: 1.05 + 3 * random(),
        lambdaOver: 1.05 + 3 * random(),
        thetaQueue: random() / 2,
      };
      const decision = decisionAt(
        market,
        Math.round(startSeconds + 320 + 150 * random()),
        1 + randomInt(random, 3000),
      );
      if (!hasPrice(decision.mid)) continue;
      const { posts, problem } = problemOf(decision, multipliers, options);
      const sample = new OutflowSample(history, market.venues.count);
      sample.take(
        BUY,
        decision.nowNs,
        Uint16Array.from(posts, ({ venue }) => venue),
        problem.queue,
        posts.length,
      );
      const outflow = sample.outflow.slice(0, sample.samples * posts.length);
      const [few, many] = [0, 64].map((kicks) =>
        new Solver().solve({ ...problem, outflow }, new Float64Array(posts.length + 1), { kicks, seed: 1 })
      );
      gaps.push((few! - many!) / (problem.quantity * (problem.halfSpread + problem.takeFee)));
    }
  });
  gaps.sort((a, b) => a - b);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  assert(gaps.length > 15 * tapes);
  assert(mean < 0.002 && gaps.at(-1)! < 0.05, `mean ${mean}, most ${gaps.at(-1)}`);
});
